import { didYouMean } from '../expressions/nearest-name.ts';
import { knownKeys, valueAt } from './schema-at.ts';

/** What is used of an issue of zod; core does not depend on zod itself. */
export interface Issue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
  readonly values?: readonly unknown[];
  readonly expected?: string;
  readonly origin?: string;
  readonly minimum?: number | bigint;
  readonly maximum?: number | bigint;
  readonly inclusive?: boolean | undefined;
  /** Names of the options of a union with a discriminator. */
  readonly options?: readonly unknown[];
  /** What each option of a union without one says. */
  readonly errors?: readonly (readonly Issue[])[];
  /** What is wrong with a key. */
  readonly issues?: readonly Issue[];
}

/** One fault of a value, for people. `key`: the fault is the key at the path, not its value. */
export interface DescribedIssue {
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly key?: true;
}

/** Says in words of ours what a zod schema found wrong with a value: where, what was expected, what stands there, the nearest name. */
export function describeIssues(schema: unknown, value: unknown, issues: readonly Issue[]): DescribedIssue[] {
  return issues.flatMap((issue) => describe(schema, value, issue));
}

function describe(schema: unknown, value: unknown, issue: Issue): DescribedIssue[] {
  const path = issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key));
  const got = valueAt(value, issue.path);
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(schema, issue.path, value);
    return (issue.keys ?? []).map((key) => ({
      path: [...path, key],
      message: `unknown key "${key}"${didYouMean(key, known)}`,
      key: true,
    }));
  }
  const meant = issue.errors?.length ? meantOption(issue.errors) : null;
  if (meant !== null)
    return describeIssues(
      schema,
      value,
      meant.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })),
    );
  if (issue.code === 'invalid_type' && got === undefined && path.length > 0)
    return [{ path: path.slice(0, -1), message: `"${String(path.at(-1))}" is missing`, key: true }];
  if (issue.code === 'invalid_key') {
    const why = issue.issues?.[0];
    return [
      {
        path,
        message: `"${String(path.at(-1))}" is not a valid name here${why && said(why) ? `: ${why.message}` : ''}`,
        key: true,
      },
    ];
  }
  return [{ path, message: messageOf(issue, path, got) }];
}

/** Of a union without a discriminator: the option that gets furthest into the value, then the one that minds least; null where none gets into it. */
function meantOption(options: readonly (readonly Issue[])[]): readonly Issue[] | null {
  const depth = (issues: readonly Issue[]): number =>
    Math.min(...issues.map(({ path, code }) => path.length + (code === 'unrecognized_keys' ? 1 : 0)));
  const deepest = options.toSorted((one, other) => depth(other) - depth(one) || one.length - other.length)[0] ?? [];
  return depth(deepest) > 0 ? deepest : null;
}

function messageOf(issue: Issue, path: readonly (string | number)[], got: unknown): string {
  if (said(issue)) return path.length === 0 ? issue.message : `${path.join('.')}: ${issue.message}`;
  const place = path.findLast((key) => typeof key === 'string') ?? 'the value';
  const names = issue.code === 'invalid_union' ? issue.options : issue.values;
  if (names !== undefined) {
    const words = names.map(String);
    const nearest = typeof got === 'string' ? didYouMean(got, words) : '';
    return `${place} must be ${words.length > 1 ? 'one of ' : ''}${words.join(', ')}, not ${shown(got)}${nearest}`;
  }
  return `${place} ${expectation(issue)}${issue.code === 'invalid_type' ? `, not ${shown(got)}` : ''}`;
}

/** Whether the schema has its own words for the issue; those that zod has for everything name patterns and types of JavaScript. */
const said = ({ message }: Issue): boolean => !/^(Invalid|Too (small|big)|Unrecognized|Not )/.test(message);

const typeNames: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  record: 'a map',
};

function expectation({ code, expected = '', origin, minimum, maximum, inclusive = true, errors }: Issue): string {
  const limit = String(minimum ?? maximum);
  const unit = origin === 'string' ? ' characters' : origin === 'array' || origin === 'set' ? ' entries' : '';
  if (code === 'invalid_type') return `must be ${typeNames[expected] ?? expected}`;
  if (code === 'too_small' && unit !== '' && limit === '1') return 'must not be empty';
  const verb = unit === '' ? 'must be' : 'must have';
  if (code === 'too_small') return `${verb} ${inclusive ? 'at least' : 'more than'} ${limit}${unit}`;
  if (code === 'too_big') return `${verb} ${inclusive ? 'at most' : 'less than'} ${limit}${unit}`;
  const types = (errors ?? []).flatMap((option) => option.map((issue) => typeNames[issue.expected ?? ''] ?? []).flat());
  return types.length > 0 ? `must be ${[...new Set(types)].join(' or ')}` : 'is not valid';
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'a map';
  const text = JSON.stringify(value);
  return text.length > 62 ? `${text.slice(0, 61)}…"` : text;
}
