/** `missing`: the server says that there is none. `lost`: it did not answer, or not with this; later it may. */
export type Read<Answer> =
  | { readonly came: 'done'; readonly answer: Answer }
  | { readonly came: 'missing' }
  | { readonly came: 'lost' };

const timeoutMs = 15_000;

/** Reads JSON from the API. Never rejects. */
export const readJson = async <Answer>(path: string): Promise<Read<Answer>> => {
  try {
    const response = await fetch(path, {
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (response.status === 404) return { came: 'missing' };
    if (!response.ok) return { came: 'lost' };
    return { came: 'done', answer: (await response.json()) as Answer };
  } catch {
    return { came: 'lost' };
  }
};
