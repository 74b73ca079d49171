import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { assemblyLimits, limits, rollLimits } from '#domain/limits.ts'
import { draft } from './assemblies/assemblies-world.ts'
import { addPoll, five, fromNow, pollsWorld, type PollsWorld } from './polls/polls-world.ts'

let world: PollsWorld
beforeAll(async () => void (world = await pollsWorld()))
afterAll(() => world.close())

const poll = () => ({
  ...{ question: 'On commence par quoi ?', choices: [{ label: 'La navette' }, { label: 'La cantine' }], scale: five },
  ...{ missingGrades: 'required', changes: 'until-closing' },
  ...{ opensAt: fromNow(0).toISOString(), closesAt: fromNow(3_600_000).toISOString() },
})
const numbered = (most: number) => sql`generate_series(2, ${sql.lit(most)}) as n`

/** Each body has room for one more. */
test.each([
  [
    'polls',
    'too-many-polls',
    poll,
    async () => {
      for (let n = 1; n < limits.poll.pending; n++) await addPoll(world.db)
    },
  ],
  [
    'electorates',
    'too-many',
    () => ({ title: 'Une liste', source: 'file' }),
    () =>
      sql`
    insert into electorate (id, body_id, title, source, key, created_by)
    select 'e' || n, 'group', 'Liste', 'file', sha256(n::text::bytea), ${world.awa.id} from ${numbered(rollLimits.perBody)}`.execute(
        world.db,
      ),
  ],
  [
    'assemblies',
    'too-many-assemblies',
    draft,
    () =>
      sql`
    insert into assembly (id, body_id, kind, title, starts_at, created_by)
    select 'a' || n, 'group', 'ordinary', 'AG', now(), ${world.awa.id} from ${numbered(assemblyLimits.pending)}`.execute(world.db),
  ],
] as const)('of many %s asked for at once, one too many is refused as it is alone', async (what, reason, form, fill) => {
  // prettier-ignore
  await fill()
  const answers = await Promise.all(Array.from({ length: 6 }, () => world.awa.knock('POST', `/api/bodies/drome/${what}`, form())))
  expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(1)
  for (const answer of answers.filter(({ statusCode }) => statusCode !== 200)) expect(answer.json()).toMatchObject({ reason })
})
