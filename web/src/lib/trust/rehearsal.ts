import { ceremonyStage, type CeremonyFacts, type CeremonySpeech } from '#domain/trustees.ts'
import type { CeremonyAt } from '#domain/sealing/trustee.ts'
import { type Device, fromBase64, toBase64 } from './device.ts'
import { type Table, type Trust } from './table.ts'

type Said = { number: number; step: CeremonySpeech; bytes: Uint8Array }

/**
 * A ceremony in this browser alone, where two others are played: the same steps, the same cryptography, nothing sent. Each time one looks,
 * one of the two does what is theirs to do.
 */
export function rehearse(device: Device, pollId: string, names: [string, string, string]): Table {
  const seeds = names.map(() => crypto.getRandomValues(new Uint8Array(32)))
  let attempt = 1
  let said: Said[] = []
  let server: { announcement: Uint8Array; opening: Uint8Array } | null = null
  const at = (): CeremonyAt => ({ pollId, needed: 2, names: [...names], said })
  const stage = () => ceremonyStage({ trustees: 3, said } satisfies CeremonyFacts)
  const has = (number: number, step: CeremonySpeech) => said.some((one) => one.number === number && one.step === step)
  const put = (number: number, step: CeremonySpeech, bytes: Uint8Array) => void (said = [...said, { number, step, bytes }])

  async function play(number: number) {
    const mine = { ...at(), seed: seeds[number - 1]!, number }
    const now = stage()
    switch (now) {
      case 'announcement':
        return put(number, now, (await device.ask('rounds', mine)).announcement)
      case 'opening':
        return put(number, now, (await device.ask('rounds', mine)).opening)
      case 'shares':
        return put(number, now, await device.ask('shares', mine))
      case 'confirmation': {
        const found = await device.ask('check', mine)
        if ('hash' in found) put(number, now, found.hash)
      }
    }
  }

  async function others() {
    server ??= await device.ask('playServer', at())
    if (!has(0, 'announcement')) put(0, 'announcement', server.announcement)
    const now = stage()
    if (now === 'opening' && !has(0, 'opening')) put(0, 'opening', server.opening)
    if (now === 'done' || now === 'stopped') return
    const next = [2, 3].find((number) => !has(number, now))
    // They read their words aloud after you.
    if (next && (now !== 'confirmation' || has(1, 'confirmation'))) await play(next)
  }

  return {
    async read(): Promise<Trust> {
      await others()
      return {
        needed: 2,
        trustees: names.map((name, index) => ({ number: index + 1, name })),
        registrar: '',
        me: 1,
        iAmRegistrar: false,
        attempt,
        stage: stage(),
        said: said.map(({ bytes, ...one }) => ({ ...one, bytes: toBase64(bytes) })),
        codes: { rollSize: 0, givenAt: null, handedAt: null },
        writes: false,
        unreached: [],
        missing: [],
        counting: null,
        opening: { summed: false, tooFew: false, seen: [], partials: [] },
      }
    },
    async say(_attempt, step, bytes) {
      put(1, step, fromBase64(toBase64(bytes)))
      return null
    },
    async beginAgain() {
      attempt++
      said = []
      server = null
      return null
    },
  }
}
