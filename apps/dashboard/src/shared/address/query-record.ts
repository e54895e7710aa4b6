/** A query string, parsed: each key with its values in the order of the URL. */
export type QueryRecord = Readonly<Record<string, readonly string[]>>;

/** What a router gives, with one value and many values made alike. */
export const toQueryRecord = (query: Readonly<Record<string, unknown>>): QueryRecord =>
  Object.fromEntries(
    Object.entries(query).map(([key, value]) => [
      key,
      (Array.isArray(value) ? value : [value]).map((one) => (typeof one === 'string' ? one : '')),
    ]),
  );

/** Characters that a query may hold as they are (RFC 3986 section 3.4); URLs are read by people. */
const plain = /%(3A|2F|2C|40)/g;

const encode = (text: string) => encodeURIComponent(text).replace(plain, decodeURIComponent);

/** `?from=now-3h&where=city:Surabaya`, or nothing. */
export const queryText = (query: QueryRecord): string => {
  const parts = Object.entries(query).flatMap(([key, values]) =>
    values.map((value) => `${encode(key)}=${encode(value)}`),
  );
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
};
