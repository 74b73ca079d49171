import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

// Three files at a time on two cores: people wait for one another in them, for clocks and for disks.
const common = { environment: 'node', testTimeout: 120_000, hookTimeout: 120_000, maxWorkers: 3 } as const

/** What takes longest begins first: begun last, it would be alone at the end on one of two cores. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]) {
    const isLong = ({ moduleId }: TestSpecification) =>
      /(server\/(killed|failover|polls\/sealed)|journeys\/(pages|charter|consultation|ratification|assembly|assembly-decides|sealed))\.test\.ts$/.test(
        moduleId,
      )
    const sorted = await super.sort(files)
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))]
  }
}

// What is kept from one test to the next is kept in databases of their own: no file needs a process to itself, whose start costs more than most of them do.
const pure = { ...common, isolate: false } as const

export default defineConfig({
  test: {
    pool: 'forks',
    sequence: { sequencer: LongestFirst },
    // Within a file, tests that say so run two at a time: one page is looked at while the next one is made.
    maxConcurrency: 2,
    projects: [
      { test: { ...pure, name: 'domain', include: ['tests/domain/**/*.test.ts', 'tests/architecture.test.ts'] } },
      { test: { ...pure, name: 'server', include: ['tests/server/**/*.test.ts'], globalSetup: ['tests/cluster.ts'] } },
      { plugins: [svelte()], test: { ...pure, name: 'web', include: ['tests/web/**/*.test.ts'] } },
      {
        test: {
          ...pure,
          name: 'journeys',
          include: ['tests/journeys/**/*.test.ts'],
          globalSetup: ['tests/cluster.ts'],
          // Browsers, servers and databases, and one Chromium for each of the two processes: after the others, which they would slow down, and two files at a time, which leave no core idle.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
})
