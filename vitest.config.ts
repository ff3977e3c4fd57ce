import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{experiments,pipelines,backend,frontend}/src/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', 'test/canary/**'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
  },
})
