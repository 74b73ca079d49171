import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openKeys } from '#server/sealing/keys.ts'
import { codeOf, writeTicket } from '#server/ticket.ts'
import { eventually } from '../server/live/live-world.ts'
import { type Received, smtpSink } from '../server/smtp-sink.ts'
import { addPollOn, addRoll } from '../server/voting-links/roll-world.ts'
import { ballotsIn, cast, grade, receipt, review, seven } from './ballots.ts'
import * as booth from './booth.ts'
import { desk, endVisit, type Journey, phone, shows, startJourney, wrongInEveryLook } from './visit.ts'

// People on a national roll, who have no account: from the mail to the receipt.

let journey: Journey
let sink: Awaited<ReturnType<typeof smtpSink>>
let keys: string
beforeAll(async () => {
  keys = await mkdtemp(join(tmpdir(), 'preau-keys-'))
  sink = await smtpSink()
  journey = await startJourney({ KEYS_DIR: keys, SMTP_URL: sink.url })
})
afterAll(async () => {
  await journey?.end()
  await sink.close()
  await rm(keys, { recursive: true })
})

const addresses = ['lea.martin@exemple.org', 'sam@exemple.org', 'nour@exemple.org', 'ines@exemple.org', 'paul@exemple.org']
const linkIn = ({ text }: Received) => /\/v\/\S+/.exec(text)![0]
async function rollOf(...emails: string[]) {
  await journey.db.updateTable('member').set({ email: null }).where('email', 'in', emails).execute()
  return addRoll(
    journey.db,
    emails.map((email) => ({ email })),
  )
}
const everyoneOn = async (roll: string) =>
  (await journey.db.selectFrom('elector').select('memberId').where('electorateId', '=', roll).execute()).map(({ memberId }) => memberId)
const ticketFor = async (roll: { id: string }, memberId: string, once = false) =>
  writeTicket(await openKeys(keys).linkKey(), { electorateId: roll.id, memberId, once })

