import { startVerifiers } from '../../../server/sealing/verifiers.ts'

/** How many ballots the server's own threads check in a second of the clock, all given at once, and the ms of CPU of each. */
export async function verifiedASecond(manifest: Uint8Array, ballots: readonly Uint8Array[], times = 3) {
  const { verify } = startVerifiers(2)
  const checkAll = async () => {
    const held = await Promise.all(ballots.map((ballot) => verify(manifest, ballot)))
    if (!held.every(Boolean)) throw new Error('a good ballot was refused')
  }
  await checkAll()
  const [start, used] = [performance.now(), process.cpuUsage()]
  for (let run = 0; run < times; run++) await checkAll()
  const [lasted, { user, system }] = [performance.now() - start, process.cpuUsage(used)]
  const count = times * ballots.length
  return { rate: (1000 * count) / lasted, cpu: (user + system) / 1000 / count }
}
