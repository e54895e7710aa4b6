import type { Scan } from './scan.ts';

/** The value of a JSON number or word at bytes[start, end), as JSON.parse gives it; `undefined` for anything else. */
export function scalarAt(scan: Scan, start: number, end: number): number | boolean | null | undefined {
  const { bytes } = scan;
  const first = bytes[start] as number;
  if (first >= 0x31 && first <= 0x39 && end - start <= 15) {
    let value = 0;
    for (let at = start; at < end; at++) {
      const digit = (bytes[at] as number) - 0x30;
      if (digit < 0 || digit > 9) return otherScalar(scan.ascii(start, end));
      value = value * 10 + digit;
    }
    return value;
  }
  return otherScalar(scan.ascii(start, end));
}

function otherScalar(text: string): number | boolean | null | undefined {
  if (text === 'true') return true;
  if (text === 'false') return false;
  if (text === 'null') return null;
  return /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined;
}
