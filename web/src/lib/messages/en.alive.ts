import { amending } from './en/amending.ts'
import { bodies } from './en/bodies.ts'
import { common } from './en/common.ts'
import { discussion } from './en/discussion.ts'
import { documents } from './en/documents.ts'
import { members } from './en/members.ts'
import { polls } from './en/polls.ts'
import { results } from './en/results.ts'
import { standing } from './en/standing.ts'
import { trust } from './en/trust.ts'
import { ui } from './en/ui.ts'
import { writing } from './en/writing.ts'

/** What pages that run in a browser say, and their shell: the others are read as they come, and their words stay on the server. */
export const en = { common, members, bodies, polls, discussion, documents, amending, standing, results, trust, ui, writing }
