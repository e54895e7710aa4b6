import type { RejectionCode } from '@tidewatch/contract';
import type { Dead } from '../../stream/decoded.ts';

const textLengthMax = 255;

/** An event that cannot be used. `detail` names what is wrong, never the values of fields. */
export class DeadEvent implements Dead {
  readonly code: RejectionCode;
  readonly detail: string;
  readonly type: string | null;
  readonly source: string | null;

  constructor(code: RejectionCode, detail: string, type: unknown = null, source: unknown = null) {
    this.code = code;
    this.detail = detail;
    this.type = typeof type === 'string' ? type.slice(0, textLengthMax) : null;
    this.source = typeof source === 'string' ? source.slice(0, textLengthMax) : null;
  }
}
