import type { BacktestAnswer } from '@tidewatch/contract/alerts';
import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue';
import { sendJson, type Sent } from '../../../shared/alerts/send-alert-act.ts';

/** A drag is many changes: the server is asked when it rests for this long. */
const quietMs = 200;
/** Where nobody answered. */
const retryMs = 4_000;

export interface BacktestRequest {
  readonly rule: string;
  /** As the API takes it, `now-30d`. */
  readonly from: string;
  /** Keys of the rule's YAML. */
  readonly draft: Readonly<Record<string, unknown>>;
}

/** Never rejects. An aborted request comes back as lost. */
export const askBacktest = (request: BacktestRequest, signal?: AbortSignal): Promise<Sent<BacktestAnswer>> =>
  sendJson(
    `/v1/rules/${encodeURIComponent(request.rule)}/backtest`,
    { from: request.from, to: 'now', draft: request.draft },
    signal,
  );

export interface Backtest {
  /** The newest answer; stays while the next is awaited or when it was refused. */
  readonly answer: Readonly<ShallowRef<BacktestAnswer | null>>;
  /** Asked, or about to be. */
  readonly pending: Readonly<ShallowRef<boolean>>;
  /** What the server says is wrong; empty text where it did not answer at all. Null when all is well. */
  readonly problem: Readonly<ShallowRef<string | null>>;
  again(): void;
}

/** The past tried with a request: the older question is given up when the request changes. Null asks nothing. */
export const useBacktest = (request: () => BacktestRequest | null): Backtest => {
  const answer = shallowRef<BacktestAnswer | null>(null);
  const pending = shallowRef(false);
  const problem = shallowRef<string | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked: AbortController | null = null;
  const cancel = () => {
    clearTimeout(timer);
    asked?.abort();
    asked = null;
  };
  const ask = async (wanted: BacktestRequest) => {
    const mine = (asked = new AbortController());
    const sent = await askBacktest(wanted, mine.signal);
    if (mine !== asked) return;
    pending.value = false;
    problem.value = sent.came === 'done' ? null : sent.came === 'refused' ? sent.problem.detail : '';
    if (sent.came === 'done') answer.value = sent.answer;
    if (sent.came === 'lost') timer = setTimeout(() => void ask(wanted), retryMs);
  };
  const change = (waitMs: number) => {
    cancel();
    const wanted = request();
    pending.value = wanted !== null;
    if (wanted === null) {
      answer.value = null;
      problem.value = null;
      return;
    }
    timer = setTimeout(() => void ask(wanted), waitMs);
  };
  watch(
    () => JSON.stringify(request()),
    () => change(answer.value === null ? 0 : quietMs),
    { immediate: true },
  );
  onScopeDispose(cancel);
  return { answer, pending, problem, again: () => change(0) };
};
