import { wait } from '../measure.ts'
import { seconds, type Stage } from './stage.ts'

/** A roll of so many people from a file, frozen: its id, and the file of their personal links. `name` tells its people from those of another. */
export async function importRoll({ knock, db, office }: Stage, name: string, people: number, more: readonly string[] = []) {
  const lines = Array.from({ length: people - more.length }, (_, n) => `${name}${n}@place${n % 97}.test;Prénom ${n};Groupe ${n % 60}`)
  const file = ['adresse;prénom;groupe', ...more.map((email) => `${email};;`), ...lines, ''].join('\n')
  const { id } = await knock<{ id: string }>('POST', '/api/bodies/mains-levees/electorates', { title: `Liste ${name}`, source: 'file' })
  const until = async (file: string, step: string) => {
    for (;;) {
      const found = await knock<{ step: string; failure: string | null }>('GET', `/api/electorate-files/${file}`)
      if (found.step === step) return
      if (found.failure) throw new Error(`the file was not added: ${found.failure}`)
      await wait(50)
    }
  }
  const [reading, sent] = await seconds(async () => {
    const sent = await knock<{ id: string }>('POST', `/api/electorates/${id}/files?name=liste.csv`, file)
    await until(sent.id, 'to-check')
    return sent
  })
  const [adding] = await seconds(async () => {
    await knock('POST', `/api/electorate-files/${sent.id}/admission`)
    await until(sent.id, 'added')
  })
  const [freezing] = await seconds(() => knock('POST', `/api/electorates/${id}/freezing`))
  const electors = await db.selectFrom('elector').select('memberId').where('electorateId', '=', id).orderBy('line').execute()
  const members = electors.map(({ memberId }) => memberId)
  if (members.length !== people) throw new Error(`${members.length} of ${people} are on the roll`)
  return { id, members, tickets: await office.write(id, members), reading, adding, freezing }
}

export type Roll = Awaited<ReturnType<typeof importRoll>>
