import { expect, it } from 'vitest';
import { goalModel, type GoalInput } from './goal-model.ts';

const goal = (over: Partial<GoalInput>) =>
  goalModel({ good: 'up', target: 1_000, value: 600, before: { soFar: 500, whole: 1_000 }, dayShare: 0.6, ...over });

it('projects the day by the shape of the one that is compared with', () => {
  expect(goal({})).toMatchObject({ used: 0.6, due: 0.5, dueValue: 500, projected: 1_200, state: 'ahead' });
});

it('projects by the clock without one', () => {
  const model = goal({ before: { soFar: null, whole: null } });
  expect([model.due, Math.round(model.projected ?? 0), model.state]).toEqual([0.6, 1_000, 'ahead']);
});

it('says nothing too early', () => {
  const early = { value: 3, before: { soFar: null, whole: null }, dayShare: 0.01 };
  expect(goal(early)).toMatchObject({ projected: null, state: 'unknown' });
});

it('knows goals from limits', () => {
  expect([goal({ value: 400 }).state, goal({ value: 1_001 }).state]).toEqual(['behind', 'reached']);
  const limit = (value: number | null) => goal({ good: 'down', value }).state;
  expect([limit(400), limit(600), limit(1_100), limit(null)]).toEqual(['within', 'over', 'over', 'unknown']);
});
