import type { Me } from '#lib/api.ts'

type Here = { slug: string } | null | undefined

/** The body a member is looking at: the page’s own, else the closest to the ground of hers (a subgroup before its group). */
export function currentBody(me: Me, here: Here) {
  const depth = { movement: 0, group: 1, subgroup: 2, circle: 3 }
  const own = me.bodies.find((body) => body.slug === here?.slug)
  return own ?? me.bodies.toSorted((a, b) => (depth[b.kind] ?? 0) - (depth[a.kind] ?? 0))[0] ?? null
}

export const homeOf = (slug: string) => `/groupes/${slug}`
export const pollsOf = (slug: string) => `/groupes/${slug}/scrutins`
export const rollsOf = (slug: string) => `/groupes/${slug}/listes`
export const assembliesOf = (slug: string) => `/groupes/${slug}/assemblees`
export const consultationsOf = (slug: string) => `/groupes/${slug}/consultations`
export const journalOf = (slug: string) => `/groupes/${slug}/journal`
export const textsOf = (slug: string) => `/groupes/${slug}/textes`

/** Which entry of the menu a page belongs to. */
export function entryOf(path: string): 'home' | 'decide' | 'texts' | 'group' | null {
  if (path === '/') return 'home'
  if (/^\/(scrutins|listes|assemblees|consultations|envois)\/|^\/groupes\/[^/]+\/(scrutins|listes|assemblees|consultations)/.test(path))
    return 'decide'
  if (/^\/(textes|arretes)\/|^\/groupes\/[^/]+\/textes/.test(path)) return 'texts'
  return path.startsWith('/groupes') ? 'group' : null
}

/** A place of this site and nothing else: what `?retour=` may say. */
export function localPath(asked: string | null | undefined): string | null {
  return asked && /^\/(?![/\\])[^\s\\]*$/.test(asked) && asked.length <= 300 ? asked : null
}
