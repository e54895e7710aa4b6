import type { Outcome, Stage } from './outcome.ts';
import { runTool } from './run-tool.ts';

/** A tool that reads the code and says yes or no: counts as one test. */
export function staticStage(name: string, tool: string, args: readonly string[]): Stage {
  return { name, run: () => checkWith(tool, args) };
}

export async function checkWith(tool: string, args: readonly string[]): Promise<Outcome> {
  const { succeeded, output } = await runTool(tool, args);
  return { passed: succeeded ? 1 : 0, failed: succeeded ? 0 : 1, skipped: [], output };
}
