/** What a text is: a body has one charter, and as many of the others as it likes. */
export const kinds = ['charter', 'statutes', 'rules', 'position', 'note'] as const
export type Kind = (typeof kinds)[number]

/** Whether texts of this kind are made of articles, as whoever opens one means it to be. Those that a note has are voted just as well. */
export const isOfArticles = (kind: Kind): boolean => kind !== 'note'

/** Who reads a text, and who writes in it. */
export type Audience = 'body' | 'movement' | 'everyone'
export type Writers = 'members' | 'coordinators'
export type Shared = { audience: Audience; writers: Writers }

/** Someone as a text sees them: their standing in its body now, and whether they are in the movement at all. Null: a passer-by. */
export type Reader = { standing: 'member' | 'coordinator' | null; inMovement: boolean } | null

/** What one writes, one also reads: members of the body always read. */
export function mayRead(text: Shared, reader: Reader): boolean {
  switch (text.audience) {
    case 'everyone':
      return true
    case 'movement':
      return reader !== null && (reader.inMovement || reader.standing !== null)
    case 'body':
      return reader !== null && reader.standing !== null
  }
}

export function mayWrite(text: Shared, reader: Reader): boolean {
  switch (text.writers) {
    case 'members':
      return reader !== null && reader.standing !== null
    case 'coordinators':
      return reader?.standing === 'coordinator'
  }
}

/** Titles, audiences and writers are settled by the coordinators of the body. */
export const mayManage = (reader: Reader): boolean => reader?.standing === 'coordinator'

export type DocumentRefusal = 'not-a-coordinator' | 'charter-exists' | 'too-many'

/** Why this person may not open a text in a body that has so many, or null. */
export function refuseNewDocument(
  draft: { kind: Kind },
  existing: { charters: number; texts: number },
  reader: Reader,
): DocumentRefusal | null {
  if (!mayManage(reader)) return 'not-a-coordinator'
  if (draft.kind === 'charter' && existing.charters > 0) return 'charter-exists'
  return existing.texts >= documentLimits.perBody ? 'too-many' : null
}

export const documentLimits = {
  titleCharacters: 120,
  /** Texts in one body. */
  perBody: 500,
} as const

/** What a text may begin with, written in server/documents/templates. */
export const templates = ['local-charter', 'position', 'rules'] as const
export type Template = (typeof templates)[number]

/** Why a file cannot become a text: it is none of the kinds that are read, is damaged, says nothing, or is too big or too long. */
export type FileRefusal = 'file-too-large' | 'file-unknown' | 'file-unreadable' | 'file-empty' | 'file-too-long'

/** What a file held that did not come into the text: pictures, notes at the foot of a page, remarks in the margin. */
export type LeftOut = { pictures: number; notes: number; remarks: number }

/** What is told of a file that became a text: what did not come in, and how often it names an article by a number that someone typed. */
export type BroughtIn = LeftOut & { references: number }

/** What is read of a file. A charter of sixty articles is 100 kB of .docx with a picture, and 40,000 letters. */
export const fileLimits = {
  bytes: 2 * 1024 * 1024,
  nameCharacters: 200,
  /** What may come out of a zip, for all the parts that are read. */
  unpackedBytes: 16 * 1024 * 1024,
  zipEntries: 2000,
  /** Elements of HTML or XML, and how deep one is in another. */
  elements: 300_000,
  depth: 200,
  /** Of the text that comes out: nodes and letters. */
  nodes: 20_000,
  characters: 500_000,
  /** Reading or writing one file. */
  seconds: 10,
} as const

/** Sizes are bytes of Yjs updates; rates are for one connection. */
export const liveLimits = {
  /** A whole text, compacted; about two million letters. */
  documentBytes: 4 * 1024 * 1024,
  /** One update: a paste of half a million letters. A step 2 may hold a whole text. */
  updateBytes: 1024 * 1024,
  /** Updates: what a hand cannot reach, with room for a burst. */
  updatesPerSecond: 100,
  updatesBurst: 1000,
  bytesPerSecond: 256 * 1024,
  bytesBurst: 8 * 1024 * 1024,
  /** Asking for the text again. */
  syncsPerSecond: 0.5,
  syncsBurst: 10,
  /** One state of awareness, and how often it is relayed. */
  awarenessBytes: 1024,
  awarenessPerSecond: 10,
  /** Awareness messages received: y-websocket echoes all it hears, so this is far above what one person says. */
  awarenessMessagesPerSecond: 400,
  awarenessMessagesBurst: 4000,
  /** Kept while a text is being loaded. */
  earlyFrames: 64,
  earlyBytes: 8 * 1024 * 1024,
  /** Above so many people, only those who wrote within `recentWriterSeconds` have a cursor. */
  crowd: 200,
  recentWriterSeconds: 60,
  /** Waiting to be written to one reader. */
  readerBacklogBytes: 4 * 1024 * 1024,
  connectionsPerMember: 20,
  /** Connections one person may open in a minute, reconnections included. */
  upgradesPerMinute: 600,
  connectionsPerDocument: 3000,
  connectionsPerProcess: 20_000,
  /** Clients (editing sessions) in a state vector. */
  vectorClients: 100_000,
  /** Updates after which the log of an open text is compacted. */
  compactAfter: 500,
  /** Edits waiting longer than this for the database are told as not stored. */
  storingSeconds: 2,
  /** Edits waiting for the database in the whole process; beyond, writers are asked to come back later. */
  logBacklogBytes: 64 * 1024 * 1024,
} as const
