import type { Coordinates, DeadLetter } from '@tidewatch/contract/events';

/** A page as `GET /v1/dead-letters` answers it. */
export interface DeadLettersAnswer {
  readonly deadLetters: readonly DeadLetter[];
  readonly next: string | null;
}

/** Answer of `POST /v1/dead-letters/replay`. */
export interface ReplayAnswer {
  readonly replayed: number;
  readonly skipped: readonly (Coordinates & { readonly reason: string })[];
}

/** What to send again: some by coordinates, or all of one reason. */
export type ReplayRequest = { readonly coordinates: readonly Coordinates[] } | { readonly code: string };

const repliedTopic = 'events';

export const placeOf = ({ topic, partition, offset }: Coordinates): string => `${topic} ${partition} / ${offset}`;

/** One record may hold several events that died for different reasons: each is a letter of its own. */
export const keyOf = (letter: DeadLetter): string => `${placeOf(letter)} ${letter.code} ${letter.detail}`;

/** Records of other topics belong to others; one without content cannot be sent. */
export const canReplay = ({ topic, valueBytes, code }: DeadLetter): boolean =>
  topic === repliedTopic && valueBytes > 0 && code !== 'too_large';

/** The records of letters, each once. */
export const recordsOf = (letters: readonly DeadLetter[]): readonly Coordinates[] => {
  const records = new Map(
    letters.map(({ topic, partition, offset }) => [
      placeOf({ topic, partition, offset }),
      { topic, partition, offset },
    ]),
  );
  return [...records.values()];
};

/** An older page behind the ones that are there; what is told twice is listed once. */
export const appendPage = (before: readonly DeadLetter[], page: readonly DeadLetter[]): readonly DeadLetter[] => {
  const known = new Set(before.map(keyOf));
  return [...before, ...page.filter((letter) => !known.has(keyOf(letter)))];
};

/** Reasons why some were left out, each with how many. */
export const skippedReasons = ({ skipped }: ReplayAnswer): readonly (readonly [reason: string, count: number])[] => {
  const counts = new Map<string, number>();
  for (const { reason } of skipped) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].sort(([, one], [, other]) => other - one);
};
