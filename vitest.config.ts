import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'

const common = { environment: 'node', testTimeout: 30_000, hookTimeout: 60_000, maxWorkers: 2 } as const

export default defineConfig({
  test: {
    pool: 'forks',
    projects: [
      { test: { ...common, name: 'domain', include: ['tests/domain/**/*.test.ts', 'tests/architecture.test.ts'] } },
      { test: { ...common, name: 'server', include: ['tests/server/**/*.test.ts'], globalSetup: ['tests/cluster.ts'] } },
      { plugins: [svelte()], test: { ...common, name: 'web', include: ['tests/web/**/*.test.ts'] } },
      {
        test: {
          ...common,
          name: 'journeys',
          include: ['tests/journeys/**/*.test.ts'],
          globalSetup: ['tests/cluster.ts'],
          // A browser, a server and a database fill two cores: the journeys go after the others, one file at a time.
          fileParallelism: false,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
})
