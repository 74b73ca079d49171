import { amending } from './en/amending.ts'
import { assemblies } from './en/assemblies.ts'
import { assemblyRules } from './en/assembly-rules.ts'
import { bodies } from './en/bodies.ts'
import { booth } from './en/booth.ts'
import { codes } from './en/codes.ts'
import { common } from './en/common.ts'
import { consultations } from './en/consultations.ts'
import { discussion } from './en/discussion.ts'
import { documents } from './en/documents.ts'
import { entrusted } from './en/entrusted.ts'
import { help } from './en/help.ts'
import { history } from './en/history.ts'
import { journal } from './en/journal.ts'
import { mailings } from './en/mailings.ts'
import { members } from './en/members.ts'
import { minutes } from './en/minutes.ts'
import { polls } from './en/polls.ts'
import { ratification } from './en/ratification.ts'
import { results } from './en/results.ts'
import { proof } from './en/proof.ts'
import { rolls } from './en/rolls.ts'
import { standing } from './en/standing.ts'
import { trust } from './en/trust.ts'
import { ui } from './en/ui.ts'
import { verifier } from './en/verifier.ts'
import { voting } from './en/voting.ts'
import { writing } from './en/writing.ts'
import type { Messages } from './index.ts'

export const en = {
  common,
  mailings,
  members,
  assemblies,
  assemblyRules,
  bodies,
  booth,
  consultations,
  minutes,
  polls,
  discussion,
  documents,
  ratification,
  amending,
  standing,
  help,
  history,
  journal,
  results,
  rolls,
  trust,
  codes,
  entrusted,
  ui,
  writing,
  proof,
  verifier,
  voting,
} satisfies Messages
