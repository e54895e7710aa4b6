import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMoodyServer } from '@tidewatch/testkit/notifier-suite/moody-server';
import { expect, it } from 'vitest';
import { waitUntil } from '../support/wait-until.ts';
import { seededRandom } from './simulation/seeded-random.ts';

/** More on request: KILLS=200 npx vitest run --project faults test/faults/notification-kill */
const kills = Number(process.env['KILLS'] ?? 10);

interface Told {
  readonly id: string;
  readonly perhapsRepeated: boolean;
  readonly alerts: readonly string[];
}

it(
  `${kills} processes killed while they tell: each episode is told at least once and at most twice, the repeat marked`,
  { timeout: 60_000 + kills * 10_000 },
  async () => {
    const data = await mkdtemp(join(tmpdir(), 'tidewatch-told-'));
    const random = seededRandom(Number(process.env['KILL_SEED'] ?? 3));
    let onRequest = (_body: string): void => undefined;
    // Read as it comes: a test that is busy reading answers too late, and who is not answered in time sends again.
    const told: Told[] = [];
    const server = await startMoodyServer(({ body }) => {
      const { data: said } = JSON.parse(body) as {
        data: { notification: string; perhapsRepeated: boolean; alerts: { id: string }[] };
      };
      const { notification: id, perhapsRepeated, alerts } = said;
      told.push({ id, perhapsRepeated, alerts: alerts.map((alert) => alert.id) });
      onRequest(body);
      return {};
    });
    const running: ChildProcess[] = [];
    const start = (episode: string): ChildProcess => {
      const program = new URL('./notifications/delivering-process.ts', import.meta.url).pathname;
      const child = spawn(process.execPath, [program, data, server.url, episode], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      running.push(child);
      return child;
    };
    const ended = (child: ChildProcess): Promise<string> =>
      new Promise((resolve) => {
        let errors = '';
        child.stderr?.on('data', (text: Buffer) => {
          errors += text.toString();
        });
        child.on('exit', (code, signal) => resolve(signal ?? `exit ${code}: ${errors}`));
      });
    try {
      for (let kill = 0; kill < kills; kill += 1) {
        const child = start(`e${kill}`);
        // Most kills fall between the request and the record of its answer; some a little later, some before anything.
        const waitMs = random.below(12);
        onRequest = (body) => {
          // What the process before left open is told first; each episode has its own kill.
          if (!body.includes(`"e${kill}"`)) return;
          if (waitMs === 0) child.kill('SIGKILL');
          else setTimeout(() => child.kill('SIGKILL'), waitMs);
        };
        expect(await ended(child)).toBe('SIGKILL');
      }
      onRequest = () => undefined;
      const last = start('last');
      const end = ended(last);
      const episodes = [...Array.from({ length: kills }, (_, index) => `e${index}`), 'last'];
      await waitUntil(
        'every episode told',
        async () => (episodes.every((id) => told.some(({ alerts }) => alerts.includes(id))) ? true : null),
        30_000,
      );
      last.kill('SIGTERM');
      expect(await end).toBe('exit 0: ');
      const repeats = episodes.map((id) => told.filter(({ alerts }) => alerts.includes(id)));
      for (const [index, times] of repeats.entries()) {
        expect(times.length, `${episodes[index]}`).toBeLessThanOrEqual(2);
        for (const again of times.slice(1)) expect([again.perhapsRepeated, again.id]).toEqual([true, times[0]?.id]);
      }
      expect(
        repeats.some(({ length }) => length === 2),
        'some kill fell where it hurts',
      ).toBe(true);

      // A clean restart tells nothing.
      const before = server.taken.length;
      const quiet = start('');
      const quietEnd = ended(quiet);
      await new Promise<void>((resolve) => {
        quiet.stdout?.on('data', () => resolve());
      });
      quiet.kill('SIGTERM');
      expect([await quietEnd, server.taken.length]).toEqual(['exit 0: ', before]);
    } finally {
      for (const child of running) child.kill('SIGKILL');
      await server.close();
      await rm(data, { recursive: true, force: true });
    }
  },
);
