import { PassThrough, Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { formatOf } from './format-of.ts';
import { readOptions } from './read-options.ts';
import { UsageError } from './usage-error.ts';

const options = {
  from: { type: 'string' },
  by: { type: 'string', multiple: true },
  again: { type: 'boolean' },
} as const;

function read(...args: string[]) {
  const stdout = new PassThrough();
  const signal = new AbortController().signal;
  const io = { stdin: Readable.from([]), stdout, stderr: new PassThrough(), env: {}, isTTY: false, signal };
  const told = readOptions(args, io, { help: 'Usage', options, takesArguments: args[0] !== 'alone' });
  return { told, out: String(stdout.read() ?? '') };
}

it('answers options and arguments', () => {
  const { told } = read('orders', '--from', 'now-1h', '--by', 'city', '--by=reason', '--again');
  expect(told?.positionals).toEqual(['orders']);
  expect({ ...told?.values }).toEqual({ from: 'now-1h', by: ['city', 'reason'], again: true });
});

it('takes a value with a dash, as in --order -total', () => {
  expect(read('--from', '-total', '--by', '-3').told?.values).toMatchObject({ from: '-total', by: ['-3'] });
  expect(() => read('--from', '--again')).toThrow(UsageError);
});

it.each(['--help', '-h'])('writes the help for %s whatever else was said', (flag) => {
  expect(read('--nonsense', flag)).toEqual({ told: null, out: 'Usage' });
});

it.each([
  [['--form', 'now-1h'], 'there is no option --form; did you mean "--from"?'],
  [['--what'], 'there is no option --what; --help lists them'],
  [['alone'], "Unexpected argument 'alone'. This command does not take positional arguments"],
  [['--from'], "Option '--from <value>' argument missing"],
  [['--again=yes'], "Option '--again' does not take an argument"],
])('refuses %j in one line', (args, message) => {
  expect(() => read(...args)).toThrow(new UsageError(message));
});

it('knows the formats of a command, the first unless told', () => {
  expect(formatOf(undefined, ['table', 'json'])).toBe('table');
  expect(formatOf('json', ['table', 'json'])).toBe('json');
  expect(() => formatOf('xml', ['table', 'json'])).toThrow(new UsageError('--format xml: the formats are table, json'));
});
