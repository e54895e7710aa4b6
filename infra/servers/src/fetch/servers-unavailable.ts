/** The real servers cannot be had on this machine; the message says what is missing. Trying again does not help. */
export class ServersUnavailable extends Error {
  override readonly name = 'ServersUnavailable';
}
