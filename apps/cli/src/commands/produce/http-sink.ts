import { EventSender } from '../../http/event-sender.ts';
import type { Patience } from '../../http/fetch-patiently.ts';
import type { EventSink } from './event-sink.ts';

/** Sends to `POST /v1/events` of a running Tidewatch. */
export function httpSink(url: string, patience: Patience): EventSink {
  const rejected = new Map<string, number>();
  let accepted = 0;
  const sender = new EventSender<null>({
    url,
    ...patience,
    onAnswer: (_, answer) => {
      accepted += answer.accepted;
      for (const { code } of answer.rejected) rejected.set(code, (rejected.get(code) ?? 0) + 1);
    },
  });
  return {
    rejected,
    get accepted() {
      return accepted;
    },
    send: (events) =>
      sender.send(
        events.map((event) => JSON.stringify(event)),
        null,
      ),
    finish: () => sender.finish(),
    close: async () => undefined,
  };
}
