/** RFC 5321 caps an address at 254 characters and its local part at 64. No control sign, nor one that turns the text round. */
const shape = /^[^\s\p{Cc}\p{Cf}@"<>(),:;[\]\\]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/u

/** The address in lower case, or null when nothing could be delivered to it. */
export function normaliseEmail(text: string): string | null {
  const email = text.trim().toLowerCase().normalize('NFC')
  return email.length <= 254 && shape.test(email) && !email.includes('..') && !email.startsWith('.') && !email.includes('.@') ? email : null
}

/** What may be shown to whoever holds a link: `s•••a@exemple.org`. */
export function maskEmail(email: string): string {
  const [local = '', domain = ''] = email.split('@')
  return `${local.slice(0, 1)}•••${local.length > 2 ? local.slice(-1) : ''}@${domain}`
}

const common = [
  'gmail.com',
  'orange.fr',
  'free.fr',
  'wanadoo.fr',
  'hotmail.fr',
  'hotmail.com',
  'outlook.fr',
  'outlook.com',
  'laposte.net',
  'yahoo.fr',
  'sfr.fr',
  'icloud.com',
  'protonmail.com',
  'posteo.net',
  'riseup.net',
]

/** The address that was probably meant (gmial.com → gmail.com), or null when it looks right. */
export function suggestEmail(email: string): string | null {
  const [local, domain] = email.trim().toLowerCase().split('@')
  if (!local || !domain || common.includes(domain)) return null
  const near = common.find((known) => isOneSlipAway(domain, known))
  return near ? `${local}@${near}` : null
}

/** One letter too many, too few, wrong, or two swapped. */
function isOneSlipAway(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false
  let start = 0
  while (start < a.length && a[start] === b[start]) start++
  const restA = a.slice(start)
  const restB = b.slice(start)
  const swapped = restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2)
  return swapped || restA.slice(1) === restB || restA === restB.slice(1) || restA.slice(1) === restB.slice(1)
}
