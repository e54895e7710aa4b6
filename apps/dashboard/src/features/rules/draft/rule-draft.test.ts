import type { Rule } from '@tidewatch/contract/catalog/rule-definition';
import { describe, expect, it } from 'vitest';
import { draftProblems } from './draft-problems.ts';
import { changesOf, draftBody, draftWith, savedDraft } from './rule-draft.ts';
import { ruleLines, ruleYaml, yamlText } from './rule-yaml.ts';
import { snapped, thresholdScale } from './threshold-scale.ts';

const rule: Rule = {
  rule: 'many',
  title: { en: 'Many: "too many"', id: 'Banyak' },
  description: '',
  owner: 'ops',
  metric: 'cancellations',
  unit: null,
  good: 'down',
  stat: null,
  by: ['city'],
  where: ['reason:no stock, sold out'],
  overMs: 900_000,
  stepMs: 60_000,
  cells: 'all',
  when: 'value > 20',
  clear: 'value < 5',
  forMs: 0,
  keepFiringMs: 120_000,
  minCount: 0,
  noData: 'alert',
  noDataMs: 1_800_000,
  behindMs: null,
  target: null,
  severity: 'warning',
  labels: { team: 'yes' },
  runbook: null,
  dashboard: '/',
};
const saved = savedDraft(rule);

describe('a draft', () => {
  it('has no changes as saved, and none where lengths mean the same', () => {
    expect(changesOf(saved, { ...saved, over: '900s', when: ' value > 20 ', for: '0s' })).toEqual({});
  });

  it('sends what differs, in the types of the YAML', () => {
    const draft = { ...saved, when: 'value > 17', minCount: '3', keepFiring: '0m', for: '5m', severity: 'critical' };
    expect(draftBody(changesOf(saved, draft))).toEqual({
      when: 'value > 17',
      minCount: 3,
      keepFiring: 0,
      for: '5m',
      severity: 'critical',
    });
  });

  it('without a condition for its end is over when it is not met', () => {
    const draft = { ...saved, when: 'value > 17', clear: '' };
    expect(draftBody(changesOf(saved, draft))).toEqual({ when: 'value > 17', clear: null });
  });

  it('leaves nonsense for the server to name', () => {
    const draft = { ...saved, minCount: 'three', for: 'soon' };
    expect(draftBody(changesOf(saved, draft))).toEqual({ minCount: 'three', for: 'soon' });
  });

  it('takes from an address only what a draft can hold', () => {
    expect(draftWith(saved, { severity: 'fatal', over: '1h', rule: 'other' })).toEqual({ ...saved, over: '1h' });
  });
});

describe('the YAML', () => {
  it('is the rule with its changes marked and defaults left out', () => {
    const lines = ruleLines(rule, saved, { ...saved, when: 'value > 17', for: '5m', keepFiring: '0' });
    expect(lines.filter(({ changed }) => changed).map(({ key }) => key)).toEqual(['when', 'for']);
    expect(ruleYaml(lines)).toBe(
      [
        'rule: many',
        'title: { en: "Many: \\"too many\\"", id: Banyak }',
        'owner: ops',
        'metric: cancellations',
        'by: [city]',
        'where: ["reason:no stock, sold out"]',
        'over: 15m',
        'when: value > 17',
        'clear: value < 5',
        'for: 5m',
        'noData: { alert: 30m }',
        'severity: warning',
        'labels: { team: "yes" }',
        'dashboard: /',
        '',
      ].join('\n'),
    );
  });

  it.each([
    'true',
    'No',
    '',
    ' padded',
    'a: b',
    '- list',
    '#x',
    'a #b',
    '12',
    '{x}',
    'line\nbreak',
    '!(a)',
    '*x',
    "it's",
  ])('quotes %j', (text) => {
    expect(yamlText(text)).toBe(JSON.stringify(text));
  });
});

describe('what the server says', () => {
  it('stands at its field', () => {
    const said =
      'for: a duration is a number and s, m, h or d; over must be a multiple of the grain; rule.x has no numbers; minCount: Too small';
    expect(draftProblems(said)).toEqual({
      fields: {
        for: 'a duration is a number and s, m, h or d',
        over: 'over must be a multiple of the grain; rule.x has no numbers',
        minCount: 'Too small',
      },
      other: null,
    });
    expect(draftProblems('the store is away')).toEqual({ fields: {}, other: 'the store is away' });
  });
});

describe('the scale of a threshold', () => {
  it('has room above, round lines, and whole steps for counts', () => {
    expect(thresholdScale([3, 209], true)).toEqual({ min: 0, max: 300, step: 1, line: 100 });
    expect(thresholdScale([0, 2], true)).toMatchObject({ min: 0, max: 3, step: 1 });
    expect(thresholdScale([0.58], false)).toEqual({ min: 0, max: 0.8, step: 0.002, line: 0.2 });
    expect(thresholdScale([-3, 8], false)).toMatchObject({ min: -5, max: 10 });
    expect(thresholdScale([], false)).toMatchObject({ min: 0, step: 0.005 });
  });

  it('keeps numbers on its grid without a tail of digits', () => {
    expect(snapped(0.1234, { min: 0, max: 0.8, step: 0.002, line: 0.2 })).toBe(0.124);
    expect(snapped(99, { min: 0, max: 4, step: 1, line: 1 })).toBe(4);
  });
});
