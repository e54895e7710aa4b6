import type { Rule } from '@tidewatch/contract/catalog/rule-definition';
import type { LocalText } from '@tidewatch/contract/queries';
import { spanText } from '../../../shared/alerts/model/span-text.ts';
import type { RuleDraft } from './rule-draft.ts';

/** A key of the rule with its value; `changed` where the draft differs from what is saved. */
export interface YamlLine {
  readonly key: string;
  readonly text: string;
  readonly changed: boolean;
}

/** Words that YAML reads as something else than text, and signs that begin something else. */
const plainText = /^[A-Za-z_/][\w ./%()+*-]*$/;
const otherMeaning = /^(?:true|false|null|yes|no|on|off|y|n|~)$/i;

/** A text as one line of YAML 1.2: plain where that cannot be misread, else in double quotes, which are those of JSON. */
export const yamlText = (text: string): string =>
  plainText.test(text) && !otherMeaning.test(text) && text.trim() === text ? text : JSON.stringify(text);

const numberOr = (text: string) => (/^\d+$/.test(text) ? text : yamlText(text));
const list = (texts: readonly string[]) => `[${texts.map(yamlText).join(', ')}]`;
const record = (entries: Readonly<Record<string, string>>) =>
  `{ ${Object.entries(entries)
    .map(([key, value]) => `${yamlText(key)}: ${yamlText(value)}`)
    .join(', ')} }`;

const localLine = (text: LocalText): string => {
  if (typeof text === 'string') return yamlText(text);
  return record({ en: text.en, ...(text.id === undefined ? {} : { id: text.id }) });
};

/** Expressions hold signs that mean something in YAML: `value > 4` may stand as it is, most others may not. */
const expression = (text: string): string =>
  /^[A-Za-z][\w.]*(?: (?:[<>]=?|==|\+|-|\*|\/|&&) [\w.]+)*$/.test(text) ? text : JSON.stringify(text);

type Draw = readonly [key: string, text: string | null];

const drawn = (rule: Rule, draft: RuleDraft): readonly Draw[] => {
  const some = (value: string, ignored: string) => (value.trim() === ignored ? null : value.trim());
  const when = some(draft.when, '');
  const clear = some(draft.clear, '');
  return [
    ['rule', yamlText(rule.rule)],
    ['title', localLine(rule.title)],
    ['description', rule.description === '' ? null : localLine(rule.description)],
    ['owner', yamlText(rule.owner)],
    ['metric', yamlText(rule.metric)],
    ['stat', rule.stat],
    ['by', rule.by.length === 0 ? null : list(rule.by)],
    ['where', rule.where.length === 0 ? null : list(rule.where)],
    ['over', draft.over.trim()],
    ['cells', rule.cells === 'all' ? null : rule.cells],
    ['when', when === null ? null : expression(when)],
    ['clear', clear === null ? null : expression(clear)],
    ['for', some(draft.for, '0')],
    ['keepFiring', some(draft.keepFiring, '0')],
    ['minCount', some(numberOr(draft.minCount.trim()), '0')],
    [
      'noData',
      rule.noData === 'alert' ? `{ alert: ${spanText(rule.noDataMs)} }` : rule.noData === 'ignore' ? null : rule.noData,
    ],
    ['whileBehind', rule.behindMs === null ? null : `{ alert: ${spanText(rule.behindMs)} }`],
    ['severity', draft.severity],
    ['labels', Object.keys(rule.labels).length === 0 ? null : record(rule.labels)],
    ['runbook', rule.runbook === null ? null : yamlText(rule.runbook)],
    ['dashboard', rule.dashboard === null ? null : yamlText(rule.dashboard)],
  ];
};

/** The rule with the draft's changes, as it stands in a file of the catalog. Defaults are left out. */
export const ruleLines = (rule: Rule, saved: RuleDraft, draft: RuleDraft): readonly YamlLine[] => {
  const before = new Map(drawn(rule, saved));
  return drawn(rule, draft)
    .filter((line): line is readonly [string, string] => line[1] !== null)
    .map(([key, text]) => ({ key, text, changed: before.get(key) !== text }));
};

export const ruleYaml = (lines: readonly YamlLine[]): string =>
  `${lines.map(({ key, text }) => `${key}: ${text}`).join('\n')}\n`;
