import { Type } from 'typebox'
import { countedReply } from '#server/counted.ts'
import { count, instant, kind, nullable, oneOf } from '#server/shapes.ts'

export const level = oneOf('open', 'secret')
export const phase = oneOf('proposing', 'choosing', 'voting', 'over', 'cancelled')
const state = oneOf('waiting', 'passed', 'voting', 'counting', 'closed', 'unopened', 'silent')
export const missingGrades = oneOf('required', 'worst')
export const body = Type.Object({ slug: Type.String(), name: Type.String() })

/** How many counts were summed, each with what is inside it, and in how many of them each choice is ahead, by its id. */
const spread = { groups: count, aheadIn: Type.Record(Type.String(), count) }

/** A consultation as it is told: see the door getConsultation. */
export const consultation = Type.Object({
  id: Type.String(),
  title: Type.String(),
  question: Type.String(),
  description: Type.String(),
  level,
  scale: Type.Array(Type.String()),
  missingGrades,
  phase,
  proposalsUntil: nullable(instant),
  lockedAt: nullable(instant),
  closesAt: instant,
  cancelReason: nullable(Type.String()),
  /** How the deadline was moved, the first time first. */
  extensions: Type.Array(Type.Object({ at: instant, from: instant, to: instant, reason: Type.String() })),
  body,
  /** In their order on the ballot; those that are not asked after them. */
  choices: Type.Array(
    Type.Object({
      id: Type.String(),
      label: Type.String(),
      description: Type.String(),
      /** Who proposed it: a group that was asked, or as the body that asks says. */
      group: nullable(body),
      source: Type.String(),
      state: oneOf('asked', 'pending', 'refused'),
      refusal: nullable(Type.String()),
    }),
  ),
  groups: Type.Array(
    Type.Object({
      slug: Type.String(),
      name: Type.String(),
      kind,
      members: count,
      /** The group that passed the question on to it; null where the body that asks did. */
      through: nullable(Type.String()),
      state,
      poll: nullable(Type.String()),
      closesAt: nullable(instant),
      /** Of a poll that is counted. */
      turnout: nullable(Type.Object({ rollSize: count, voters: count })),
      /** Once the consultation is over and every poll counted: its histograms in the order of the choices, and those that are ahead, by their id. */
      counts: nullable(Type.Array(Type.Array(count))),
      ahead: Type.Array(Type.String()),
      /** Of a group that passed the question on, once it is over: the sum of its own count and of those inside it. */
      together: nullable(
        Type.Object({
          ...{ rollSize: count, voters: count, counts: Type.Array(Type.Array(count)) },
          ahead: Type.Array(Type.String()),
          ...spread,
        }),
      ),
      account: nullable(Type.String()),
    }),
  ),
  /** Once it is over and every poll counted, if a group has a count: the sum. */
  result: nullable(Type.Object({ ...countedReply, ...spread })),
  me: nullable(
    Type.Object({
      member: Type.Boolean(),
      /** Groups that I coordinate, by their slug. */
      coordinates: Type.Array(Type.String()),
      /** Groups of it that I may vote with; votesIn: the one on whose roll I am, with its poll. */
      groups: Type.Array(Type.String()),
      votesIn: nullable(Type.String()),
      may: Type.Object({ decide: Type.Boolean(), lock: Type.Boolean(), extend: Type.Boolean(), cancel: Type.Boolean() }),
      /** For who coordinates the body that asks: the letters to those who coordinate groups, and how far they are. */
      letters: Type.Array(
        Type.Object({
          id: Type.String(),
          kind: oneOf('consultation', 'deadline'),
          madeAt: instant,
          all: count,
          sent: count,
          failed: count,
        }),
      ),
    }),
  ),
})
