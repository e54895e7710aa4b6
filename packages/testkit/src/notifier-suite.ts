import type { Receiver } from '@tidewatch/contract/catalog/delivery';
import { NotifierError, type Notification, type Notifier, type Receipt } from '@tidewatch/core/ports/notifier';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { sampleNotification } from './notifier-suite/sample-notification.ts';

export { hostileText, sampleNotification } from './notifier-suite/sample-notification.ts';

/** How the other side behaves. */
export type ReceiverMood =
  | 'well'
  | 'fault'
  | 'busy'
  | 'silent'
  | 'resetting'
  | 'redirecting'
  | 'huge'
  | 'dripping'
  | 'refusing'
  | 'unauthorised'
  | 'down';

/** One adapter and the other side, on this machine. */
export interface NotifierUnderTest {
  readonly notifier: Notifier;
  /** Everything that the other side took, as text: headers and body. */
  taken(): readonly string[];
  /** Attempts that reached the other side. */
  seen(): number;
  behave(mood: ReceiverMood): Promise<void>;
  dispose(): Promise<void>;
}

/** What one adapter's other side can be like, besides well. */
export interface NotifierCapabilities {
  readonly moods: readonly ReceiverMood[];
  /** Texts that must not stand in what was taken when a name holds `hostileText`. */
  readonly neverTaken: readonly (string | RegExp)[];
}

const longestMs = 20_000;

/** The contract of the notifier port, run over one adapter. */
export function describeNotifier(
  name: string,
  make: (receiver: Pick<Receiver, 'receiver' | 'allowPrivate'>) => Promise<NotifierUnderTest>,
  { moods, neverTaken }: NotifierCapabilities,
): void {
  describe(`notifier: ${name}`, { timeout: 2 * longestMs }, () => {
    const made: NotifierUnderTest[] = [];
    const start = async (allowPrivate = true): Promise<NotifierUnderTest> => {
      const under = await make({ receiver: 'suite', allowPrivate });
      made.push(under);
      return under;
    };
    afterEach(async () => {
      for (const under of made.splice(0)) await under.dispose();
    });

    test('a message is taken, and the receipt names it', async () => {
      const under = await start();
      const receipt = await under.notifier.notify(sampleNotification());
      expect(receipt.provider.id).not.toBe('');
      expect(under.taken().join('\n')).toContain('Cancelled orders');
    });

    test('names from events are never markup, lines or headers of their own', async () => {
      const under = await start();
      await under.notifier.notify(sampleNotification({ hostile: true }));
      const taken = under.taken().join('\n');
      for (const text of neverTaken) expect(taken).not.toMatch(text);
    });

    test('a possible repeat says so and keeps its id', async () => {
      const under = await start();
      const first = await under.notifier.notify(sampleNotification());
      const again = await under.notifier.notify(sampleNotification({ perhapsRepeated: true }));
      expect(under.taken().at(-1)).toMatch(/may be a repeat|perhapsRepeated":true|startsAt/);
      if (!under.notifier.edits) expect(again.provider.id).toBe(first.provider.id);
    });

    test('a private address is refused, without a retry', async () => {
      const under = await start(false);
      const error = await failure(under.notifier, sampleNotification());
      expect([error.fault, error.retry]).toEqual(['address-refused', false]);
      expect(under.taken()).toEqual([]);
    });

    test.each(moods)('the other side is %s', async (mood) => {
      const under = await start();
      await under.behave(mood);
      const began = performance.now();
      const outcome = await attempt(under.notifier);
      expect(performance.now() - began).toBeLessThan(longestMs);
      check(mood, outcome);
      await under.behave('well');
      await under.notifier.notify(sampleNotification());
    });

    test('closing ends what is under way', async () => {
      const under = await start();
      if (!moods.includes('silent')) return;
      await under.behave('silent');
      const underWay = failure(under.notifier, sampleNotification());
      await vi.waitFor(() => expect(under.seen()).toBeGreaterThan(0), { timeout: 5_000 });
      const began = performance.now();
      await under.notifier.close();
      expect((await underWay).retry).toBe(true);
      expect(performance.now() - began).toBeLessThan(3_000);
    });
  });
}

async function attempt(notifier: Notifier): Promise<Receipt | NotifierError> {
  try {
    return await notifier.notify(sampleNotification());
  } catch (error) {
    expect(error).toBeInstanceOf(NotifierError);
    return error as NotifierError;
  }
}

async function failure(notifier: Notifier, notification: Notification): Promise<NotifierError> {
  const outcome = await notifier.notify(notification).catch((error: unknown) => error);
  expect(outcome).toBeInstanceOf(NotifierError);
  return outcome as NotifierError;
}

const expected: Readonly<
  Record<Exclude<ReceiverMood, 'well' | 'huge' | 'dripping'>, readonly [fault: RegExp, retry: boolean]>
> = {
  fault: [/server-fault/, true],
  busy: [/rate-limited|server-fault/, true],
  silent: [/timed-out|unreachable/, true],
  resetting: [/unreachable/, true],
  redirecting: [/redirected/, false],
  refusing: [/refused/, false],
  unauthorised: [/not-authorised/, false],
  down: [/unreachable/, true],
};

function check(mood: ReceiverMood, outcome: Receipt | NotifierError): void {
  // A body without end comes after a head that has said what became of the message, or the time is up.
  if (mood === 'well' || mood === 'huge' || mood === 'dripping') {
    if (outcome instanceof NotifierError) expect(outcome.retry).toBe(true);
    return;
  }
  expect(outcome).toBeInstanceOf(NotifierError);
  const { fault, retry, retryAfterMs } = outcome as NotifierError;
  const [wanted, retries] = expected[mood];
  expect(fault).toMatch(wanted);
  expect(retry).toBe(retries);
  if (mood === 'busy' && fault === 'rate-limited') expect(retryAfterMs).toBe(7_000);
}
