/** Every count, size and time of polls and lists. docs/rights.md prints them; a test holds the two together. */

/** Lines of a page of a list. */
export const pageSize = 50

/** Ballots that are secret: how small a roll, how few ballots; `few`: below it people are warned. */
export const sealingLimits = {
  fewestVoters: 5,
  fewVoters: 10,
  fewestBallots: 5,
  /** Two polls that ask the same must have so many people on one of their rolls only, or a reason. */
  rollsApart: 5,
  /** Of 20 choices and 7 grades. */
  ballotBytes: 16_384,
  /** Days after the count during which it may be contested: then the key of a secret poll is destroyed. */
  contestDays: 30,
  /** Days after the closing before the count of a sealed poll that nobody opens may be given up. */
  giveUpDays: 30,
  /** Seconds in which a sealed poll that was announced by mistake is cancelled before anyone is written to. */
  graceSeconds: 60,
  /** Hours that those to whom a sealed poll is entrusted have before they are written to again, if it should have opened or be counted. */
  awaitedHours: 24,
  /** Ballots whose proofs are being checked; one more is told to come back. */
  proofsWaiting: 600,
  /** A board that grows is signed again after so long. */
  headSeconds: 60,
  /** Leaves in one answer. */
  leavesAPage: 200,
  /** People of a roll in one answer to its registrar. */
  peopleAPage: 5000,
  /** A registrar's key and half a million public credentials. */
  credentialsBytes: 32 * 500_001,
  /** How many times a ceremony may be begun. */
  attempts: 50,
  /** How far the clock of a registrar may be from the server's when they sign what changes the roll. */
  registrarClock: 10 * 60_000,
} as const

const minute = 60_000
const day = 24 * 60 * minute

export const limits = {
  /** A body's address. */
  slug: 64,
  /** Named ballots of an open poll are shown up to this many voters; above, only histograms. */
  namedBallots: 200,
  poll: {
    question: 140,
    description: 2000,
    choices: { min: 2, max: 20 },
    choiceLabel: 120,
    choiceDescription: 500,
    grades: { min: 3, max: 7 },
    gradeLabel: 30,
    reason: 500,
    /** How late the opening asked for may be when the form arrives: "now" was a moment ago. */
    openingGrace: 10 * minute,
    /** How far ahead a poll may open. */
    openingHorizon: 365 * day,
    shortest: 2 * minute,
    longest: 90 * day,
    extensions: 5,
    /** Polls of one body that are upcoming or open. */
    pending: 50,
  },
  /** A file of counts that is imported. */
  counts: { bytes: 1024 * 1024, choices: 100, grades: { min: 2, max: 10 }, voters: 2 ** 51 },
  /** Batches under way, ballots in one, ballots waiting. */
  casting: { hands: 2, size: 500, most: 5000 },
  /** How many times one person may cast in one poll, changes included. */
  castsOfOne: 1000,
  /** How often a personal link is sent again to one person. */
  lostLinksAnHour: 3,
  /** Requests from one address: a room full of voters shares one. */
  rates: { castsAMinute: 6000, newPollsAnHour: 60, importsAnHour: 20, linksAMinute: 600, codesAMinute: 120, lostAnHour: 60 },
} as const

/** A text that is frozen, amended and put to the vote. */
export const ratificationLimits = {
  articles: 200,
  /** Amendments of one frozen text, and of one person to it. */
  amendments: 300,
  amendmentsOfOne: 20,
  /** Of an article that an amendment proposes, as it is stored. */
  articleCharacters: 40_000,
  /** Nodes in one another of an article that an amendment proposes: nine lists and the words in them, as in Word, and one more. */
  articleDepth: 20,
  reasonCharacters: 1000,
  longestWindow: 90 * day,
  /** Lines of one ballot; a sealed one takes no more than the form of a poll. */
  wordings: { open: 100, secret: 20, sealed: 20 },
} as const

