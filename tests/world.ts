import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject } from 'vitest'
import { connect, type Where } from '#db/connect.ts'
import { command, inDatabase } from '#db/scratch.ts'
import { buildApp } from '#server/app.ts'
import { readConfig } from '#server/config.ts'
import { openSealing } from '#server/sealing/sealing.ts'
import type { Mail, Message } from '#server/mail/mail.ts'

export type World = Awaited<ReturnType<typeof newWorld>>

/** An installation of its own on a clone of the migrated template: real PostgreSQL, the real app, a recorder for mail. */
export async function newWorld(env: Record<string, string> = {}) {
  const where = await cloneTemplate()
  const db = connect(where)
  const config = readConfig({ LOG_LEVEL: process.env.LOG_LEVEL ?? 'silent', ORIGIN: 'http://preau.test', ...env })
  const mail = recordMail()
  const keys = await mkdtemp(join(tmpdir(), 'preau-keys-'))
  const sealing = await openSealing(keys)
  const app = await buildApp({ db, config, mail, sealing })
  await app.ready()
  const close = async () => {
    await app.close()
    await db.destroy()
    await dropDatabase(where)
    await rm(keys, { recursive: true })
  }
  return { db, app, config, mail, where, keys, sealing, close }
}

/** A database of one's own, for a test that brings its own processes. */
export async function cloneTemplate(): Promise<Where & { database: string }> {
  const cluster = inject('cluster')
  const name = `world_${randomBytes(6).toString('hex')}`
  await command(cluster, `create database ${name} template template`)
  return { ...inDatabase(cluster, name), database: name } as Where & { database: string }
}

export const dropDatabase = (where: { database: string }) => command(inject('cluster'), `drop database ${where.database} with (force)`)

/** Keeps what is sent instead of sending it. */
export function recordMail(): Mail & { sent: Message[] } {
  const sent: Message[] = []
  const send = (message: Message) => void sent.push(message)
  const post = async (message: Message) => (send(message), { outcome: 'sent' as const })
  return { kind: 'smtp', sent, send, post, outbox: () => [], close: async () => {} }
}
