/**
 * One spelling for one value, whose SHA-256 is the fingerprint of a frozen text: JSON without spaces, the names of an object in the
 * order of their UTF-16 units (RFC 8785, 3.2), strings composed (Unicode NFC), and nothing for what is undefined.
 */
export function canonical(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.normalize('NFC'))
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const named = Object.entries(value).filter(([, inside]) => inside !== undefined)
  const sorted = named.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return `{${sorted.map(([name, inside]) => `${JSON.stringify(name.normalize('NFC'))}:${canonical(inside)}`).join(',')}}`
}
