import { loadMessages } from '#lib/messages/index.ts'
import type { LayoutLoad } from './$types'

/** Pages are read without a script; the few that need one say `csr = true` themselves. */
export const csr = false

export const load: LayoutLoad = async ({ data }) => ({ ...data, t: await loadMessages(data.language) })
