import { TidewatchError } from '@tidewatch/contract/errors';
import { frameVersion, type Frame } from '@tidewatch/contract/frames';
import { textOfUtf8 } from '../../decode/utf8.ts';

/** One record of the topic `rollups`. Throws `newer_format` or `frame_invalid`. */
export function parseFrame(value: Uint8Array | null): Frame {
  let parsed: Partial<Frame> | null = null;
  try {
    parsed = value === null ? null : (JSON.parse(textOfUtf8(value)) as Partial<Frame>);
  } catch (cause) {
    throw new TidewatchError('frame_invalid', 'A record of the topic rollups is not JSON.', { cause });
  }
  if (typeof parsed?.v === 'number' && parsed.v > frameVersion) {
    throw new TidewatchError(
      'newer_format',
      `The topic rollups is written by a newer version (v${parsed.v}). Update this installation.`,
    );
  }
  if (parsed?.v !== frameVersion || !hasIdentity(parsed) || !Array.isArray(parsed.cells)) {
    throw new TidewatchError('frame_invalid', 'A record of the topic rollups has an unknown form.');
  }
  return parsed as Frame;
}

function hasIdentity({ generation, topic, epoch, partition, slice }: Partial<Frame>): boolean {
  return (
    typeof topic === 'string' && [generation, epoch, partition, slice].every((number) => Number.isSafeInteger(number))
  );
}
