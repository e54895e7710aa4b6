import { frameBytesMax, frameVersion, type EncodedState, type Frame, type SliceIdentity } from '@tidewatch/contract';
import type { Measure } from '../measures/measure.ts';
import type { Cell, MetricCells } from './metric-cells.ts';

/** What the last part of a frame says about the partition. */
export type FrameProgress = Pick<Frame, 'gap'> & {
  [Key in 'through' | 'end' | 'asOf' | 'counters']: NonNullable<Frame[Key]>;
};

/** Room for the envelope of a frame beside its cells. */
const envelopeBytesMax = 2048;

/**
 * The JSON texts of one frame: one text, or several in order where the cells need more than `bytesMax`. Only the last carries
 * progress, so that a reader who stops between them knows less, never something wrong.
 */
export function encodeFrames(
  identity: SliceIdentity,
  changes: readonly (readonly [MetricCells, Measure, readonly Cell[]])[],
  progress: FrameProgress,
  bytesMax = frameBytesMax,
): readonly string[] {
  const parts: string[] = [];
  let blocks: string[] = [];
  let bytes = 0;
  for (const [cells, measure, changed] of changes) {
    for (const block of encodeBlocks(cells, measure, changed, bytesMax - envelopeBytesMax)) {
      if (bytes > 0 && bytes + block.bytes > bytesMax - envelopeBytesMax) {
        parts.push(frameText(identity, null, blocks));
        blocks = [];
        bytes = 0;
      }
      blocks.push(block.text);
      bytes += block.bytes;
    }
  }
  parts.push(frameText(identity, progress, blocks));
  return parts;
}

function frameText(identity: SliceIdentity, progress: FrameProgress | null, blocks: readonly string[]): string {
  const head = JSON.stringify({
    v: frameVersion,
    generation: identity.generation,
    topic: identity.topic,
    epoch: identity.epoch,
    partition: identity.partition,
    slice: identity.slice,
    ...(progress ?? { through: null, end: null, asOf: null, counters: null }),
  });
  return `${head.slice(0, -1)},"cells":[${blocks.join(',')}]}`;
}

interface Block {
  readonly text: string;
  /** Bytes in UTF-8, and one for the comma after it. */
  readonly bytes: number;
}

/** One text per window, split where the entries of a window are too large for one frame. */
function* encodeBlocks(
  cells: MetricCells,
  measure: Measure,
  changed: readonly Cell[],
  bytesMax: number,
): Iterable<Block> {
  for (const [window, windowCells] of byWindow(changed)) {
    // Names of metrics and grains are ASCII, and so is the JSON of every state.
    const head = `{"metric":${JSON.stringify(cells.metric.metric)},"grain":"${cells.grain}","window":${window},"entries":[`;
    let text = head;
    let bytes = head.length;
    for (const { named, through, state } of windowCells) {
      const rest = `,${through},${stateText(measure.encode(state))}]`;
      const entryBytes = named.jsonBytes + rest.length + 2;
      if (text.length > head.length && bytes + entryBytes > bytesMax) {
        yield { text: `${text}]}`, bytes: bytes + 3 };
        text = head;
        bytes = head.length;
      }
      text += text.length > head.length ? `,[${named.json}${rest}` : `[${named.json}${rest}`;
      bytes += entryBytes;
    }
    yield { text: `${text}]}`, bytes: bytes + 3 };
  }
}

/** A sum that left the range of a double has no JSON but null. */
function stateText(state: EncodedState): string {
  return typeof state === 'number' && Number.isFinite(state) ? String(state) : JSON.stringify(state);
}

function byWindow(changed: readonly Cell[]): ReadonlyMap<number, readonly Cell[]> {
  const windows = new Map<number, Cell[]>();
  for (const cell of changed) {
    const known = windows.get(cell.window);
    if (known === undefined) windows.set(cell.window, [cell]);
    else known.push(cell);
  }
  return windows;
}
