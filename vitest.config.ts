import { defineConfig } from 'vitest/config';

/** Test tiers by file name: `x.test.ts` needs nothing, `x.integration.test.ts` the real servers, `e2e/` the system. */
const shared = { environment: 'node', pool: 'forks' } as const;

/** Every core: integration tests mostly wait for servers, unit tests compute. */
const wide = { ...shared, maxWorkers: '100%' } as const;

/** The whole system, one at a time. */
const system = {
  ...shared,
  sequence: { groupOrder: 1 },
  globalSetup: ['libs/testing/src/global-setup.ts'],
  testTimeout: 240_000,
  hookTimeout: 240_000,
  fileParallelism: false,
};

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...wide,
          name: 'unit',
          include: [
            '{libs,services}/*/src/**/*.test.ts',
            'deploy/*/**/*.test.ts',
            'e2e/src/{system,bench}/**/*.test.ts',
          ],
          exclude: ['**/*.integration.test.ts', '**/node_modules/**'],
          // For a machine under load: how fast a test is never decides whether it passes.
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          ...wide,
          name: 'integration',
          include: [
            '{libs,services}/*/src/**/*.integration.test.ts',
            'deploy/embedded/src/**/*.integration.test.ts',
          ],
          exclude: ['**/node_modules/**'],
          globalSetup: ['libs/testing/src/global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      { test: { ...system, name: 'e2e', include: ['e2e/src/**/*.e2e.test.ts'] } },
      // By name alone: `npm run test:chaos`.
      {
        test: {
          ...system,
          name: 'chaos',
          include: ['e2e/src/**/*.chaos.test.ts'],
          testTimeout: 1_800_000,
        },
      },
      // Genuine clients of MLflow and Feast, each in a Python environment of its own: `npm run test:peers`.
      {
        test: {
          ...system,
          name: 'peers',
          include: ['e2e/src/**/*.peers.test.ts'],
          testTimeout: 1_800_000,
          hookTimeout: 1_800_000,
        },
      },
    ],
  },
});
