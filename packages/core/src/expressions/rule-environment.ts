import type { Environment } from './environments.ts';
import type { ExpressionType } from './types.ts';
import { types } from './types.ts';

const numbers = (...names: string[]): ExpressionType => ({
  kind: 'record',
  fields: new Map(names.map((name) => [name, types.double])),
});

/** What the conditions of a rule may read. Each is a number or null; a comparison with null is false. */
export const ruleEnvironment: Environment = {
  variables: new Map<string, ExpressionType>([
    ['value', types.double],
    ['count', types.double],
    ['target', types.double],
    ['previous', numbers('day', 'week')],
    ['baseline', numbers('median', 'spread')],
  ]),
  noun: 'variable',
};
