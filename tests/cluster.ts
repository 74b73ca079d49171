// One PostgreSQL for a whole run of the tests, with a migrated template that each file clones.
import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { connect, type Where } from '#db/connect.ts'
import { startCluster } from '#db/embedded/cluster.ts'
import { migrate } from '#db/migrate.ts'
import { command, inDatabase } from '#db/scratch.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    cluster: Where
  }
}

export default async function setup(project: TestProject) {
  const folder = await mkdtemp(join(tmpdir(), 'preau-tests-'))
  const cluster = await startCluster(folder)
  await command(cluster.where, 'create database template')
  const template = connect(inDatabase(cluster.where, 'template'), { max: 1 })
  await migrate(template)
  await template.destroy()
  project.provide('cluster', cluster.where)
  return async () => {
    await cluster.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
