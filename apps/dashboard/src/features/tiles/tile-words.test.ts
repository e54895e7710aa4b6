import { expect, it } from 'vitest';
import { messages } from '../../shared/i18n/messages.ts';
import type { TileModel } from './model/tile-model.ts';
import { baseWords, chipWords } from './tile-words.ts';

const asOf = Date.UTC(2026, 10, 20, 7, 5, 10);
const base = { versus: 'vs Fri last week, to 14:05', none: 'Nothing to compare: Fri last week' };
const speech = { text: messages.en, language: 'en', zone: 'Asia/Jakarta', base } as const;

const model = (over: Partial<TileModel>): TileModel => ({
  picture: 'number',
  chip: null,
  freshness: { age: 'fresh', behindSeconds: 1, cause: null },
  asOf,
  value: 734,
  change: { kind: 'ratio', amount: 0.33, direction: 'up', worse: true },
  progress: null,
  partial: false,
  line: '',
  ghost: '',
  ...over,
});

const spaced = (words: { change: string | null; sentence: string }) =>
  `${words.change ?? ''} ${words.sentence}`.replaceAll('\u00a0', ' ').trim();

it('names the base of every change', () => {
  expect(spaced(baseWords(model({}), speech))).toBe('+33 % vs Fri last week, to 14:05');
  expect(spaced(baseWords(model({}), { ...speech, base: null }))).toBe('');
});

it('says since when and why a number is old, instead of a change', () => {
  const words = (cause: 'connection' | 'stopped' | 'behind') =>
    spaced(baseWords(model({ freshness: { age: 'stale', behindSeconds: 400, cause } }), speech));
  expect(words('connection')).toBe('Last good 14:05:10 WIB. No connection.');
  expect(words('stopped')).toBe('Nothing read since 14:05:10 WIB.');
  expect(words('behind')).toBe('Last good 14:05:10 WIB, 6 min behind.');
});

it('has another sentence for each kind of nothing', () => {
  const sentences = [
    baseWords(model({ picture: 'no-data', value: null, change: null }), speech),
    baseWords(model({ picture: 'zero', value: 0, change: null }), speech),
    baseWords(model({ picture: 'nothing-to-measure', value: null, change: null }), speech),
    baseWords(model({ change: null }), speech),
  ].map(({ sentence }) => sentence);
  expect(new Set(sentences).size).toBe(4);
});

it('gives each state colour, icon and word', () => {
  for (const chip of [
    'stopped',
    'stale',
    'late',
    'unavailable',
    'partial',
    'above-target',
    'below-target',
    'healthy',
  ] as const) {
    expect(chipWords(chip, model({}), speech)).toMatchObject({
      tone: expect.any(String),
      icon: expect.any(String),
      word: expect.stringMatching(/./),
    });
  }
});
