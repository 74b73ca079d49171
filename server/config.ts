import { readMailbox } from '#server/mail/mailbox.ts'

/** Every setting of an installation: a dozen or so, each with a working default (docs/operating.md tells them). */
export type Config = ReturnType<typeof readConfig>

export function readConfig(env: NodeJS.ProcessEnv = process.env) {
  const port = Number(env.PORT ?? 3000)
  return {
    port,
    host: env.HOST ?? '127.0.0.1',
    /** The address people type, without a final slash; cookies are Secure when it begins with https. */
    origin: (env.ORIGIN ?? `http://localhost:${port}`).replace(/\/+$/, ''),
    /** Where the embedded PostgreSQL lives when DATABASE_URL is absent. */
    dataDir: env.DATA_DIR ?? 'data',
    /** Where the keys of secret polls live: outside the data folder, with a backup of its own. */
    keysDir: env.KEYS_DIR ?? 'keys',
    databaseUrl: env.DATABASE_URL ?? null,
    /** smtp://user:password@host:port; without it mail stays in the local outbox. */
    smtpUrl: env.SMTP_URL ?? null,
    mailFrom: env.MAIL_FROM ?? 'Préau <ne-pas-repondre@localhost>',
    /** imaps://login:password@host/INBOX: where mail to many comes back, and is read; without it, people tell what came back. */
    returnedMail: env.RETURNED_MAIL ? readMailbox(env.RETURNED_MAIL) : null,
    /** How many proxies in front are trusted to tell the client's address: 0 for none. */
    trustedProxies: Number(env.TRUSTED_PROXIES ?? 0),
    /** Pages made at once by one process: who comes when there are more waits a moment (server/waiting). */
    pagesAtOnce: Number(env.PAGES_AT_ONCE ?? 40),
    logLevel: env.LOG_LEVEL ?? 'info',
    mode: env.PREAU_MODE === 'dev' ? 'dev' : env.PREAU_MODE === 'demo' ? 'demo' : 'live',
  } as const
}
