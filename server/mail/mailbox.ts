/** A mailbox that is read by IMAP. Encrypted, unless it is on this machine. */
export type Mailbox = {
  host: string
  port: number
  encrypted: boolean
  user: string
  password: string
  folder: string
  /** The address whose mail comes there, which mail to many is sent under, or null where the login is none and it is not told. */
  address: string | null
}

const local = ['localhost', '127.0.0.1', '[::1]']

/**
 * RETURNED_MAIL: imaps://login:password@host/INBOX, with ?address=… where the login is no address; imap:// on this machine only. Signs that a
 * URL reserves are written %40 and so on. Throws with what to write, and never the password.
 */
export function readMailbox(setting: string): Mailbox {
  const wrong = new Error('RETURNED_MAIL is written imaps://login:password@host/INBOX, where @ in the login is %40 (docs/operating.md)')
  if (!URL.canParse(setting)) throw wrong
  const { protocol, hostname, port, username, password, pathname, searchParams } = new URL(setting)
  const encrypted = protocol === 'imaps:'
  if (!encrypted && !(protocol === 'imap:' && local.includes(hostname))) throw wrong
  if (!hostname || !username || !password) throw wrong
  const read = (part: string) => {
    try {
      return decodeURIComponent(part)
    } catch {
      throw wrong
    }
  }
  const [user, told] = [read(username), searchParams.get('address')]
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || (encrypted ? 993 : 143)),
    encrypted,
    user,
    password: read(password),
    folder: read(pathname.slice(1)) || 'INBOX',
    address: told ?? (user.includes('@') ? user : null),
  }
}
