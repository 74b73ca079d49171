// Written from the database by `npm run schema`: do not edit.
import type { ColumnType, Generated, GeneratedAlways } from 'kysely'

type Json = ColumnType<unknown, unknown, unknown>

export interface Database {
  addressee: AddresseeTable
  aggregateSeen: AggregateSeenTable
  amendment: AmendmentTable
  amendmentSupport: AmendmentSupportTable
  assembly: AssemblyTable
  assemblyItem: AssemblyItemTable
  assemblyRules: AssemblyRulesTable
  attendance: AttendanceTable
  attendanceCertificate: AttendanceCertificateTable
  ballot: BallotTable
  board: BoardTable
  boardHead: BoardHeadTable
  boardSum: BoardSumTable
  body: BodyTable
  booth: BoothTable
  ceremonyMessage: CeremonyMessageTable
  choice: ChoiceTable
  claimAnswer: ClaimAnswerTable
  consultation: ConsultationTable
  consultationChoice: ConsultationChoiceTable
  consultationGroup: ConsultationGroupTable
  credential: CredentialTable
  delivery: DeliveryTable
  docCheckpoint: DocCheckpointTable
  docHistory: DocHistoryTable
  docState: DocStateTable
  docUpdate: DocUpdateTable
  document: DocumentTable
  draftVersion: DraftVersionTable
  elector: ElectorTable
  electorate: ElectorateTable
  electorateFile: ElectorateFileTable
  filePart: FilePartTable
  frozenText: FrozenTextTable
  invitation: InvitationTable
  journal: JournalTable
  leaf: LeafTable
  leafTree: LeafTreeTable
  listingPart: ListingPartTable
  lostLink: LostLinkTable
  mailPlace: MailPlaceTable
  mailing: MailingTable
  member: MemberTable
  membership: MembershipTable
  minutes: MinutesTable
  poll: PollTable
  pollRoll: PollRollTable
  proxy: ProxyTable
  proxyBallot: ProxyBallotTable
  rejectedLine: RejectedLineTable
  remark: RemarkTable
  result: ResultTable
  returnedMail: ReturnedMailTable
  rollEntry: RollEntryTable
  sealedBallot: SealedBallotTable
  sealedPoll: SealedPollTable
  session: SessionTable
  setup: SetupTable
  signIn: SignInTable
  stagedLine: StagedLineTable
  thread: ThreadTable
  trustee: TrusteeTable
  version: VersionTable
  versionArticle: VersionArticleTable
  wording: WordingTable
}

export interface AddresseeTable {
  remarkId: string
  memberId: string
}

export interface AggregateSeenTable {
  pollId: string
  number: number
  hash: Buffer
  at: Generated<Date>
}

export interface AmendmentTable {
  id: string
  frozenId: string
  number: number
  kind: 'replace' | 'insert' | 'delete'
  article: string
  proposed: string | null
  fingerprint: Buffer | null
  reason: string
  authorId: string
  givenAt: Generated<Date>
  withdrawnAt: Date | null
}

export interface AmendmentSupportTable {
  amendmentId: string
  memberId: string
  at: Generated<Date>
}

export interface AssemblyTable {
  id: string
  bodyId: string
  kind: 'ordinary' | 'extraordinary'
  title: string
  place: Generated<string>
  link: Generated<string>
  startsAt: Date
  afterId: string | null
  createdBy: string
  createdAt: Generated<Date>
  convenedAt: Date | null
  convenedBy: string | null
  rulesVersion: number | null
  electorateId: string | null
  agendaSize: number | null
  roomToken: string | null
  chairId: string | null
  secretaryId: string | null
  openedAt: Date | null
  openedBy: string | null
  closedAt: Date | null
  adjournedAt: Date | null
  endedBy: string | null
  cancelledAt: Date | null
  cancelledBy: string | null
  cancelReason: string | null
  rollId: string | null
}

export interface AssemblyItemTable {
  id: string
  assemblyId: string
  position: number
  title: string
  text: Generated<string>
  resolution: string | null
}

export interface AssemblyRulesTable {
  bodyId: string
  version: number
  rules: Json
  ownWords: Generated<string>
  adoptedBy: string
  adoptedAt: Generated<Date>
}

