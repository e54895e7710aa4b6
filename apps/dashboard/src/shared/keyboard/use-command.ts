import { onScopeDispose } from 'vue';
import { usePage } from '../page/use-page.ts';
import type { Command } from './command.ts';

/** Registers commands for as long as this component is there. */
export const useCommand = (...commands: readonly Command[]): void => {
  const { keyboard } = usePage();
  const ends = commands.map((command) => keyboard.register(command));
  onScopeDispose(() => ends.forEach((end) => end()));
};
