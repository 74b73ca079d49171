import { createHash, randomBytes } from 'node:crypto'
import { ceremonySteps, type CeremonyStep } from '#domain/trustees.ts'
import { publicKeyOf } from '#domain/sealing/board-key.ts'
import { compareBytes, concat, toHex } from '#domain/sealing/bytes.ts'
import { drawCode, readCode } from '#domain/sealing/code.ts'
import { credentialOf } from '#domain/sealing/credential.ts'
import type { Group } from '#domain/sealing/group.ts'
import { openPoll } from '#domain/sealing/open-poll.ts'
import { sealBallot } from '#domain/sealing/seal.ts'
import { checkCeremony, type Mine, roundsOf, sharesOf } from '#domain/sealing/trustee.ts'
import { seedWords } from '#domain/sealing/words.ts'
import { visitors } from './cast.ts'
import { drawGrade, generator } from './draw.ts'
import type { Knock } from './knock.ts'
import { minute, scale } from './secret.ts'

const question = 'Qui coordonne la Drôme l’an prochain ?'
const leanings = { Karim: 0.7, Maëlys: 0.65, Jo: 0.5 }
const trustees = ['Lila', 'Samia', 'Bertrand'] as const
const registrar = 'Gaspard'

/** A trustee of the demonstration has invented words, the same everywhere: they protect nothing but invented votes. */
const seedOf = (name: string) => new Uint8Array(createHash('sha256').update(`démonstration, ${name}`).digest())
const wordsOf = (name: string) => `Les 24 mots de ${name} : ${seedWords(seedOf(name)).join(' ')}`

const descriptionFor = (codeOf: (name: string) => string) =>
  [
    'Ce scrutin scellé se ferme deux minutes après le premier démarrage. Ensuite, c’est à toi de dépouiller : il faut deux personnes de confiance sur trois. Entre avec le lien de Lila, ouvre « Le dépouillement » et donne ses mots ; puis fais de même avec le lien de Samia, dans une fenêtre privée. Bertrand, lui, a perdu son papier.',
    ...trustees.slice(0, 2).map(wordsOf),
    `D’ici là, tu peux voter. Le code de Lila : ${codeOf('Lila')} ; celui de Samia : ${codeOf('Samia')}`,
    'En vrai, mots et codes ne sont écrits que sur le papier de chaque personne.',
  ].join('\n\n')

/** Holds a sealed poll of the demonstration up to its last ballot: its key by three trustees, its codes, its votes. The visitor opens it. */
export async function holdSealedPoll({ members, ask }: Knock, group: Group) {
  const codes = new Map(members.map(({ firstName }) => [firstName, drawCode(randomBytes(16))]))
  const idOf = (name: string) => members.find(({ firstName }) => firstName === name)!.id
  const { id } = await ask<{ id: string }>('Lila', 'POST', '/api/bodies/drome/polls', {
    question,
    description: descriptionFor((name) => codes.get(name)!),
    choices: Object.keys(leanings).map((label) => ({ label })),
    scale,
    missingGrades: 'required',
    changes: 'until-closing',
    level: 'sealed',
    trust: { needed: 2, trustees: trustees.map(idOf), registrar: idOf(registrar) },
    opensAt: new Date().toISOString(),
    closesAt: new Date(Date.now() + 2 * minute + 5000).toISOString(),
  })
  const url = `/api/polls/${id}`
  const credential = (code: string) => credentialOf(group, id, readCode(code)!)
  const given = [...codes.values()].map((code) => credential(code).publicBytes).sort(compareBytes)
  await ask(registrar, 'POST', `${url}/credentials`, concat(publicKeyOf(seedOf(registrar)), ...given))
  const { codes: told } = await ask<{ codes: { givenAt: string } }>(registrar, 'GET', `${url}/trust`)
  await ask(registrar, 'POST', `${url}/codes-handed`, { givenAt: told.givenAt })
  for (const step of ceremonySteps) for (const name of trustees) await speak(name, step)

  const poll = openPoll(group, await ask<Buffer>('Lila', 'GET', `${url}/manifest`))
  const random = generator(200)
  for (const [name, code] of codes) {
    if (visitors.some((visitor) => visitor === name)) continue
    const mine = credential(code)
    const { counter } = await ask<{ counter: number }>(name, 'GET', `${url}/credentials/${toHex(mine.publicBytes)}`)
    const grades = Object.values(leanings).map((leaning) => drawGrade(leaning, scale.length, random))
    await ask(name, 'POST', `${url}/sealed-ballots`, sealBallot(poll, { credential: mine, counter, grades, random: randomBytes(64) }).bytes)
  }

  /** What the page of a trustee does at this step. */
  async function speak(name: string, step: CeremonyStep) {
    type Told = { needed: number; trustees: { name: string }[]; me: number; said: { number: number; step: string; bytes: string }[] }
    const trust = await ask<Told>(name, 'GET', `${url}/trust`)
    const said = trust.said.map(({ bytes, ...one }) => ({ ...one, bytes: new Uint8Array(Buffer.from(bytes, 'base64')) }))
    const names = trust.trustees.map((trustee) => trustee.name)
    const at: Mine = { pollId: id, needed: trust.needed, names, said, seed: seedOf(name), number: trust.me }
    const bytes = Buffer.from(partOf(at, step)).toString('base64')
    await ask(name, 'POST', `${url}/ceremony`, { attempt: 1, step, bytes })
  }

  function partOf(at: Mine, step: CeremonyStep): Uint8Array {
    switch (step) {
      case 'announcement':
      case 'opening':
        return roundsOf(group, at)[step]
      case 'shares':
        return sharesOf(group, at)
      case 'confirmation': {
        const found = checkCeremony(group, at)
        if ('wrong' in found) throw new Error(`the demonstration: wrong shares from ${found.wrong.join(', ')}`)
        return found.hash
      }
    }
  }
}
