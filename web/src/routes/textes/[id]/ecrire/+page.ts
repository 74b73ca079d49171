import type { PageLoad } from './$types'

/** The one page that needs its script to be what it is. The editor itself comes apart, once the page stands. */
export const csr = true

export const load: PageLoad = ({ data }) => data
