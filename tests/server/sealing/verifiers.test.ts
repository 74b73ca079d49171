import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'

test('the threads that check ballots answer what they were asked, then let the process end', () => {
  const script = `
    import { startVerifiers } from './server/sealing/verifiers.ts'
    const { verify } = startVerifiers(2)
    const none = new Uint8Array(3)
    const answers = await Promise.allSettled([verify(none, none), verify(none, none), verify(none, none)])
    console.log(answers.map(({ status }) => status).join())`
  const { stdout, signal } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', timeout: 20_000 })
  expect([stdout.trim(), signal]).toEqual(['rejected,rejected,rejected', null])
})
