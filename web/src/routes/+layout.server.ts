import type { LayoutServerLoad } from './$types'

export const load: LayoutServerLoad = ({ locals }) => ({ me: locals.me, language: locals.language, theme: locals.theme })
