import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'shared/*/src/**/*.test.ts',
      'services/*/src/**/*.test.{ts,tsx}',
      'gateway/src/**/*.test.ts',
      'tests/**/*.test.ts',
    ],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Conditions are waited for as long as a busy machine of two cores may take.
    expect: { poll: { timeout: 15_000 } },
    maxWorkers: 2,
  },
});
