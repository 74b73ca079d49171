import { typesetAll } from '#domain/typography.ts'
import { amending } from './fr/amending.ts'
import { assemblies } from './fr/assemblies.ts'
import { assemblyRules } from './fr/assembly-rules.ts'
import { bodies } from './fr/bodies.ts'
import { booth } from './fr/booth.ts'
import { codes } from './fr/codes.ts'
import { common } from './fr/common.ts'
import { consultations } from './fr/consultations.ts'
import { discussion } from './fr/discussion.ts'
import { documents } from './fr/documents.ts'
import { entrusted } from './fr/entrusted.ts'
import { help } from './fr/help.ts'
import { history } from './fr/history.ts'
import { journal } from './fr/journal.ts'
import { mailings } from './fr/mailings.ts'
import { members } from './fr/members.ts'
import { minutes } from './fr/minutes.ts'
import { polls } from './fr/polls.ts'
import { ratification } from './fr/ratification.ts'
import { results } from './fr/results.ts'
import { proof } from './fr/proof.ts'
import { rolls } from './fr/rolls.ts'
import { standing } from './fr/standing.ts'
import { trust } from './fr/trust.ts'
import { ui } from './fr/ui.ts'
import { verifier } from './fr/verifier.ts'
import { voting } from './fr/voting.ts'
import { writing } from './fr/writing.ts'

export const fr = typesetAll({
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
})
