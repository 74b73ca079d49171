/** Someone in a body, now. */
export type Standing = 'member' | 'coordinator'

/** What a person may do with a body; docs/rights.md is this function in words. Rights are local: none comes from a parent. */
export type BodyRights = {
  invite: boolean
  shareInvitation: boolean
  createIn: boolean
  nameCoordinators: boolean
  remove: boolean
  openPolls: boolean
  writeTexts: boolean
}

/** `orphan`: the body has no coordinator left, and this person coordinates the body above it: they invite into it and name someone. */
export function rightsIn(standing: Standing | null, orphan = false): BodyRights {
  const coordinates = standing === 'coordinator'
  return {
    invite: coordinates || orphan,
    shareInvitation: standing !== null || orphan,
    createIn: coordinates,
    nameCoordinators: coordinates || orphan,
    remove: coordinates,
    openPolls: coordinates,
    writeTexts: coordinates,
  }
}

export type LeavingRefusal = 'last-coordinator'

/** A body with members keeps someone at its coordination. Counts are of the body, the leaving person included. */
export function refuseLeaving(standing: Standing, body: { members: number; coordinators: number }): LeavingRefusal | null {
  return standing === 'coordinator' && body.coordinators === 1 && body.members > 1 ? 'last-coordinator' : null
}

export type StandingRefusal = 'not-a-coordinator' | 'last-coordinator'

/** Why this person may not give that standing to someone whose standing is `current`, or null. */
export function refuseStanding(rights: BodyRights, current: Standing, wanted: Standing, coordinators: number): StandingRefusal | null {
  if (!rights.nameCoordinators) return 'not-a-coordinator'
  return current === 'coordinator' && wanted === 'member' && coordinators === 1 ? 'last-coordinator' : null
}

/** A first name as it is kept: composed, single spaces, no control or direction characters; null when nothing is left or it is too long. */
export function cleanName(text: string, longest = 40): string | null {
  const name = text
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
    .replace(/\s+/g, ' ')
    .trim()
  return name.length >= 1 && name.length <= longest ? name : null
}
