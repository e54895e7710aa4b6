import { frameBytesMax, frameVersion, type EncodedState, type Frame, type SliceIdentity } from '@tidewatch/contract';
import type { MetricCells } from './metric-cells.ts';

/** What the last part of a frame says about the partition. */
export type FrameProgress = Pick<Frame, 'gap'> & {
  [Key in 'through' | 'end' | 'asOf' | 'counters']: NonNullable<Frame[Key]>;
};

/** Room for the envelope of a frame beside its cells. */
const envelopeBytesMax = 2048;

/**
 * Takes what changed out of the cells. The JSON texts of one frame: one text, or several in order where the cells need more than `bytesMax`. Only the last carries
 * progress, so that a reader who stops between them knows less, never something wrong.
 */
export function encodeFrames(
  identity: SliceIdentity,
  changed: readonly MetricCells[],
  progress: FrameProgress,
  bytesMax = frameBytesMax,
): readonly string[] {
  const parts: string[] = [];
  let blocks: string[] = [];
  let bytes = 0;
  for (const cells of changed) {
    for (const block of encodeBlocks(cells, bytesMax - envelopeBytesMax)) {
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
function* encodeBlocks(cells: MetricCells, bytesMax: number): Iterable<Block> {
  for (const [window, rows] of cells.takeChanged()) {
    // Names of metrics and grains are ASCII, and so is the JSON of every state.
    const head = `{"metric":${JSON.stringify(cells.metric.metric)},"grain":"${cells.grain}","window":${window},"entries":[`;
    // Pieces are joined once: adding to a text makes an object for each piece, which all live until the text is read.
    let pieces: string[] = [];
    let bytes = head.length;
    for (const row of rows) {
      const { json, jsonBytes } = cells.named(row);
      const rest = `,${cells.through(row)},${stateText(cells.encoded(row))}]`;
      const entryBytes = jsonBytes + rest.length + 2;
      if (pieces.length > 0 && bytes + entryBytes > bytesMax) {
        yield { text: `${head}${pieces.join('')}]}`, bytes: bytes + 3 };
        pieces = [];
        bytes = head.length;
      }
      pieces.push(pieces.length > 0 ? ',[' : '[', json, rest);
      bytes += entryBytes;
    }
    yield { text: `${head}${pieces.join('')}]}`, bytes: bytes + 3 };
  }
}

/** A sum that left the range of a double has no JSON but null. */
function stateText(state: EncodedState): string {
  return typeof state === 'number' && Number.isFinite(state) ? String(state) : JSON.stringify(state);
}
