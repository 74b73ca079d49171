import { unpackGrades } from '#domain/ballot.ts'
import type { Source } from '#domain/counts-file.ts'
import type { Choice } from '#domain/poll.ts'
import type { FoundPoll } from './queries.ts'

/** What a poll is, in the words of pollBasics. */
export function tellPoll(poll: FoundPoll) {
  const { id, level, question, description, scale, missingGrades, changes, opensAt, closesAt, bodySlug, bodyName, ratifies } = poll
  const body = { slug: bodySlug, name: bodyName }
  return {
    id,
    level,
    question,
    description,
    scale,
    missingGrades,
    changes,
    opensAt: opensAt.toISOString(),
    closesAt: closesAt.toISOString(),
    body,
    ratifies,
    roll: poll.electorateId ? { id: poll.electorateId, title: poll.rollTitle!, fingerprint: poll.rollFingerprint!.toString('hex') } : null,
    rollFingerprint: (poll.rollFingerprint ?? poll.membersFingerprint)?.toString('hex') ?? null,
    assembly: poll.assemblyId,
    consultation: poll.consultationId ? { id: poll.consultationId, title: poll.consultationTitle! } : null,
  }
}

/** Where imported counts come from: what a source leaves out is told as null. */
export function tellSource(source: Source | null) {
  if (!source) return null
  const { title, url = null, note = null, reconstituted, published } = source
  return {
    title,
    url,
    note,
    reconstituted,
    published: published ? { ranking: published.ranking.map((tied) => [...tied]), gauges: { ...published.gauges } } : null,
  }
}

/** A stored ballot, a line a choice. */
export function tellBallot(choices: readonly Choice[], packed: Uint8Array) {
  const { content } = unpackGrades(packed)
  if (content.kind === 'blank') return { blank: true, grades: [] }
  return { blank: false, grades: choices.map(({ id }, position) => ({ choice: id, grade: content.grades[position]! })) }
}
