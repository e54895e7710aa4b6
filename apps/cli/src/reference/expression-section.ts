import { functions, methods, type ExpressionFunction } from '@tidewatch/core/expressions/functions';
import { code, list } from './reference-list.ts';

/** What each function and method is for. */
export const expressionTexts: Readonly<Record<string, string>> = {
  string: 'As text; a time as ISO 8601.',
  int: 'As a whole number: cut, not rounded; of a time its epoch seconds.',
  double: 'As a number with a fraction: `double(row.price)`.',
  bool: '`true`, `1` and `t`, or `false`, `0` and `f`.',
  timestamp: 'Of a text in RFC 3339, or of epoch seconds.',
  duration: 'Of a text as in `1h30m`, `500ms`.',
  fromMillis: 'The time of epoch milliseconds.',
  fromMicros: 'The time of epoch microseconds: what Debezium writes for a `timestamp`.',
  fromDecimal:
    'The exact number in the base64 text that Debezium writes for a `numeric` column with `decimal.handling.mode=precise`, and its scale: `fromDecimal(after.amount, 2)`. With `decimal.handling.mode=string` a field of money takes the text as it is: `after.amount`.',
  size: 'Letters of a text, entries of a list, keys of a row.',
  dyn: 'The same value, its type not checked when the catalog is loaded.',
  contains: 'Whether the text holds another.',
  startsWith: 'Whether the text begins so.',
  endsWith: 'Whether the text ends so.',
  indexOf: 'Where another text begins, from 0; -1 where it does not occur.',
  lowerAscii: 'With small letters, a to z only.',
  upperAscii: 'With capital letters, A to Z only.',
  trim: 'Without white space at both ends.',
  substring: 'From a place on, to another or the end; places count from 0.',
  split: 'A list of the parts between a separator.',
  getFullYear: 'Of a time, in UTC as all that follow.',
  getMonth: '0 for January.',
  getDate: 'Day of the month, from 1.',
  getDayOfMonth: 'Day of the month, from 0.',
  getDayOfWeek: '0 for Sunday.',
  getHours: 'Of a time the hour, of a duration all its hours.',
  getMinutes: 'Of a time the minute, of a duration all its minutes.',
  getSeconds: 'Of a time the second, of a duration all its seconds.',
  getMilliseconds: 'Of a time the millisecond, of a duration all its milliseconds.',
};

/** The language of `where`, formulas, rules and source maps, for the reference. */
export function expressionSection(): readonly string[] {
  const rows = [
    ...Object.entries(functions).map(([name, function_]) => [name, call(name, function_)] as const),
    ...Object.entries(methods).flatMap(([name, variants]) =>
      // `size(x)` and `x.size()` are one.
      name in functions ? [] : [[name, variants.map((variant) => method(name, variant)).join(' ')] as const],
    ),
  ];
  return [
    '## Expressions',
    '[CEL](https://cel.dev): `== != < <= > >= && || ! + - * / % in ?:`, lists, `x.y`, `x["y"]`. Metrics see `event` (`event.data.city`, `event.type`, `event.source`, `event.subject`, `event.time`, `event.id`); source maps see `row` (CSV, all texts), `value` and `key` (JSON), or `before`, `after` and `op` (Debezium: `c` created, `u` updated, `d` deleted, `r` read in a snapshot); formulas see metrics, rules what stands in [their section](../README.md#define-your-first-alert). A field that is absent is null, and so is what is made of null or divided by zero; `<` and `>` are false beside null, and so is null as a condition. An error in `where` or `when` is false and counted (`tidewatch_expression_errors`); in `id`, `time` or `data` it makes a dead letter.',
    list(
      'expression functions',
      ['function', 'gives', 'what'],
      rows.map(([name, usage]) => [usage, givenBy(name), expressionTexts[name] ?? '']),
    ),
  ];
}

function givenBy(name: string): string {
  const [first] = [functions[name], ...(methods[name] ?? [])].filter((known) => known !== undefined);
  return first?.gives.kind ?? '';
}

function call(name: string, { takes }: ExpressionFunction): string {
  return code(`${name}(${takes.map(argument).join(', ')})`);
}

function method(name: string, { takes }: ExpressionFunction): string {
  const [, ...others] = takes;
  return code(`x.${name}(${others.map(argument).join(', ')})`);
}

/** Kinds that an argument may have, the first two by name. */
function argument(kinds: ExpressionFunction['takes'][number]): string {
  return kinds.length > 2 ? 'value' : kinds.join(' or ');
}
