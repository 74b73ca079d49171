import type { PageServerLoad } from './$types'

/** What the waiting room says (server/waiting-room.ts): until when one may vote, and whether it holds what someone sent. */
export const load: PageServerLoad = ({ url: { searchParams } }) => {
  const closesAt = searchParams.get('ferme') ?? ''
  return { closesAt: Number.isNaN(Date.parse(closesAt)) ? null : closesAt, posted: searchParams.has('envoi'), bare: true }
}
