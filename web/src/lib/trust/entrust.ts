import { trustLimits } from '#domain/trustees.ts'
import { call } from '#lib/api.ts'

/** The fields of TrustFields, as the API takes them. */
export function trustIn(values: Record<string, string>) {
  const trustees = Array.from({ length: trustLimits.trustees }, (_, index) => values[`trustee${index}`] ?? '').filter((id) => id !== '')
  return { needed: Number(values.needed) || trustLimits.recommended, trustees, registrar: values.registrar ?? '' }
}

/** Under which field each reason belongs. */
export const trustPlaces = {
  'no-trustees': 'trustee0',
  'too-many-trustees': 'trustee0',
  'repeated-trustee': 'trustee0',
  'no-registrar': 'registrar',
  'needed-out-of-range': 'needed',
  'registrar-is-trustee': 'registrar',
  'not-a-member': 'registrar',
}

/** The members of a body among whom trustees are chosen: the first five hundred. */
export async function membersOf(fetch: typeof globalThis.fetch, slug: string, pages = 10) {
  const people: { id: string; firstName: string }[] = []
  for (let page = 1; page <= pages; page++) {
    const answer = await call(fetch, 'GET', '/api/bodies/:slug/members', { params: { slug }, query: { page } })
    if (!answer.ok) break
    people.push(...answer.value.members.map(({ id, firstName }) => ({ id, firstName })))
    if (people.length >= answer.value.total) break
  }
  return people
}
