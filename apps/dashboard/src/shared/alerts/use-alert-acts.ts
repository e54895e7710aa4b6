import type { AlertDetail } from '@tidewatch/contract/alerts';
import { ref, type Ref } from 'vue';
import { useTexts } from '../i18n/use-texts.ts';
import { usePage } from '../page/use-page.ts';
import { useNamed, type Named } from '../person/use-named.ts';
import { alertTexts } from './model/alert-texts.ts';
import { sendAlertAct, type AlertAct } from './send-alert-act.ts';

export interface AlertActs {
  readonly naming: Named;
  /** What is on its way. */
  readonly busy: Readonly<Ref<AlertAct['act'] | null>>;
  /** Why the last one did not come through, in words; null when all is well. */
  readonly failure: Readonly<Ref<string | null>>;
  /** Resolves with the alert after it; null where it did not come through. */
  act(act: AlertAct): Promise<AlertDetail | null>;
  acknowledge(): Promise<void>;
}

/** What a person can do to the alert `id`. Nothing is shown as done before the log has it. */
export const useAlertActs = (
  id: () => string,
  title: () => string,
  done: (detail: AlertDetail) => void = () => undefined,
): AlertActs => {
  const page = usePage();
  const text = useTexts(alertTexts);
  const naming = useNamed();
  const busy = ref<AlertAct['act'] | null>(null);
  const failure = ref<string | null>(null);

  const send = async (act: AlertAct, name: string): Promise<AlertDetail | null> => {
    if (busy.value !== null) return null;
    busy.value = act.act;
    failure.value = null;
    const sent = await sendAlertAct(id(), act, name);
    busy.value = null;
    if (sent.came === 'done') {
      done(sent.answer);
      return sent.answer;
    }
    failure.value = sent.came === 'refused' ? sent.problem.detail : text.value.lost;
    page.announce(failure.value);
    return null;
  };
  const act = (wanted: AlertAct) =>
    new Promise<AlertDetail | null>((resolve) => naming.run((name) => void send(wanted, name).then(resolve)));
  return {
    naming,
    busy,
    failure,
    act,
    async acknowledge() {
      const detail = await act({ act: 'acknowledge' });
      if (detail !== null) page.announce(text.value.acknowledged(title()));
    },
  };
};