export interface AttendanceTable {
  id: GeneratedAlways<number>
  assemblyId: string
  electorateId: string
  memberId: string
  how: 'room' | 'remote'
  cameAt: Generated<Date>
  cameBy: string
  leftAt: Date | null
  leftBy: string | null
}

export interface AttendanceCertificateTable {
  assemblyId: string
  memberId: string
  at: Generated<Date>
}

export interface BallotTable {
  pollId: string
  memberId: string
  id: string
  kind: Generated<'open'>
  counter: number
  grades: Buffer
  choices: GeneratedAlways<number | null>
  castAt: Date
}

export interface BoardTable {
  pollId: string
  manifest: Buffer
  size: Generated<number>
  peaks: Generated<Buffer>
  keyDestroyedAt: Date | null
}

export interface BoardHeadTable {
  pollId: string
  size: number
  bytes: Buffer
  at: Date
}

export interface BoardSumTable {
  pollId: string
  by: string
  ballots: number | null
  added: Generated<number>
  at: Generated<Date>
}

export interface BodyTable {
  id: string
  kind: 'movement' | 'group' | 'subgroup' | 'circle'
  parentId: string | null
  parentKind: string | null
  name: string
  slug: string
  createdAt: Generated<Date>
}

export interface BoothTable {
  hash: Buffer
  page: Buffer
}

export interface CeremonyMessageTable {
  pollId: string
  attempt: number
  number: number
  step: 'announcement' | 'opening' | 'shares' | 'confirmation' | 'complaint'
  bytes: Buffer
  at: Generated<Date>
}

export interface ChoiceTable {
  pollId: string
  position: number
  id: string
  label: string
  description: Generated<string>
}

export interface ClaimAnswerTable {
  electorateId: string
  code: Buffer
  at: Generated<Date>
}

export interface ConsultationTable {
  id: string
  bodyId: string
  title: string
  question: string
  description: Generated<string>
  level: 'open' | 'secret'
  scale: string[]
  missingGrades: 'required' | 'worst'
  proposalsUntil: Date | null
  closesAt: Date
  createdBy: string
  createdAt: Generated<Date>
  lockedAt: Date | null
  choiceCount: number | null
  cancelledAt: Date | null
  cancelReason: string | null
}

export interface ConsultationChoiceTable {
  id: string
  consultationId: string
  place: number
  label: string
  description: Generated<string>
  source: Generated<string>
  groupId: string | null
  proposedBy: string | null
  createdAt: Generated<Date>
  decidedAt: Date | null
  decidedBy: string | null
  refusal: string | null
}

export interface ConsultationGroupTable {
  consultationId: string
  parentId: string
  bodyId: string
  account: Generated<string>
  accountBy: string | null
  accountAt: Date | null
  throughId: string | null
  askedId: GeneratedAlways<string | null>
}

export interface CredentialTable {
  pollId: string
  k: Buffer
  memberId: string | null
  addedAt: Date | null
  revokedAt: Date | null
}

export interface DeliveryTable {
  mailingId: string
  memberId: string
  place: Generated<string>
  dueAt: Generated<Date>
  tries: Generated<number>
  takenAt: Date | null
  sentAt: Date | null
  failedAt: Date | null
  skipped: string | null
  problem: string | null
  again: Generated<number>
}

export interface DocCheckpointTable {
  docId: string
  seq: number
  bytes: Buffer
}

export interface DocHistoryTable {
  docId: string
  seq: number
  authorId: string | null
  at: Generated<Date>
  bytes: Buffer
}

export interface DocStateTable {
  docId: string
  uptoSeq: number
  bytes: Buffer
  schemaVersion: number
  at: Generated<Date>
}

export interface DocUpdateTable {
  docId: string
  seq: number
  authorId: string | null
  at: Generated<Date>
  bytes: Buffer
}

export interface DocumentTable {
  id: string
  bodyId: string
  kind: 'charter' | 'statutes' | 'rules' | 'position' | 'note'
  title: string
  audience: Generated<'body' | 'movement' | 'everyone'>
  writers: Generated<'members' | 'coordinators'>
  generation: Generated<number>
  schemaVersion: number
  createdBy: string
  createdAt: Generated<Date>
  archivedAt: Date | null
}

