import type { assemblyDoors } from '#server/assemblies/doors.ts'
import type { holdingDoors } from '#server/assemblies/holding-doors.ts'
import type { bodyDoors } from '#server/bodies/doors.ts'
import type { consultationDoors } from '#server/consultations/doors.ts'
import type { discussionDoors } from '#server/discussion/doors.ts'
import type { documentDoors } from '#server/documents/doors.ts'
import type { electorateDoors } from '#server/electorates/doors.ts'
import type { historyDoors } from '#server/history/doors.ts'
import type { invitationDoors } from '#server/invitations/doors.ts'
import type { journalDoors } from '#server/journals/doors.ts'
import type { mailingDoors } from '#server/mailings/doors.ts'
import type { memberDoors } from '#server/members/doors.ts'
import type { pollDoors } from '#server/polls/doors.ts'
import type { sealedDoors } from '#server/polls/sealed/doors.ts'
import type { trustDoors } from '#server/polls/sealed/trust-doors.ts'
import type { ratificationDoors } from '#server/ratification/doors.ts'
import type { setupDoors } from '#server/setup/routes.ts'
import type { votingLinkDoors } from '#server/voting-links/doors.ts'

/** Every door of the public API, as types: what the pages' client is typed from. */
export type Doors = typeof setupDoors &
  typeof memberDoors &
  typeof bodyDoors &
  typeof invitationDoors &
  typeof documentDoors &
  typeof historyDoors &
  typeof pollDoors &
  typeof sealedDoors &
  typeof trustDoors &
  typeof ratificationDoors &
  typeof discussionDoors &
  typeof votingLinkDoors &
  typeof mailingDoors &
  typeof electorateDoors &
  typeof assemblyDoors &
  typeof holdingDoors &
  typeof consultationDoors &
  typeof journalDoors
