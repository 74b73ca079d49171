import { loadCodesWords } from '#lib/messages/index.ts'
import type { PageLoad } from './$types'

/** Codes are drawn in the registrar's browser and never leave it: this page needs its code there, and brings the words that it alone says. */
export const csr = true

export const load: PageLoad = async ({ data, parent }) => {
  const { t, language } = await parent()
  return { ...data, t: { ...t, codes: await loadCodesWords(language) } }
}
