import { defineConfig } from 'vitest/config';

const alias = { '#shared': new URL('./shared', import.meta.url).pathname };
const strict = { setupFiles: ['test/strict.ts'], pool: 'forks' as const };

export default defineConfig({
  resolve: { alias },
  test: {
    projects: [
      {
        extends: true,
        test: {
          ...strict,
          name: 'unit',
          include: ['{src,shared,web,scripts}/**/*.test.ts', 'test/*.test.ts'],
          testTimeout: 120_000, // only ends what hangs: some start real programs or walk thousands of files, and a busy machine takes its time
        },
      },
      {
        extends: true,
        test: {
          ...strict,
          name: 'live',
          include: ['test/live/**/*.test.ts'],
          testTimeout: 240_000,
          hookTimeout: 120_000,
          maxWorkers: 3, // they wait three quarters of their time; more would starve a small machine
        },
      },
      {
        extends: true,
        test: {
          ...strict,
          name: 'faults',
          include: ['test/faults/**/*.test.ts'],
          testTimeout: 240_000,
          hookTimeout: 120_000,
          maxWorkers: 3, // they wait three quarters of their time; more would starve a small machine
        },
      },
      {
        extends: true,
        test: {
          ...strict,
          name: 'undisturbed',
          include: ['test/undisturbed/**/*.test.ts'],
          testTimeout: 240_000,
          hookTimeout: 120_000,
          maxWorkers: 1, // they measure how fast the product answers meanwhile, or judge many cameras at once: nothing else may keep the machine busy
        },
      },
    ],
  },
});
