/** The page of a poll from which one came here, as an address of this server, or null: never one of elsewhere, nor of anything else. */
export function pollBefore(referrer: string, origin: string): string | null {
  const path = referrer.startsWith(`${origin}/`) ? referrer.slice(origin.length) : ''
  return /^\/scrutins\/[0-9a-z]+(?:[/?]|$)/.test(path) ? path : null
}
