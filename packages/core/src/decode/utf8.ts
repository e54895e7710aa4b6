/** The part of WHATWG's TextDecoder that is used; every runtime of today has it, though core's type library names none. */
declare const TextDecoder: new (label: 'utf-8', options: { fatal: boolean }) => { decode(bytes: Uint8Array): string };

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Text of UTF-8 bytes, without a byte order mark. Throws for bytes that are not UTF-8. */
export const textOfUtf8 = (bytes: Uint8Array): string => decoder.decode(bytes);
