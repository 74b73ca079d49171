import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { endConsultation, form } from '../server/consultations/consultations-world.ts'
import { signedIn, type TestPoll } from '../server/polls/polls-world.ts'
import { button, link, pressAt } from './keyboard.ts'
import { secretWorld } from './secret-world.ts'
import { desk, endVisit, phone, shows, type Visitor, wrongInEveryLook } from './visit.ts'

// A secret question comes down: the movement asks the Drôme, which asks Valence. Each votes; the sum comes when both are counted.

type Someone = Awaited<ReturnType<typeof signedIn>>
let world: Awaited<ReturnType<typeof secretWorld>>
let nadia: Someone
let valence: Someone[]
beforeAll(async () => {
  world = await secretWorld()
  const { db } = world
  await db.insertInto('body').values({ id: 'valence', kind: 'subgroup', parentId: 'group', parentKind: 'group', name: 'Valence', slug: 'valence' }).execute() // prettier-ignore
  nadia = await signedIn(db, 'Nadia', { movement: 'coordinator' })
  valence = [await signedIn(db, 'Valérie', { movement: 'member', group: 'member', valence: 'coordinator' })]
  for (const name of ['Vlad', 'Véra', 'Victor', 'Violette'])
    valence.push(await signedIn(db, name, { movement: 'member', group: 'member', valence: 'member' }))
})
afterAll(() => world?.end())

async function as(who: Someone | null, walk: (open: Visitor['open']) => Promise<void>, options: object = desk) {
  const visit = await world.visit(who, options)
  await walk(visit.open)
  await endVisit(visit)
}
const looksRight = async (page: Awaited<ReturnType<Visitor['open']>>) => expect(await wrongInEveryLook(page)).toEqual([])

test('a group passes a question on to one inside it, both vote, and who looks while they are counted is shown no part of the total', async () => {
  const sent = (await (await world.knock(nadia, 'POST', '/api/bodies/mains-levees/consultations', form({ level: 'secret', groups: ['drome'] }))).json()) as { id: string } // prettier-ignore
  const opened: Record<string, string> = {}

  await as(world.awa, async (open) => {
    const page = await open(`/consultations/${sent.id}/groupes/drome`)
    await looksRight(page)
    await pressAt(page, button(page, 'Transmettre la question'))
    await shows(page, /La question est posée à.: Valence\./)
    await looksRight(page)
    await pressAt(page, button(page, 'Ouvrir notre scrutin'))
    await page.waitForURL(/\/scrutins\/\w+$/)
    opened.drome = /scrutins\/(\w+)$/.exec(page.url())![1]!
  })
  await as(
    valence[0]!,
    async (open) => {
      const home = await open('/')
      await shows(home, 'Valence peut voter')
      const page = await open(`/consultations/${sent.id}/groupes/valence`)
      await button(page, 'Ouvrir notre scrutin').click()
      await page.waitForURL(/\/scrutins\/\w+$/)
      opened.valence = /scrutins\/(\w+)$/.exec(page.url())![1]!
      await page.goto(`/consultations/${sent.id}`)
      await shows(page, 'Tu votes avec Valence.')
      await link(page, 'Le scrutin de Valence').waitFor()
    },
    phone,
  )
  const pollOf = (id: string) => ({ id, url: `/api/polls/${id}`, choices: [] }) satisfies TestPoll
  for (const who of Object.values(world.six)) await world.castByApi(who, pollOf(opened.drome!), [4, 2])
  for (const who of valence) await world.castByApi(who, pollOf(opened.valence!), [0, 3])

  // Another process is adding up the ballots of the Drôme.
  const another = { pollId: opened.drome!, by: crypto.randomUUID(), at: sql<Date>`clock_timestamp() + interval '1 hour'` }
  await world.db.insertInto('boardSum').values(another).execute()
  for (const id of Object.values(opened)) await world.close(pollOf(id))
  await endConsultation(world, sent)
  await as(
    null,
    async (open) => {
      const page = await open(`/consultations/${sent.id}`)
      await shows(page, /Dépouillement en cours.: Drôme\. Le total viendra quand tous les bulletins seront comptés\./)
      expect(await page.locator('main').innerText()).not.toMatch(/En tête|Tous ensemble|Pas de total/)
      await looksRight(page)
      await world.db
        .updateTable('boardSum')
        .set({ at: sql`clock_timestamp() - interval '1 minute'` })
        .execute()
      await shows(page, 'Tous ensemble')
      await shows(page, '11 votes sur 11')
      await shows(page, 'Drôme et ses groupes')
      const groups = page.getByRole('region', { name: 'Par groupe' })
      expect(await groups.getByRole('listitem').filter({ hasText: 'Valence' }).last().innerText()).toMatch(/En tête.: Cantine/)
      await looksRight(page)
    },
    phone,
  )
})
