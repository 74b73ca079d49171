import { connect } from '#db/connect.ts'
import { startCluster } from '#db/embedded/cluster.ts'
import { migrate } from '#db/migrate.ts'
import { standbyOf, untilItTakesWrites } from '#db/standby.ts'
import { buildApp } from '#server/app.ts'
import { type Config, readConfig } from '#server/config.ts'
import { holdPolls } from '#server/demo/hold.ts'
import { seedDemo } from '#server/demo/seed.ts'
import { demoLinks } from '#server/demo/links.ts'
import { openMail } from '#server/mail/open.ts'
import { postman } from '#server/mailings/postman.ts'
import { readReturnedMail } from '#server/mailings/returned/reading.ts'
import { mountPages } from '#server/pages.ts'
import { openSealing } from '#server/sealing/sealing.ts'
import { prepareSetupLink } from '#server/setup/setup-link.ts'
import { mountVerifier } from '#server/verifier-page.ts'

/** One process: database, API, live rooms and pages on one port. Resolves once it listens. */
async function main(config: Config) {
  const cluster = config.databaseUrl ? null : await startCluster(config.dataDir)
  const where = cluster?.where ?? { url: config.databaseUrl! }
  const db = connect(where)
  const casts = connect(where, { max: 2 })
  await untilItTakesWrites(db, (why) => console.error(`PostgreSQL takes no writes yet: ${why}`))
  await migrate(db)
  const isNewDemo = config.mode === 'demo' && (await seedDemo(db))

  const mail = openMail(config)
  const tools = { db, casts, config, mail, sealing: await openSealing(config.keysDir) }
  const app = await buildApp(tools)
  await mountVerifier(app, config)
  const { inRush } = await mountPages(app, tools)
  const stopCarrying = postman({ ...tools, inRush }, app.log)
  const stopReading = readReturnedMail(tools, app.log)
  const standby = await standbyOf(db)
  app.log[standby === 'weak' ? 'warn' : 'info']({ standby }, 'database')

  const stop = async () => {
    // A connection that was busy at the first sweep falls idle later, and would be waited for as long as it is kept alive.
    const sweep = setInterval(() => app.server.closeIdleConnections(), 50)
    await app.close()
    clearInterval(sweep)
    await Promise.all([stopCarrying(), stopReading()])
    await mail.close()
    await Promise.all([db.destroy(), casts.destroy()])
    await cluster?.stop()
  }
  stopOnSignal(stop)
  if (isNewDemo) await holdPolls(app, tools)
  await app.listen({ port: config.port, host: config.host }).catch(async (error) => {
    await stop()
    throw error
  })
  await greet(config, db)
}

/** The first signal closes in order and loses nothing; the second one does not wait. */
function stopOnSignal(stop: () => Promise<void>) {
  let stopping = false
  const onSignal = () => {
    if (stopping) process.exit(1)
    stopping = true
    stop().then(
      () => process.exit(0),
      (error) => {
        console.error(error)
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)
}

async function greet(config: Config, db: ReturnType<typeof connect>) {
  console.log(`\n  Préau  ${config.origin}\n`)
  const setupLink = await prepareSetupLink(db, config.origin)
  if (setupLink)
    console.log(
      `  Ce lien ne sert qu’une fois : il fait de toi la première coordination.\n  This one-time link makes you the first coordinator:\n\n  ${setupLink}\n`,
    )
  if (config.mode !== 'demo') return
  console.log('  Ouvre un de ces liens pour entrer ; chacun sert une fois.\n  Open one of these links to come in; each works once.\n')
  for (const { firstName, says, link } of await demoLinks(db, config.origin)) console.log(`  ${firstName} (${says})\n  ${link}\n`)
}

await Promise.resolve()
  .then(() => main(readConfig()))
  .catch((error) => {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  })
