const hourMs = 3_600_000;
const jakartaOffsetMs = 7 * hourMs;

/** Share of each hour of the day in Jakarta: quiet nights, peaks late in the morning and after work. */
const hours = normalised([4, 3, 2, 2, 2, 3, 6, 11, 17, 22, 24, 22, 17, 16, 18, 18, 18, 20, 24, 27, 25, 19, 12, 7]);
/** From Sunday. */
const weekdays = normalised([8.2, 11.2, 10.6, 10.3, 10.2, 10.4, 9.1]);

/** How busy the platform is at a time (epoch ms): 1 on average over a week, smooth between the hours. */
export function dailyShape(time: number): number {
  const local = time + jakartaOffsetMs;
  const exact = (local / hourMs) % 24;
  const hour = Math.floor(exact);
  const weekday = (Math.floor(local / (24 * hourMs)) + 4) % 7;
  const share = exact - hour;
  return (hours[hour]! * (1 - share) + hours[(hour + 1) % 24]! * share) * weekdays[weekday]!;
}

function normalised(weights: readonly number[]): readonly number[] {
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
  return weights.map((weight) => weight / mean);
}