export interface DraftVersionTable {
  documentId: string
  seq: number
  name: string | null
  takenFrom: number | null
  madeBy: string
  madeAt: Generated<Date>
}

export interface ElectorTable {
  electorateId: string
  memberId: string
  name: Generated<string>
  sought: Generated<string>
  unit: Generated<string>
  weight: Generated<number>
  mark: Buffer
  line: number | null
  sheet: number | null
  addedAt: Date | null
  addedBy: string | null
  reason: string | null
}

export interface ElectorateTable {
  id: string
  bodyId: string
  title: string
  source: 'members' | 'file'
  membersAt: Date | null
  key: Buffer
  createdBy: string
  createdAt: Generated<Date>
  electors: Generated<number>
  votes: Generated<number>
  claimsUntil: Date | null
  claimsTo: string | null
  frozenAt: Date | null
  frozenBy: string | null
  fingerprint: Buffer | null
  admitted: number | null
  rejected: number | null
}

export interface ElectorateFileTable {
  id: GeneratedAlways<number>
  electorateId: string
  name: string
  bytes: number
  startedBy: string
  startedAt: Generated<Date>
  readBytes: Generated<number>
  lines: Generated<number>
  added: Generated<number>
  already: Generated<number>
  rejected: Generated<number>
  way: Json
  readAt: Date | null
  confirmedAt: Date | null
  endedAt: Date | null
  failure: string | null
  sha256: Buffer | null
}

export interface FilePartTable {
  fileId: number
  number: number
  bytes: Buffer
}

export interface FrozenTextTable {
  id: string
  documentId: string
  title: string
  content: string
  fingerprint: Buffer
  scale: string[]
  threshold: number
  amendableUntil: Date | null
  pollId: string | null
  frozenBy: string
  frozenAt: Generated<Date>
  endedAt: Date | null
  endReason: string | null
}

export interface InvitationTable {
  id: string
  bodyId: string
  token: string
  createdBy: string
  createdAt: Generated<Date>
  expiresAt: Date
  revokedAt: Date | null
}

export interface JournalTable {
  id: GeneratedAlways<number>
  at: Generated<Date>
  actorId: string | null
  bodyId: string
  pollId: string | null
  what: string
  detail: Json
  line: Generated<string>
  hash: Generated<Buffer>
}

export interface LeafTable {
  pollId: string
  position: number
  kind: 'open' | 'ballot' | 'roll-add' | 'cancel' | 'extend' | 'close' | 'aggregate' | 'partial' | 'result'
  hash: Buffer
  bytes: Buffer
  at: Date
}

export interface LeafTreeTable {
  pollId: string
  level: number
  index: number
  hash: Buffer
}

export interface ListingPartTable {
  electorateId: string
  number: number
  marks: Buffer
}

export interface LostLinkTable {
  electorateId: string
  memberId: string
  askedAt: Date
}

export interface MailPlaceTable {
  place: string
  restsTill: Date
}

export interface MailingTable {
  id: string
  electorateId: string | null
  pollId: string | null
  kind: 'opening' | 'reminder' | 'convening' | 'cancellation' | 'consultation' | 'deadline' | 'entrusted' | 'awaited' | 'count' | 'count-again'
  pace: number
  detail: Json
  madeBy: string
  madeAt: Generated<Date>
  pausedAt: Date | null
  stoppedAt: Date | null
  assemblyId: string | null
  consultationId: string | null
}

export interface MemberTable {
  id: string
  firstName: string
  email: string | null
  language: Generated<'fr' | 'en'>
  createdAt: Generated<Date>
  erasedAt: Date | null
}

export interface MembershipTable {
  id: GeneratedAlways<number>
  bodyId: string
  memberId: string
  standing: Generated<'member' | 'coordinator'>
  joinedAt: Generated<Date>
  leftAt: Date | null
}

export interface MinutesTable {
  assemblyId: string
  bodyId: string
  remarks: Generated<string>
  year: number | null
  number: number | null
  content: string | null
  fingerprint: Buffer | null
  secretarySignedAt: Date | null
  chairSignedAt: Date | null
}

