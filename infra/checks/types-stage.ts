import { globSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome, Stage } from './outcome.ts';
import { root } from './run-tool.ts';
import { checkWith } from './static-stage.ts';

/** Projects checked at the same time: the machines that run this have few cores. */
const atOnce = 2;

/** The compiler over every tsconfig of the workspace, each counted as one test. */
export const typesStage: Stage = {
  name: 'types',
  run: async () => {
    const projects = globSync('{.,packages/*,apps/*,infra/servers,test}/tsconfig*.json', { cwd: root }).toSorted();
    const outcomes: Outcome[] = [];
    const takeProjects = async () => {
      for (let project = projects.shift(); project !== undefined; project = projects.shift()) {
        const compiler = project.startsWith(join('apps', 'dashboard')) ? 'vue-tsc' : 'tsc';
        outcomes.push(await checkWith(compiler, ['--pretty', 'false', '-p', project]));
      }
    };
    await Promise.all(Array.from({ length: atOnce }, takeProjects));
    return {
      passed: outcomes.reduce((sum, { passed }) => sum + passed, 0),
      failed: outcomes.reduce((sum, { failed }) => sum + failed, 0),
      skipped: [],
      output: outcomes.map(({ output }) => output).join(''),
    };
  },
};
