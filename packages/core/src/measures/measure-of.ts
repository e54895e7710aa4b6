import type { Metric } from '@tidewatch/contract';
import { average } from './average.ts';
import { count } from './count.ts';
import { distinct } from './distinct.ts';
import { extreme } from './extreme.ts';
import type { Measure } from './measure.ts';
import { quantiles } from './quantiles.ts';
import { sum } from './sum.ts';

/** The measure of a metric, which alone knows what its states are. */
export function measureOf(metric: Pick<Metric, 'measure' | 'scale'>): Measure {
  switch (metric.measure) {
    case 'count':
      return erased(count);
    case 'sum':
      return erased(sum(metric.scale));
    case 'min':
      return erased(extreme((left, right) => left < right, metric.scale));
    case 'max':
      return erased(extreme((left, right) => left > right, metric.scale));
    case 'avg':
      return erased(average(metric.scale));
    case 'distinct':
      return erased(distinct);
    case 'quantiles':
      return erased(quantiles(metric.scale));
  }
}

/** States travel as `unknown` outside this folder; every one comes back to the measure that made it. */
function erased<State>(measure: Measure<State>): Measure {
  return measure;
}