describe('someone on the roll', () => {
  test('who lost the mail asks for another in two taps, and votes from it in less than a minute', async () => {
    const roll = await rollOf(...addresses)
    const poll = await addPollOn(journey.db, roll, { choices: seven })
    const passing = await journey.visit(null, phone)
    const page = await passing.open(`/scrutins/${poll.id}`)
    await page.getByRole('link', { name: 'Recevoir mon lien' }).click()
    expect(await wrongInEveryLook(page)).toEqual([])
    await page.getByLabel('Ton adresse e-mail').fill('Lea.Martin@exemple.org')
    await page.getByRole('button', { name: 'Envoyer mon lien' }).click()
    await shows(page, 'Regarde ta messagerie')
    expect(await wrongInEveryLook(page)).toEqual([])
    await eventually(() => sink.received.length === 1)
    const [mail] = sink.received as [Received]
    expect(mail.to).toEqual(['lea.martin@exemple.org'])
    await endVisit(passing)

    for (const method of ['GET', 'HEAD', 'GET']) expect((await fetch(journey.origin + linkIn(mail), { method })).status).toBe(200)

    const lea = await journey.visit(null, phone)
    const start = performance.now()
    const ballot = await lea.open(linkIn(mail))
    await shows(ballot, 'l•••n@exemple.org')
    await ballot.getByRole('button', { name: 'Commencer' }).click()
    await grade(ballot, [0, 1, 2, 3, 4, 0, 1])
    await review(ballot)
    await cast(ballot)
    await receipt(ballot).waitFor()
    console.log(`from the mail to the receipt: ${((performance.now() - start) / 1000).toFixed(1)} s of a script's hand, 11 taps`)
    expect((await ballotsIn(journey, poll.id)).map(({ memberId }) => memberId)).toEqual([roll.members[0]])
    await ballot.goto(linkIn(mail))
    await shows(ballot, 'Ton bulletin est dans l’urne.')
    expect(await wrongInEveryLook(ballot)).toEqual([])
    await endVisit(lea)
  })

  test('votes without a script, by the code of the mail', async () => {
    const roll = await rollOf('sans-script@exemple.org')
    const poll = await addPollOn(journey.db, roll, { choices: seven })
    const sam = await journey.visit(null, { ...phone, javaScriptEnabled: false })
    const page = await sam.open('/v')
    await page.getByLabel('Ton adresse e-mail, ou le numéro de ta feuille').fill('sans-script@exemple.org')
    await page.getByLabel('Ton code').fill('AAAAA-AAAAA')
    await page.getByRole('button', { name: 'Continuer' }).click()
    await shows(page, 'Ce code ne va pas avec cette adresse')
    await page.getByLabel('Ton code').fill(codeOf(await openKeys(keys).linkKey(), { electorateId: roll.id, memberId: roll.members[0]! }))
    await page.getByRole('button', { name: 'Continuer' }).click()
    await page.getByRole('button', { name: 'Commencer' }).click()
    await grade(page, [0, 0, 0, 0, 0, 0, 0])
    await review(page)
    await cast(page)
    await receipt(page).waitFor()
    expect(await ballotsIn(journey, poll.id)).toHaveLength(1)
    await endVisit(sam)
  })

  test('to whom someone else’s mail was forwarded sees whose it is, and leaves', async () => {
    const roll = await rollOf('autre@exemple.org')
    const poll = await addPollOn(journey.db, roll, { choices: seven })
    const dan = await journey.visit(null, desk)
    const page = await dan.open(`/v/${await ticketFor(roll, roll.members[0]!)}`)
    await page.getByText('Ce n’est pas toi ?').click()
    await page.getByRole('link', { name: 'Recevoir mon propre lien' }).waitFor()
    expect(await wrongInEveryLook(page)).toEqual([])
    await page.getByRole('button', { name: 'Commencer' }).click()
    await page.goto(`/scrutins/${poll.id}`)
    await shows(page, 'Tu votes avec le lien envoyé à a•••e@exemple.org.')
    expect(await wrongInEveryLook(page)).toEqual([])
    await page.getByRole('button', { name: 'Ce n’est pas moi' }).click()
    await shows(page, 'Recevoir ton lien pour voter')
    // The address of the ballot, with no link any more: both ways in are told, and not only that of members.
    await page.goto(`/scrutins/${poll.id}/voter`)
    await page.getByRole('link', { name: 'Recevoir mon lien' }).waitFor()
    await page.getByRole('link', { name: 'Me connecter pour voter' }).waitFor()
    await endVisit(dan)
  })

  test('is written to by the coordination, which sees how far the mail is', async () => {
    const roll = await rollOf('m1@exemple.org', 'm2@exemple.org', 'm3@exemple.org')
    const poll = await addPollOn(journey.db, roll, { choices: seven })
    const awa = await journey.visit(journey.awa, phone)
    const page = await awa.open(`/scrutins/${poll.id}`)
    await page.getByRole('link', { name: 'Écrire à la liste' }).click()
    await shows(page, '3 personnes sur la liste')
    expect(await wrongInEveryLook(page)).toEqual([])
    await page.getByLabel('Messages par minute').fill('60')
    await page.getByRole('button', { name: 'Envoyer le message d’ouverture' }).click()
    await shows(page, 'Message d’ouverture')
    await eventually(async () => {
      await page.reload()
      return page.getByText('3 envoyés sur 3').isVisible()
    })
    expect(await wrongInEveryLook(page)).toEqual([])
    expect(sink.received.map(({ to }) => to[0]).filter((to) => to?.startsWith('m')).sort()).toEqual(['m1@exemple.org', 'm2@exemple.org', 'm3@exemple.org']) // prettier-ignore
    await page.getByRole('button', { name: 'Envoyer une relance' }).waitFor()
    // A day later one comes back, and someone pastes it.
    await page.getByRole('link', { name: 'Adresses refusées ou revenues' }).click()
    await page.getByLabel('Adresses ou messages revenus').fill('m2@exemple.org, autre@exemple.org')
    await page.getByRole('button', { name: 'Enregistrer les retours' }).click()
    await shows(page, 'Un message revenu est compté.')
    await shows(page, 'm2@exemple.org (revenu)')
    expect(await page.getByRole('status').innerText()).toContain('autre@exemple.org')
    expect(await wrongInEveryLook(page)).toEqual([])
    await endVisit(awa)
  })

  test('without an address votes by the sheet that the coordination prints', async () => {
    const roll = await rollOf('quelqu.une@exemple.org')
    const awa = await journey.visit(journey.awa, phone)
    const page = await awa.open(`/listes/${roll.id}`)
    await page.getByRole('link', { name: 'Feuilles de vote' }).click()
    await shows(page, 'Aucune feuille')
    expect(await wrongInEveryLook(page)).toEqual([])
    await page.getByLabel('Prénom et nom').fill('Rose Petit')
    await page.getByLabel('Pourquoi maintenant').fill('Elle n’a pas d’adresse.')
    await page.getByRole('button', { name: 'Ajouter', exact: true }).click()
    await shows(page, 'Rose Petit')
    expect(await wrongInEveryLook(page)).toEqual([])
    await page.emulateMedia({ media: 'print' })
    const [, number, code] = /n° (\d+) · (\S+)/.exec(await page.locator('.sheets').innerText())!
    await page.emulateMedia({ media: 'screen' })
    await page.goto(`/listes/${roll.id}/personnes`)
    await shows(page, `feuille n° ${number}, sans adresse`)
    await addPollOn(journey.db, { ...roll, members: await everyoneOn(roll.id) }, { choices: seven })
    const rose = await journey.visit(null, phone)
    const hers = await rose.open('/v')
    await hers.getByLabel('Ton adresse e-mail, ou le numéro de ta feuille').fill(`n° ${number}`)
    await hers.getByLabel('Ton code').fill(code!)
    await hers.getByRole('button', { name: 'Continuer' }).click()
    await shows(hers, 'Tu votes avec le code d’une feuille')
    await hers.getByRole('button', { name: 'Commencer' }).click()
    await shows(hers, 'Donne une mention à chaque proposition')
    expect(await hers.locator('main').innerText()).not.toContain('changer d’avis')
    await endVisit(rose)
    await endVisit(awa)
  })

  test('seals a secret ballot in the booth by the same link', async () => {
    const roll = await rollOf('s1@exemple.org', 's2@exemple.org', 's3@exemple.org', 's4@exemple.org', 's5@exemple.org')
    const poll = await addPollOn(journey.db, roll, { level: 'secret' })
    await journey.db.updateTable('poll').set({ rollFrozenAt: null }).where('id', '=', poll.id).execute()
    await journey.db.deleteFrom('rollEntry').where('pollId', '=', poll.id).execute()
    const ines = await journey.visit(null, phone)
    const page = await ines.open(`/v/${await ticketFor(roll, roll.members[0]!)}`)
    await page.getByRole('button', { name: 'Commencer' }).click()
    await page.waitForURL(/isoloir$/)
    await booth.grade(page, poll, [4, 2, 0])
    await booth.review(page)
    await booth.cast(page)
    await booth.received(page)
    const leaves = await journey.db.selectFrom('leaf').select('kind').where('pollId', '=', poll.id).where('kind', '=', 'ballot').execute()
    expect(leaves).toHaveLength(1)
    await endVisit(ines)
  })
})