export interface PollTable {
  id: string
  bodyId: string
  level: 'open' | 'secret' | 'sealed' | 'imported'
  question: string
  description: Generated<string>
  scale: string[]
  missingGrades: Generated<'required' | 'worst'>
  changes: Generated<'until-closing' | 'never'>
  choiceCount: number
  opensAt: Date
  closesAt: Date
  createdBy: string
  createdAt: Generated<Date>
  cancelledAt: Date | null
  cancelReason: string | null
  rollFrozenAt: Date | null
  openedAt: Date | null
  electorateId: string | null
  agendaItemId: string | null
  givenUpAt: Date | null
  giveUpReason: string | null
  consultationId: string | null
}

export interface PollRollTable {
  pollId: string
  key: Buffer
  fingerprint: Buffer
}

export interface ProxyTable {
  id: string
  assemblyId: string
  electorateId: string
  giverId: string
  holderId: string | null
  blank: boolean
  givenAt: Generated<Date>
  acceptedAt: Date | null
  endedAt: Date | null
  endReason: 'revoked' | 'declined' | 'came' | null
}

export interface ProxyBallotTable {
  ballotId: string
  pollId: string
  giverId: string
  proxyId: string
  holderId: string
  at: Generated<Date>
}

export interface RejectedLineTable {
  fileId: number
  line: number
  reason: string
}

export interface RemarkTable {
  id: string
  threadId: string
  authorId: string
  stance: 'remark' | 'agree' | 'object'
  words: string
  saidAt: Generated<Date>
  removedAt: Date | null
  removedBy: string | null
}

export interface ResultTable {
  pollId: string
  rollSize: number
  voters: number
  blank: Generated<number>
  spoiled: Generated<number>
  counts: Json
  source: Json
  countedAt: Generated<Date>
  rollVotes: number | null
  castVotes: number | null
  blankVotes: number | null
}

export interface ReturnedMailTable {
  id: Generated<boolean>
  turnAt: Generated<Date>
  readAt: Date | null
  leftThere: Generated<number>
  problem: string | null
  validity: Generated<string>
  uid: Generated<number>
  mailbox: Generated<string>
}

export interface RollEntryTable {
  pollId: string
  memberId: string
  weight: Generated<number>
}

export interface SealedBallotTable {
  pollId: string
  k: Buffer
  counter: number
  position: number
}

export interface SealedPollTable {
  pollId: string
  needed: number
  trustees: number
  registrarId: string
  registrarKey: Buffer | null
  codesGivenAt: Date | null
  attempt: Generated<number>
  codesHandedAt: Date | null
}

export interface SessionTable {
  id: string
  memberId: string
  tokenHash: Buffer
  previousHash: Buffer | null
  device: string
  createdAt: Generated<Date>
  rotatedAt: Generated<Date>
  lastSeenAt: Generated<Date>
  expiresAt: Date
}

export interface SetupTable {
  onlyOne: Generated<boolean>
  tokenHash: Buffer
  createdAt: Generated<Date>
}

export interface SignInTable {
  id: string
  email: string
  firstName: string | null
  invitationId: string | null
  language: Generated<'fr' | 'en'>
  codeHash: Buffer
  linkHash: Buffer
  attempts: Generated<number>
  createdAt: Generated<Date>
  expiresAt: Date
  usedAt: Date | null
}

export interface StagedLineTable {
  fileId: number
  line: number
  memberId: string | null
  email: string | null
  name: string | null
  sought: string | null
  unit: string | null
  weight: number | null
  language: string | null
  reason: string | null
}

export interface ThreadTable {
  id: string
  documentId: string
  article: string
  begins: Buffer | null
  ends: Buffer | null
  quote: string
  openedBy: string
  openedAt: Generated<Date>
  resolvedBy: string | null
  resolvedAt: Date | null
}

export interface TrusteeTable {
  pollId: string
  number: number
  memberId: string
  name: string
}

export interface VersionTable {
  documentId: string
  number: number
  frozenId: string
  content: string
  fingerprint: Buffer
  adoptedAt: Date
}

export interface VersionArticleTable {
  documentId: string
  number: number
  article: string
  place: number
  since: number
}

export interface WordingTable {
  pollId: string
  position: number
  slot: string
  amendmentId: string | null
}
