import { shallowRef, type ShallowRef } from 'vue';
import type { Command } from './command.ts';
import { pressedKey, type KeyPress } from './pressed-key.ts';

/** All that can be done now. A key that two commands want belongs to the newer one: what was opened last. */
export interface Keyboard {
  /** In the order of registration. */
  readonly commands: Readonly<ShallowRef<readonly Command[]>>;
  /** Returns how to take the command away again. */
  register(command: Command): () => void;
  /** Runs the command of the key; true when there was one. */
  press(press: KeyPress): boolean;
}

const nameOf = (key: string | undefined) => key?.toLowerCase();
const canRun = (command: Command) => command.enabled?.() ?? true;

export const createKeyboard = (): Keyboard => {
  const commands = shallowRef<readonly Command[]>([]);
  return {
    commands,
    register(command) {
      commands.value = [...commands.value, command];
      return () => (commands.value = commands.value.filter((other) => other !== command));
    },
    press(press) {
      const key = pressedKey(press);
      if (key === null) return false;
      const command = commands.value.findLast((one) => nameOf(one.key) === key && canRun(one));
      if (command === undefined || (press.repeat && command.repeats !== true)) return false;
      command.run();
      return true;
    },
  };
};
