// npm run verify -- FILE: checks the dossier of a secret or sealed poll with nothing but itself. Ends with 0 when all of it holds, 1
// when something does not (the first faulty leaf is named), 2 when it is not used as it should be.
import { resultOf } from '../domain/tally.ts'
import { type Verified, verified } from '../domain/verified.ts'
import { verifyFile } from '../server/sealing/verify-file.ts'

const [file, ...others] = process.argv.slice(2)
if (!file || others.length > 0) usage('npm run verify -- FILE')

const started = Date.now()
const verdict = await verifyFile(file, progress()).catch((error: Error) => usage(`${file} cannot be read: ${error.message}`))
if (process.stderr.isTTY) process.stderr.write('\r\x1b[K')
if (verdict.fault) {
  const { leaf, kind, reason, detail } = verdict.fault
  console.log(`✗ This dossier does not hold. First fault: ${leaf === null ? kind : `leaf ${leaf} (${kind})`}, ${reason}: ${detail}`)
  process.exit(1)
}
for (const line of told(verified(verdict.board, verdict.root))) console.log(line)
console.log(`\nVerified in ${((Date.now() - started) / 1000).toFixed(1)} s.`)
// The threads that checked ballots are let go with the process.
process.exit(0)

function usage(message: string): never {
  console.error(message)
  process.exit(2)
}

/** On a terminal, how far it is, at most ten times a second. */
function progress() {
  let last = 0
  return (leaves: number, share: number) => {
    if (!process.stderr.isTTY || Date.now() - last < 100) return
    last = Date.now()
    process.stderr.write(`\r\x1b[K${Math.floor(share * 100)} %  ${leaves} leaves`)
  }
}

function told(found: Verified): string[] {
  const { counts } = found
  const holders = found.holders.map((name) => name ?? 'the server')
  const changed = found.added + found.revoked > 0 ? `, ${found.added} added and ${found.revoked} revoked on the board` : ''
  return [
    `« ${found.question} » (${found.level}, poll ${found.pollId})`,
    '',
    `✓ Roll: ${found.rollSize} credentials, those that the manifest froze${changed}.`,
    `✓ Ballots: ${found.ballots} of ${found.voters} voters; each is of the roll, signed, and proved to give one grade to each choice.`,
    `✓ Replaced: ${found.replaced} by a later one of the same voter; cancelled: ${found.cancelled}. ${found.counting} count, one a voter.`,
    '✓ Board: every signed head is the hash of what comes before it; the last one covers everything.',
    ...(counts
      ? [
          `✓ Sum: the one that was opened is that of these ${found.counting} ballots, and no other was opened.`,
          `✓ Opening: by ${holders.join(', ')}; each proved to have used the key of the manifest${found.needed > 0 ? ` (${found.needed} trustees were needed)` : ''}.`,
          '✓ Result: what the opened sum says.',
          '',
          ...table(found),
        ]
      : [`✓ Nothing was opened: fewer ballots than the manifest asks for.`]),
    '',
    `Whole board: ${found.words.join(' ')}`,
    'Whoever verified the same board reads the same words; your receipt is on this board if your tracker is in it.',
  ]
}

function table({ counts, choices, grades }: Verified): string[] {
  const sign = { '+': ' +', '-': ' −' }
  return resultOf(counts!.counts).standings.map(({ rank, index, gauge, counts: histogram }) => {
    const grade = gauge ? `${grades[gauge.grade]}${gauge.sign ? sign[gauge.sign] : ''}` : '—'
    const given = histogram.map((count, at) => `${grades[at]} ${count}`).reverse()
    return `${String(rank).padStart(3)}. ${choices[index]}: ${grade} (${given.join(', ')})`
  })
}
