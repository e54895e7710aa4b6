import { zoneLabels } from '../time/zones.ts';
import { defaultAddress, type AddressState, type Drill } from './address.ts';
import { canonicalWhere } from './parse-address.ts';
import type { QueryRecord } from './query-record.ts';

const unless = (isDefault: boolean, value: string | null): readonly string[] =>
  isDefault || value === null ? [] : [value];

const drillQuery = (drill: Drill | null): QueryRecord => {
  if (drill === null) return {};
  return {
    drill: [drill.metric === undefined ? `type:${drill.type ?? ''}` : `metric:${drill.metric}`],
    'drill.from': unless(drill.from === defaultAddress.from, drill.from),
    'drill.to': unless(drill.to === defaultAddress.to, drill.to),
    'drill.where': canonicalWhere(drill.where),
  };
};

/** The query string of a state: fixed order, without what is as usual. `parseAddress` reads it back. */
export const formatAddress = (state: AddressState): QueryRecord => {
  const { extras } = state;
  const all: QueryRecord = {
    from: unless(state.from === defaultAddress.from, state.from),
    to: unless(state.to === defaultAddress.to, state.to),
    step: unless(false, state.step),
    compare: unless(state.compare === defaultAddress.compare, state.compare),
    where: canonicalWhere(state.where),
    by: unless(false, state.by),
    tz: unless(state.tz === defaultAddress.tz, zoneLabels[state.tz]),
    wall: unless(!state.wall, '1'),
    theme: unless(false, state.theme),
    ...drillQuery(state.drill),
    event: unless(false, state.event),
    case: unless(false, state.case),
    ...Object.fromEntries(
      Object.keys(extras)
        .sort()
        .map((key) => [key, unless(extras[key] === '', extras[key] ?? null)]),
    ),
  };
  return Object.fromEntries(Object.entries(all).filter(([, values]) => values.length > 0));
};
