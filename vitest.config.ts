import { defineConfig } from 'vitest/config'

/** `npm test -- --postgres`: metadata on a PostgreSQL server instead of the embedded one. */
const onServer = process.env['RELANCE_TEST_DATABASE'] === 'postgres'

export default defineConfig({
  test: {
    include: ['{experiments,pipelines,backend,frontend}/src/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', 'test/canary/**'],
    // Generous: simulations and fault tests take minutes on a busy machine, and time is never what a test asserts.
    testTimeout: 600_000,
    hookTimeout: 300_000,
    // What is polled for comes when it comes: one second, the default, is a bet on an idle machine.
    expect: { poll: { timeout: 120_000 } },
    // See CONTRIBUTING.md: the tests of the warehouse on a cluster.
    provide: { shards: Number(process.env['RELANCE_TEST_SHARDS'] ?? 1) },
    pool: 'forks',
    // What a file has imported, the next one finds: nothing of ours keeps state outside of what it made itself.
    isolate: false,
    globalSetup: [onServer ? 'test/database/server.ts' : 'test/database/embedded.ts'],
    setupFiles: onServer ? ['test/database/each-file.ts'] : [],
    // One more than the two cores it is made for: tests of screens wait for a browser as long as they compute.
    maxWorkers: 3,
  },
})
