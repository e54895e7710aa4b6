import { alertStates } from '@tidewatch/contract/alerts';
import { expect, test } from 'vitest';
import { lifeEvents, transitionTable, type LifeEvent } from './transition-table.ts';

const events = Object.keys(lifeEvents) as LifeEvent[];

test('every state answers every event', () => {
  const rows = alertStates.map((state) => [
    state.padEnd(8),
    ...events.map((event) => transitionTable[state][event].padEnd(8)),
  ]);
  const table = [['', ...events].map((word) => word.padEnd(8)), ...rows].map((row) => row.join(' ').trimEnd());
  expect(`\n${table.join('\n')}\n`).toBe(`
         crossed  held     lingers  over     silent   behind   unknown  ruleGone
inactive pending  firing   inactive inactive firing   firing   inactive inactive
pending  pending  firing   inactive inactive firing   firing   pending  inactive
firing   firing   firing   firing   resolved firing   firing   firing   resolved
resolved pending  firing   resolved resolved firing   firing   resolved resolved
`);
});

test('nothing that is unknown moves an alert, and nothing fires but a reason to', () => {
  const reasons: readonly LifeEvent[] = ['crossed', 'held', 'silent', 'behind'];
  for (const state of alertStates) {
    expect(transitionTable[state].unknown).toBe(state);
    for (const event of events) {
      if (state !== 'firing' && transitionTable[state][event] === 'firing') expect(reasons).toContain(event);
      if (state === 'firing' && transitionTable[state][event] !== 'firing')
        expect(['over', 'ruleGone']).toContain(event);
    }
  }
});
