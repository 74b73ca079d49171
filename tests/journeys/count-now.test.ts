import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { secretWorld } from './secret-world.ts'
import { phone, shows, wrongInEveryLook } from './visit.ts'

// A national sum takes minutes. Here another process is at it: this one shows where it is, and makes it when the other is gone.

let world: Awaited<ReturnType<typeof secretWorld>>
beforeAll(async () => void (world = await secretWorld()))
afterAll(() => world?.end())

test(
  'the page of a poll that is being counted says where the sum is, by itself or at a reload, then the result',
  { timeout: 180_000 },
  async () => {
    const poll = await world.poll()
    for (const who of Object.values(world.six)) await world.castByApi(who, poll, [4, 3, 2])
    const another = { pollId: poll.id, by: crypto.randomUUID(), ballots: 20_000, at: sql<Date>`clock_timestamp() + interval '1 hour'` }
    await world.db.insertInto('boardSum').values(another).execute()
    const sum = (told: object) => world.db.updateTable('boardSum').set(told).where('pollId', '=', poll.id).execute()
    await sum({ added: 12_500 })
    await world.close(poll)

    const visitor = await world.visit(null, phone)
    const page = await visitor.open(`/scrutins/${poll.id}`)
    await page.getByRole('heading', { name: 'Où en est le dépouillement' }).waitFor()
    await shows(page, /Bulletins additionnés.: 12.500 sur 20.000\./)
    expect(await page.locator('progress').getAttribute('value')).toBe('12500')
    expect(await page.locator('[aria-current=step]').innerText()).toContain('en cours')
    expect(await wrongInEveryLook(page)).toEqual([])
    await sum({ added: 17_000 })
    await shows(page, /Bulletins additionnés.: 17.000 sur 20.000\./)
    const without = await world.visit(null, { ...phone, javaScriptEnabled: false })
    const still = await without.open(`/scrutins/${poll.id}`)
    expect(await still.locator('body').innerText()).toContain('Recharge la page pour voir où l’on en est.')

    await sum({ at: sql`clock_timestamp() - interval '1 minute'` })
    await shows(page, '6 votes sur 6')
    expect(await page.getByRole('heading', { name: 'Où en est le dépouillement' }).count()).toBe(0)
    expect([...visitor.complaints, ...without.complaints]).toEqual([])
    await visitor.context.close()
    await without.context.close()
  },
)
