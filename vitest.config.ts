import { defineConfig } from 'vitest/config';

const tests = (...folders: string[]) => folders.map((folder) => `${folder}/**/*.test.ts`);
const contractTests = 'packages/*/src/**/*.contract.test.ts';
// Real servers for the tests that ask for one; they start on the first question.
const globalSetup = './infra/servers/src/vitest-setup.ts';
const wholeSystem = { globalSetup, testTimeout: 120_000, hookTimeout: 120_000 };

export default defineConfig({
  test: {
    // A CI machine has few cores, and two of them run the servers under test.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          include: tests('packages/*/src', 'apps/!(dashboard)/src', 'infra'),
          exclude: [contractTests],
          // Not a bound on speed: the machine may be busy with something else.
          testTimeout: 60_000,
        },
      },
      { extends: './apps/dashboard/vite.config.ts', test: { name: 'dashboard', include: tests('apps/dashboard/src') } },
      { test: { name: 'contract', include: [contractTests], globalSetup, testTimeout: 60_000, hookTimeout: 60_000 } },
      { test: { name: 'acceptance', include: tests('test/acceptance'), ...wholeSystem } },
      { test: { name: 'conformance', include: tests('test/conformance'), ...wholeSystem } },
      { test: { name: 'faults', include: tests('test/faults'), ...wholeSystem } },
      { test: { name: 'house', include: tests('test/house') } },
    ],
  },
});
