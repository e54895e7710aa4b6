import type { EncodedState, MeasureName } from '@tidewatch/contract';
import { integerOf } from '../../partials/number-columns.ts';
import { encodedInteger } from '../../partials/state-columns.ts';
import type { AggregationNode } from '../aggregation-node.ts';
import type { ReadColumns } from './rare-columns.ts';

const total = (field: string) => ({ [field]: { sum: { field } } });

/** The innermost aggregations that merge the number columns of a measure. */
export function sumsOf(measure: MeasureName, columns: ReadColumns): object {
  if (measure === 'min' || measure === 'max') return { real: { [measure]: { field: 'real' } } };
  return {
    ...total('lo'),
    ...(columns.hi ? total('hi') : {}),
    ...(columns.real ? total('real') : {}),
    ...(measure === 'avg' ? total('n') : {}),
  };
}

/** The merged states of a node: one for the integers and one for the fractions, to be merged by the measure. */
export function statesOf(measure: MeasureName, { lo, hi, real, n }: AggregationNode): EncodedState[] {
  const fraction = real?.value ?? null;
  if (measure === 'min' || measure === 'max') return fraction === null ? [] : [fraction];
  const integer = encodedInteger(integerOf(lo?.value ?? 0, hi?.value ?? 0));
  const rest = fraction === null || fraction === 0 ? [] : [fraction];
  if (measure !== 'avg') return [integer, ...rest];
  return [[integer, n?.value ?? 0], ...rest.map((value) => [value, 0] as const)];
}