/** What is kept and shown of how a text was written. */
export const historyLimits = {
  /** Nobody writes for so long: a sitting is over. It is over too after so many edits. */
  sittingGap: 30 * minute,
  sittingEdits: 2000,
  nameCharacters: 80,
  /** Versions of one text that have a name. */
  named: 200,
  /** A whole state is kept among the history after so many edits at most: what a version costs to open. */
  checkpointEdits: 5000,
  /** What a row of the history weighs in the database, nearly, with its place in the index: states kept among them weigh no more in all. */
  editBytes: 100,
} as const

/** What is said of a text. */
export const discussionLimits = {
  /** Of one text, and of one person in it. */
  openThreads: 100,
  openThreadsOfOne: 30,
  remarksInThread: 100,
  wordsCharacters: 1000,
  quoteCharacters: 300,
  /** Each end of an anchor, as Yjs encodes it. */
  anchorBytes: 120,
  /** Names that one remark calls. */
  callsInRemark: 10,
  /** A first name that more members bear calls nobody. */
  namesakes: 5,
  /** How long an answer waits on the home of whom it is for. */
  waitingDays: 14,
  /** And how many of them. */
  waiting: 10,
} as const

/** Rolls that a body draws up, and the files they are read from. */
export const rollLimits = {
  titleCharacters: 120,
  /** Rolls of one body. */
  perBody: 200,
  fileBytes: 200 * 1024 * 1024,
  /** A file of which nothing comes for so long is given up. */
  silence: 2 * minute,
  /** Files that one process reads at once; others wait. */
  filesAtOnce: 4,
  /** What a form that works without a script may bring. */
  formBytes: 2 * 1024 * 1024,
  fileNameCharacters: 200,
  lines: 1_000_000,
  /** A file without a line break for so long is no table. */
  lineBytes: 65_536,
  /** A row, over several lines if it is quoted. */
  rowCharacters: 10_000,
  columns: 100,
  nameCharacters: 120,
  unitCharacters: 120,
  weight: 10_000,
  reasonCharacters: 500,
  /** People of one roll who have no address, and vote by a printed sheet. */
  sheets: 2000,
  /** The longest time during which people may ask whether they are on a roll. */
  claimsWindow: 90 * day,
  /** Answers to one address in a day. */
  claimsADay: 3,
} as const

/** Assemblies, their rules, proxies and minutes. */
export const assemblyLimits = {
  /** Of notice, at most: what statutes may ask for. */
  noticeDays: 60,
  /** A quorum is so many out of this at most. */
  quorumOf: 100,
  proxiesOfOne: 20,
  /** What the statutes say, in a body's own words. */
  ownWords: 4000,
  title: 120,
  place: 200,
  link: 500,
  items: 40,
  /** Of the text of a point, and of its resolution. */
  itemText: 2000,
  horizon: 365 * day,
  /** Of a cancellation. */
  reason: 500,
  /** People on the roll of an assembly. */
  roll: 1_000_000,
  /** People up to whom the attendance sheet is whole, each with a place to sign; above, it holds those who came or gave or carry a proxy. */
  wholeSheet: 5000,
  /** Lines of a page of such a sheet. */
  sheetPage: 500,
  /** How long before the hour the attendance sheet opens. */
  doorsOpen: 120 * minute,
  /** How long a vote stays open at most when nobody closes it. */
  voteLasts: 12 * 60 * minute,
  remarks: 10_000,
  /** Assemblies of one body that are prepared or convened and not over. */
  pending: 20,
} as const

/** Consultations that a body sends to those inside it. */
export const consultationLimits = {
  title: 120,
  /** Who proposed a choice, in a few words. */
  source: 80,
  /** Of what a group says of its meeting. */
  account: 2000,
  /** Choices that one group proposes, refused ones included. */
  proposalsOfOne: 3,
  /** Consultations of one body that are not over. */
  pending: 50,
  /** How long before the deadline groups that hold no poll yet are reminded. */
  reminder: 3 * day,
} as const

/** The journal of a body. */
export const journalLimits = {
  /** The latest lines, whose chain is checked each time the page is read; the file has them all. */
  checked: 2_000,
} as const
