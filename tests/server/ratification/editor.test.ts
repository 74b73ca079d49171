import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ratificationLimits as limits } from '#domain/limits.ts'
import type { TextNode } from '#domain/charter.ts'
import { canonical } from '#domain/ratification/canonical.ts'
import { articleOf } from '#domain/ratification/proposed.ts'
import { doc, heading, meetings, money, p, reference, values } from '../../domain/ratification/text.ts'
import { amendWith, closeWindow, freeze, putToVote, type RatificationWorld, ratificationWorld, voteAndClose, writeDraft } from './ratification-world.ts' // prettier-ignore

// An amendment as an editor writes it: the blocks of an article, not letters that say them.

let world: RatificationWorld
beforeEach(async () => void (world = await ratificationWorld()))
afterEach(() => world.close())

const bold = (text: string): TextNode => ({ type: 'text', text, marks: [{ type: 'strong' }] })
const item = (text: string): TextNode => ({ type: 'list_item', content: [p(text)] })
const dates: TextNode[] = [
  { type: 'paragraph', content: [{ type: 'text', text: 'On se voit ' }, bold('deux fois'), { type: 'text', text: ' par mois, selon l’' }, reference('argent-1')] },
  { type: 'ordered_list', content: [item('le premier lundi'), item('le troisième samedi')] },
] // prettier-ignore
const change = { kind: 'replace', article: 'rencontres-1', title: 'Nos rencontres' }
const refusal = (answer: { statusCode: number; json: () => { reason?: string } }) => [answer.statusCode, answer.json().reason]
const seen = async (frozen: string) => (await world.passerBy('GET', `/api/frozen-texts/${frozen}`)).json()

test('a list stays a list, from an amendment to the version and its files; the fingerprint is that of its nodes', async () => {
  const frozen = await freeze(world)
  expect((await amendWith(world.bilal, frozen, { ...change, content: dates })).statusCode).toBe(200)
  expect((await amendWith(world.chloe, frozen, { ...change, content: [dates[0], p('On verra.')] })).statusCode).toBe(200)
  const { amendments, collisions } = await seen(frozen)
  const proposed = articleOf('rencontres-1', 'Nos rencontres', dates)
  expect(amendments[0].proposed).toEqual(proposed)
  expect(collisions).toEqual([expect.objectContaining({ on: 'words' })])
  const { fingerprint } = await world.db.selectFrom('amendment').select('fingerprint').where('number', '=', 1).executeTakeFirstOrThrow()
  expect(fingerprint).toEqual(createHash('sha256').update(canonical(proposed)).digest())

  await closeWindow(world, frozen)
  await voteAndClose(world, await putToVote(world, frozen), [4, 2, 4, 3, 4])
  const version = `/api/documents/${world.documentId}/versions/0`
  expect((await world.passerBy('GET', version)).json().content).toEqual(doc(heading, values, proposed, money))
  const markdown = (await world.passerBy('GET', `${version}/text.md`)).payload
  expect(markdown).toMatch(/\*\*deux fois\*\* par mois/)
  expect(markdown).toMatch(/1\. le premier lundi\n+2\. le troisième samedi/)
  expect((await world.passerBy('GET', `${version}/text.html`)).payload).toMatch(/<ol>\s*<li>(<p>)?le premier lundi/)
})

test('in the plain field, blocks that nobody touched stay what they are, even where letters cannot say all of it', async () => {
  const odd: TextNode = { type: 'heading', attrs: { level: 2 }, content: [{ type: 'text', text: 'Quand' }, { type: 'hard_break' }, { type: 'text', text: 'et où' }] } // prettier-ignore
  await writeDraft(world, doc(articleOf('rencontres-1', 'Nos rencontres', [odd, p('On se voit.')])))
  const frozen = await freeze(world)
  const typed = '## Quand et où\n\nOn se voit deux fois.'
  expect((await amendWith(world.bilal, frozen, { ...change, text: typed })).statusCode).toBe(200)
  expect((await seen(frozen)).amendments[0].proposed.content.slice(1)).toEqual([odd, p('On se voit deux fois.')])
})

describe('what an editor sends is refused', () => {
  const deep = (depth: number): TextNode => ({ type: 'bullet_list', content: [{ type: 'list_item', content: [p('Un'), ...(depth > 1 ? [deep(depth - 1)] : [])] }] }) // prettier-ignore

  test.each<[string, unknown, [number, string | undefined]]>([
    ['when a node is unknown', [{ type: 'table', content: [] }], [409, 'unknown-node']],
    ['when it holds another article', [money], [409, 'unknown-node']],
    ['when lists are too deep in one another', [deep(limits.articleDepth)], [409, 'too-deep']],
    ['when it is too long', [p('a'.repeat(limits.articleCharacters))], [409, 'too-long']],
    ['when it says nothing', [{ type: 'paragraph' }], [409, 'no-words']],
    ['when it is the frozen article', meetings.content!.slice(1), [409, 'same-words']],
    ['when it is the frozen article with an empty line more', [...meetings.content!.slice(1), { type: 'paragraph' }], [409, 'same-words']],
    ['when it is no list of nodes', 'On se voit.', [400, undefined]],
    ['when it has too many blocks to be looked at', Array.from({ length: 2001 }, () => p('a')), [400, undefined]],
  ])('%s', async (_, content, answer) => {
    const frozen = await freeze(world)
    expect(refusal(await amendWith(world.bilal, frozen, { ...change, content }))).toEqual(answer)
    expect((await seen(frozen)).amendments).toEqual([])
  })

  test('when someone has proposed these words already, in the plain field', async () => {
    const frozen = await freeze(world)
    await amendWith(world.bilal, frozen, { ...change, text: 'On se voit **deux fois**.\n\n- le lundi' })
    const same = [{ type: 'paragraph', content: [{ type: 'text', text: 'On se voit ' }, bold('deux fois'), { type: 'text', text: '.' }] }, { type: 'bullet_list', content: [item('le lundi')] }] // prettier-ignore
    expect(refusal(await amendWith(world.chloe, frozen, { ...change, content: same }))).toEqual([409, 'already-proposed'])
  })
})
