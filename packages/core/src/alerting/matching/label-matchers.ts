import type { LabelMatcher } from '@tidewatch/contract/operations/silences';
import { compilePattern, PatternError } from './compile-pattern.ts';

/** Alertname, severity and group of an alert, as routes and silences see it. */
export type LabelSet = Readonly<Record<string, string>>;

/** Whether a set of labels is meant. */
export type LabelTest = (labels: LabelSet) => boolean;

const form = /^\s*([A-Za-z_][A-Za-z0-9_.-]{0,99})\s*(=~|!~|!=|=)\s*(.*?)\s*$/s;

/**
 * Reads `label = value`, `!=`, `=~` or `!~`; the value may stand in double quotes. Throws `PatternError` with what is wrong.
 */
export function parseMatcher(text: string): LabelMatcher {
  const found = form.exec(text);
  if (found === null) throw new PatternError('a matcher is label = value, with =, !=, =~ or !~');
  const [, label = '', op = '=', written = ''] = found;
  const matcher: LabelMatcher = { label, op: op as LabelMatcher['op'], value: unquoted(written) };
  compileMatcher(matcher);
  return matcher;
}

function unquoted(written: string): string {
  if (!written.startsWith('"')) return written;
  try {
    return String(JSON.parse(written));
  } catch {
    throw new PatternError('the quotes of the value do not fit');
  }
}

/** `label="value"`, with the value as JSON: the same matcher always has the same text. */
export const matcherText = ({ label, op, value }: LabelMatcher): string => `${label}${op}${JSON.stringify(value)}`;

/** Throws `PatternError` for a pattern that is not in the linear-time subset. An absent label counts as empty. */
function compileMatcher({ label, op, value }: LabelMatcher): LabelTest {
  const valueOf = (labels: LabelSet): string => (Object.hasOwn(labels, label) ? (labels[label] ?? '') : '');
  if (op === '=') return (labels) => valueOf(labels) === value;
  if (op === '!=') return (labels) => valueOf(labels) !== value;
  const test = compilePattern(value);
  return op === '=~' ? (labels) => test(valueOf(labels)) : (labels) => !test(valueOf(labels));
}

/** All matchers hold. None: every label set is meant. Throws `PatternError`. */
export function compileMatchers(matchers: readonly LabelMatcher[]): LabelTest {
  const tests = matchers.map(compileMatcher);
  return (labels) => tests.every((test) => test(labels));
}
