import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'

const common = { environment: 'node', testTimeout: 30_000, hookTimeout: 60_000 } as const

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
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
})
