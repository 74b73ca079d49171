import type { Where } from '../db/connect.ts'
import { startCluster } from '../db/embedded/cluster.ts'
import { readConfig } from '../server/config.ts'

/** Runs beside the installation of this folder: its database is joined when it runs, started for the time it takes otherwise. */
export async function withInstallation<T>(act: (where: Where) => Promise<T>): Promise<T> {
  const { databaseUrl, dataDir } = readConfig()
  if (databaseUrl) return act({ url: databaseUrl })
  const cluster = await startCluster(dataDir)
  try {
    return await act(cluster.where)
  } finally {
    await cluster.stop()
  }
}

/** The one argument of a command, or how it is used. */
export function fileArgument(usage: string): string {
  const [file, ...others] = process.argv.slice(2)
  if (file && others.length === 0) return file
  console.error(`npm run ${usage}`)
  process.exit(2)
}

/** What went wrong, in one line, for a command in a terminal. */
export function fail(error: unknown): never {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
