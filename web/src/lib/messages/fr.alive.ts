import { typesetAll } from '#domain/typography.ts'
import { amending } from './fr/amending.ts'
import { bodies } from './fr/bodies.ts'
import { common } from './fr/common.ts'
import { discussion } from './fr/discussion.ts'
import { documents } from './fr/documents.ts'
import { members } from './fr/members.ts'
import { polls } from './fr/polls.ts'
import { results } from './fr/results.ts'
import { standing } from './fr/standing.ts'
import { trust } from './fr/trust.ts'
import { ui } from './fr/ui.ts'
import { writing } from './fr/writing.ts'

/** What pages that run in a browser say, and their shell: the others are read as they come, and their words stay on the server. */
export const fr = typesetAll({ common, members, bodies, polls, discussion, documents, amending, standing, results, trust, ui, writing })
