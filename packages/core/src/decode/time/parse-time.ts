const monthDays = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

let cachedDay = '1970-01-01';
let cachedDayMs = 0;

const digits2 = (text: string, at: number): number => {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
};

/** Epoch ms of the day `YYYY-MM-DD` at the start of the text; NaN for a day that does not exist. */
function dayStart(text: string): number {
  if (text.startsWith(cachedDay)) return cachedDayMs;
  const day = text.slice(0, 10);
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (match === null) return Number.NaN;
  const [year, month, date] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const last = monthDays[month - 1];
  if (last === undefined || date < 1 || date > last) return Number.NaN;
  const ms = Date.UTC(year, month - 1, date);
  // 29 February of a common year rolls over; years below 100 would mean 19xx to Date.UTC.
  if (year < 100 || new Date(ms).getUTCDate() !== date) return Number.NaN;
  cachedDay = day;
  cachedDayMs = ms;
  return ms;
}

/** Offset of `Z`, `+hh:mm`, `-hh:mm` at the end of the text in ms; NaN for anything else. */
function offsetMs(text: string, at: number): number {
  const sign = text.charCodeAt(at);
  if ((sign === 90 || sign === 122) && text.length === at + 1) return 0;
  if ((sign !== 43 && sign !== 45) || text.length !== at + 6 || text.charCodeAt(at + 3) !== 58) return Number.NaN;
  const hours = digits2(text, at + 1);
  const minutes = digits2(text, at + 4);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return Number.NaN;
  return (sign === 43 ? 1 : -1) * (hours * 60 + minutes) * 60_000;
}

/**
 * Epoch milliseconds of an RFC 3339 date-time (section 5.6), NaN for anything else. Fractions beyond milliseconds are cut;
 * a leap second counts as the second after. The day is cached: four of five digits repeat in a stream of events.
 */
export function parseTime(text: string): number {
  const length = text.length;
  if (length < 20 || length > 64) return Number.NaN;
  const separator = text.charCodeAt(10);
  if (
    (separator !== 84 && separator !== 116 && separator !== 32) ||
    text.charCodeAt(13) !== 58 ||
    text.charCodeAt(16) !== 58
  )
    return Number.NaN;
  const day = dayStart(text);
  const hours = digits2(text, 11);
  const minutes = digits2(text, 14);
  const seconds = digits2(text, 17);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || seconds < 0 || seconds > 60) return Number.NaN;
  let at = 19;
  let fraction = 0;
  if (text.charCodeAt(at) === 46) {
    let weight = 100;
    for (at = 20; at < length; at++) {
      const digit = text.charCodeAt(at) - 48;
      if (digit < 0 || digit > 9) break;
      fraction += Math.floor(digit * weight);
      weight = weight > 1 ? weight / 10 : 0;
    }
    if (at === 20) return Number.NaN;
  }
  return day + hours * 3_600_000 + minutes * 60_000 + seconds * 1000 + fraction - offsetMs(text, at);
}
