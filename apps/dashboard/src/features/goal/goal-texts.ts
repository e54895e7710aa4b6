import type { Language } from '../../shared/format/locale.ts';

const en = {
  ofGoal: (target: string) => `of ${target} today`,
  ofLimit: (target: string) => `of at most ${target} today`,
  due: (value: string, share: string) => `${value} due by now (${share})`,
  projected: (value: string, share: string) => `At this pace ${value} by midnight (${share})`,
  tooEarly: 'Too early in the day for a projection',
  states: { ahead: 'On pace', behind: 'Behind', reached: 'Reached', within: 'Within', over: 'Over', unknown: '' },
  value: 'Today so far',
  target: 'Target',
  dueTitle: 'Due by now',
  projectedTitle: 'Projected by midnight',
  name: 'What',
};
type GoalTexts = typeof en;
const id: GoalTexts = {
  ofGoal: (target) => `dari ${target} hari ini`,
  ofLimit: (target) => `dari paling banyak ${target} hari ini`,
  due: (value, share) => `seharusnya ${value} saat ini (${share})`,
  projected: (value, share) => `Dengan laju ini ${value} pada tengah malam (${share})`,
  tooEarly: 'Terlalu dini untuk perkiraan',
  states: {
    ahead: 'Sesuai laju',
    behind: 'Tertinggal',
    reached: 'Tercapai',
    within: 'Dalam batas',
    over: 'Melebihi',
    unknown: '',
  },
  value: 'Hari ini sejauh ini',
  target: 'Target',
  dueTitle: 'Seharusnya saat ini',
  projectedTitle: 'Perkiraan tengah malam',
  name: 'Apa',
};

export const goalTexts: Readonly<Record<Language, GoalTexts>> = { en, id };
