import type { PageLoad } from './$types'

/** Its editor needs a script; without one, the plain field is there. */
export const csr = true

export const load: PageLoad = ({ data }) => data
