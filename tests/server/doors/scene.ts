import type { Standing } from '#domain/membership.ts'
import { hashToken, newId, newToken } from '#server/ids.ts'
import { hashCode } from '#server/sign-in.ts'
import { addPoll, ballotFor, fromNow, type TestPoll } from '../polls/polls-world.ts'
import { addBody, browser, type FoundedWorld, someone, type Someone } from '../people-world.ts'
import type { Role } from './table.ts'

export type Scene = Awaited<ReturnType<typeof newScene>>

let scenes = 0
const longGone = new Date('2026-02-01T00:00:00Z')

/** A group of its own for one knock, with its coordination, another member, and whoever knocks: nothing a knock does is seen by the next. */
export async function newScene(world: FoundedWorld, role: Role) {
  const { slug, id: bodyId } = await addBody(world, `scene${scenes++}`)
  const host = await someone(world, 'Hôte', { [slug]: 'coordinator' })
  const other = await someone(world, 'Autre', { [slug]: 'member' })
  const me = role === 'visitor' ? null : await cast(world, role, slug)
  const knocking = me ?? { ...browser(world), id: other.id, email: `${newId()}@preau.test` }

  async function invitation() {
    const answer = await host.ask('POST', `/api/bodies/${slug}/invitation`)
    return answer.json<{ token: string }>().token
  }

  async function text(audience: 'body' | 'movement' | 'everyone') {
    const answer = await host.ask('POST', `/api/bodies/${slug}/documents`, { kind: 'note', title: 'Texte', audience })
    return answer.json<{ id: string }>().id
  }

  const openPoll = () => addPoll(world.db, { bodyId })

  async function closedPoll() {
    const poll = await addPoll(world.db, { bodyId, closesAt: fromNow(3_600_000) })
    await other.ask('POST', `${poll.url}/ballots`, ballotFor(poll, [4, 3, 2]))
    await world.db
      .updateTable('poll')
      .set({ closesAt: fromNow(-1) })
      .where('id', '=', poll.id)
      .execute()
    return poll
  }

  async function signIn() {
    const id = newId()
    const token = newToken()
    const row = { id, email: other.email, codeHash: await hashCode(id, '123456'), linkHash: hashToken(token), expiresAt: fromNow(60_000) }
    await world.db.insertInto('signIn').values(row).execute()
    return { id, token }
  }

  async function ownSession() {
    const own = await world.db.selectFrom('session').select('id').where('memberId', '=', knocking.id).executeTakeFirstOrThrow()
    return own.id
  }

  /** `poll`: the one that was just opened for this knock; `asked`: the body that is to be consulted; `place`: where more people can be added. */
  return {
    place: world,
    poll: null as TestPoll | null,
    asked: null as string | null,
    slug,
    host,
    other,
    me: knocking,
    invitation,
    text,
    openPoll,
    closedPoll,
    signIn,
    ownSession,
  }
}

/** Someone new in that role, so that leaving, signing out or erasing oneself touches nobody else. */
async function cast(world: FoundedWorld, role: Exclude<Role, 'visitor'>, slug: string): Promise<Someone> {
  switch (role) {
    case 'stranger':
      return someone(world, 'Inconnue')
    case 'movement':
      return someone(world, 'Membre', { [world.slug]: 'member' })
    case 'member':
    case 'coordinator':
      return someone(world, 'Membre', { [slug]: role satisfies Standing })
    case 'above':
      return someone(world, 'Nationale', { [world.slug]: 'coordinator' })
    case 'elsewhere': {
      const sister = await addBody(world, `sister${scenes}`)
      return someone(world, 'Ailleurs', { [sister.slug]: 'coordinator' })
    }
    case 'former': {
      const former = await someone(world, 'Ancienne', { [slug]: 'member' })
      await world.db.updateTable('membership').set({ leftAt: longGone }).where('memberId', '=', former.id).execute()
      return former
    }
  }
}
