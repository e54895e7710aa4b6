import type { IndexNames } from '../indices/index-names.ts';
import { dimensionField, isHashed } from '../indices/keys.ts';
import { groupOf, type PartialDocument } from '../partials/partial-document.ts';
import type { Server } from '../server/server.ts';

const keysPerRequest = 1_000;

/** Finds the values of hashed keys that are not known yet: any document of the key holds it. */
export async function readHashedValues(
  server: Server,
  names: IndexNames,
  by: readonly string[],
  keys: readonly string[],
  values: Map<string, string>,
): Promise<void> {
  const unknown = [...new Set(keys.filter((key) => isHashed(key) && !values.has(key)))];
  for (let from = 0; from < unknown.length; from += keysPerRequest) {
    const some = unknown.slice(from, from + keysPerRequest);
    for (const name of by) await learnValues(server, names, name, some, values);
  }
}

interface Answer {
  readonly hits: { readonly hits: readonly { readonly _source: PartialDocument }[] };
}

async function learnValues(
  server: Server,
  names: IndexNames,
  name: string,
  keys: readonly string[],
  values: Map<string, string>,
): Promise<void> {
  const field = dimensionField(name);
  const answer: Answer = await server.ask(
    {
      method: 'POST',
      path: `/${names.allRollups}/_search`,
      query: { allow_partial_search_results: false },
      body: { size: keys.length, track_total_hits: false, query: { terms: { [field]: keys } }, collapse: { field } },
    },
    'read group values',
  );
  for (const { _source } of answer.hits.hits) learnHashedValues(_source, values);
}

/** Takes the values of hashed keys from a document. */
export function learnHashedValues(document: PartialDocument, values: Map<string, string>): void {
  if (document.group === undefined) return;
  const group = groupOf(document);
  for (const [index, key] of Object.values(document.dim).entries()) if (isHashed(key)) values.set(key, group[index]!);
}
