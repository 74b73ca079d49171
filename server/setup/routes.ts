import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { memberLimits as limits, slugOf } from '#domain/body.ts'
import { cleanName } from '#domain/membership.ts'
import type { Tools } from '#server/app.ts'
import { joinBody, theMovement } from '#server/bodies/queries.ts'
import { door, open } from '#server/door.ts'
import { Malformed, orNotFound } from '#server/errors.ts'
import { hashToken, newId } from '#server/ids.ts'
import { writeInJournal } from '#server/journal.ts'
import { startSession } from '#server/session.ts'
import { email, firstName } from '#server/shapes.ts'
import { readEmail, readFirstName } from '#server/sign-in.ts'

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }

export const setupDoors = {
  readInstallation: door({
    method: 'GET',
    url: '/api/installation',
    summary: 'What this installation is',
    who: 'anyone',
    reply: Type.Object({
      movement: Type.Union([Type.Object({ name: Type.String(), slug: Type.String() }), Type.Null()]),
      mode: Type.Union([Type.Literal('live'), Type.Literal('dev'), Type.Literal('demo')]),
      mail: Type.Union([Type.Literal('smtp'), Type.Literal('outbox')]),
      version: Type.String(),
    }),
  }),
  setUp: door({
    method: 'POST',
    url: '/api/installation',
    summary: 'Names the movement and becomes its first coordinator, with the link that the terminal printed',
    who: 'anyone',
    limit: { max: 30, minutes: 10 },
    body: Type.Object(
      {
        token: Type.String({ maxLength: 64 }),
        movementName: Type.String({ minLength: 1, maxLength: limits.bodyName * 2 }),
        firstName,
        email,
      },
      { additionalProperties: false },
    ),
    reply: Type.Object({ slug: Type.String() }),
  }),
}

export function setup(app: FastifyInstance, { db, mail, config }: Tools) {
  open(app, setupDoors.readInstallation, async () => {
    const movement = await theMovement(db)
    return { movement: movement ? { name: movement.name, slug: movement.slug } : null, mode: config.mode, mail: mail.kind, version }
  })

  open(app, setupDoors.setUp, async ({ body, now, request, reply }) => {
    const name = cleanName(body.movementName, limits.bodyName)
    if (!name || !slugOf(name)) throw new Malformed('movementName', 'format')
    const founder = { id: newId(), firstName: readFirstName(body.firstName), email: readEmail(body.email) }
    const slug = slugOf(name)
    await db.transaction().execute(async (trx) => {
      // Deleting the link is what the second of two visitors cannot do again.
      orNotFound(await trx.deleteFrom('setup').where('tokenHash', '=', hashToken(body.token)).returning('onlyOne').executeTakeFirst())
      const id = newId()
      await trx.insertInto('body').values({ id, kind: 'movement', name, slug }).execute()
      await trx.insertInto('member').values(founder).execute()
      await joinBody(trx, id, founder.id, now, 'coordinator')
      await writeInJournal(trx, { actorId: founder.id, bodyId: id, what: 'movement-founded' })
    })
    await startSession(db, config, request, reply, founder.id)
    return { slug }
  })
}
