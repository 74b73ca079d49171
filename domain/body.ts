export type BodyKind = 'movement' | 'group' | 'subgroup' | 'circle'

/** The part of an address that names a body: `Crest – Die` → `crest-die`. Empty when the name has no letter of ours. */
export function slugOf(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/œ/gi, 'oe')
    .replace(/æ/gi, 'ae')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60)
    .replace(/-$/, '')
}

export type NewBodyRefusal = 'not-a-coordinator' | 'wrong-parent' | 'name-taken' | 'too-many'

const parents: Record<Exclude<BodyKind, 'movement'>, readonly BodyKind[]> = {
  group: ['movement'],
  subgroup: ['group'],
  circle: ['movement', 'group', 'subgroup', 'circle'],
}

/** Why this body may not be created there, or null. `siblings` are the names already in the parent. */
export function refuseNewBody(
  draft: { kind: Exclude<BodyKind, 'movement'>; name: string },
  parent: { kind: BodyKind; siblings: readonly string[] },
  coordinates: boolean,
): NewBodyRefusal | null {
  if (!coordinates) return 'not-a-coordinator'
  if (!parents[draft.kind].includes(parent.kind)) return 'wrong-parent'
  if (parent.siblings.some((name) => slugOf(name) === slugOf(draft.name))) return 'name-taken'
  return parent.siblings.length >= memberLimits.bodiesInOne ? 'too-many' : null
}

export const memberLimits = {
  bodyName: 80,
  firstName: 40,
  bodiesInOne: 200,
  invitationDays: 30,
  sessionDays: 90,
  sessionRotationHours: 24,
  signInMinutes: 15,
  codeAttempts: 5,
  mailsAnHourToOneAddress: 5,
} as const
