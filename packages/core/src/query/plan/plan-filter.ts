import { TidewatchError } from '@tidewatch/contract/errors';
import type { Access } from '@tidewatch/contract/access';
import { nearestName } from '../../expressions/nearest-name.ts';
import type { Filter } from './series-plan.ts';

/** Checks that every name is one of the dimensions; `unknown_dimension` names the nearest one. */
export function checkDimensions(names: readonly string[], dimensions: readonly string[], subject: string): void {
  for (const name of names) {
    if (dimensions.includes(name)) continue;
    const nearest = nearestName(name, dimensions);
    const hint =
      nearest !== null
        ? `did you mean ${nearest}?`
        : dimensions.length === 0
          ? 'it has no dimensions'
          : `it has ${dimensions.join(', ')}`;
    throw new TidewatchError('unknown_dimension', `${subject} has no dimension ${JSON.stringify(name)}: ${hint}`);
  }
}

/** Reads `dim:value` texts: values of one dimension are alternatives, dimensions are joined by and. */
export function parseWhere(texts: readonly string[]): Filter {
  const filter: Record<string, string[]> = Object.create(null);
  for (const text of texts) {
    const colon = text.indexOf(':');
    if (colon < 1) {
      throw new TidewatchError('invalid_parameter', `where=${JSON.stringify(text)} is not of the form dimension:value`);
    }
    const values = (filter[text.slice(0, colon)] ??= []);
    const value = text.slice(colon + 1);
    if (!values.includes(value)) values.push(value);
  }
  return filter;
}

/**
 * The filter together with the caller's rows. Null when nothing passes: the caller is bound to a dimension that is not there,
 * or asks for none of the allowed values.
 */
export function filterWithAccess(filter: Filter, access: Access, dimensions: readonly string[]): Filter | null {
  const joined: Record<string, readonly string[]> = { ...filter };
  for (const [dimension, allowed] of Object.entries(access.rows)) {
    if (!dimensions.includes(dimension)) return null;
    const asked = filter[dimension];
    const both = asked === undefined ? allowed : asked.filter((value) => allowed.includes(value));
    if (both.length === 0) return null;
    joined[dimension] = both;
  }
  return joined;
}
