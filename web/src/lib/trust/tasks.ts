import { nobleGroup } from '#domain/sealing/backend-noble.ts'
import { writeAnnouncement, writeOpening } from '#domain/sealing/ceremony-bytes.ts'
import { serverRounds } from '#domain/sealing/ceremony.ts'
import { type CeremonyAt, ceremonyIn, checkCeremony, type Mine, roundsOf, sharesOf } from '#domain/sealing/trustee.ts'
import { blinded, drawScalar } from './blinded.ts'
import { drawCodes, reissue } from './code-tasks.ts'
import { giveMyPart, sumTheBoard } from './opening-tasks.ts'

const group = blinded(nobleGroup)
const rounds = (at: Mine) => roundsOf(group, at)
const shares = (at: Mine) => sharesOf(group, at)
const check = (at: Mine) => checkCeremony(group, at)

/** The part of a server that is not there: for rehearsals, whose key opens nothing. */
function playServer(at: CeremonyAt) {
  const { first, second } = serverRounds(group, ceremonyIn(at), drawScalar())
  return { announcement: writeAnnouncement(first), opening: writeOpening(second) }
}

/** What the worker can be asked. Each takes one argument that can be sent, and a way to tell how far it is. */
export const tasks = { rounds, shares, check, playServer, drawCodes, reissue, sumTheBoard, giveMyPart }
export type Tasks = typeof tasks
export type Progress = (done: number, all: number) => void
