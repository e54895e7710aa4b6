import type { PresenceList } from '@tidewatch/core/cases/presence-list';
import { parseEventKey } from '@tidewatch/core/query/events/event-key';
import type { Clock } from '@tidewatch/core/ports/clock';
import { z } from 'zod';
import { personSchema } from './person-schema.ts';
import type { LiveSocket } from '../../socket/live-namespace.ts';

/** Looks of one socket that are taken at once; after that the newest, once a second. */
const looksMax = 10;
const everyMs = 1_000;

const lookSchema = z.object({
  key: z
    .string()
    .refine((key) => parseEventKey(key) !== null)
    .nullable(),
  person: personSchema,
});

/** Listens to what one screen shows, as long as its socket lives. What cannot be read is left out: presence is a courtesy. */
export function servePresence(socket: LiveSocket, presence: PresenceList, clock: Clock): void {
  let spent = 0;
  let newest: z.output<typeof lookSchema> | null = null;
  let timer: ReturnType<typeof setInterval> | null = null;
  const take = ({ key, person }: z.output<typeof lookSchema>): void =>
    presence.look(socket.id, key, person, clock.now());
  const rest = (): void => {
    spent = 0;
    if (newest !== null) take(newest);
    else stop();
    newest = null;
  };
  const stop = (): void => {
    if (timer !== null) clearInterval(timer);
    timer = null;
  };
  socket.on('look', (request: unknown) => {
    const parsed = lookSchema.safeParse(request);
    if (!parsed.success) return;
    timer ??= setInterval(rest, everyMs);
    spent++;
    if (spent > looksMax) newest = parsed.data;
    else take(parsed.data);
  });
  socket.on('disconnect', () => {
    stop();
    presence.leave(socket.id);
  });
}
