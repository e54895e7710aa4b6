/** Unsigned integers of any safe size as LEB128 bytes, one after the other. */
export class ByteWriter {
  readonly #bytes: number[] = [];

  writeByte(byte: number): void {
    this.#bytes.push(byte);
  }

  writeInteger(value: number): void {
    let rest = value;
    while (rest >= 128) {
      this.#bytes.push((rest % 128) | 128);
      rest = Math.floor(rest / 128);
    }
    this.#bytes.push(rest);
  }

  bytes(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }
}

/** Reads what `ByteWriter` wrote. Running past the end reads zeros and sets `overrun`. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get overrun(): boolean {
    return this.#at > this.#bytes.length;
  }

  get ended(): boolean {
    return this.#at === this.#bytes.length;
  }

  readByte(): number {
    return this.#bytes[this.#at++] ?? 0;
  }

  readInteger(): number {
    let value = 0;
    let scale = 1;
    for (let count = 0; count < 8; count += 1) {
      const byte = this.readByte();
      value += (byte & 127) * scale;
      if (byte < 128) break;
      scale *= 128;
    }
    return value;
  }
}
