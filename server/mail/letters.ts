import type { Message } from './mail.ts'
import type { Entrusting } from './entrusted-words.ts'
import { type Cancellation, type Consulting, type Convening, type Letter, words } from './words.ts'

export type Said = { to: string; language: 'fr' | 'en'; origin: string }

/** The e-mail that signs in: one link, one code, and what to do when one did not ask for it. */
export function signInLetter({
  to,
  language,
  origin,
  code,
  link,
  joining,
}: Said & { code: string; link: string; joining: string | null }): Message {
  const spaced = `${code.slice(0, 3)} ${code.slice(3)}`
  return compose(to, origin, words[language].signIn({ code: spaced, link, joining }))
}

/** To an address that nobody has: whoever typed it by mistake learns it, and only they. */
export const noAccountLetter = ({ to, language, origin }: Said): Message => compose(to, origin, words[language].noAccount())

export type VotingSaid = Said & { kind: 'opening' | 'reminder' | 'again'; question: string; body: string; opensAt: Date | null; closesAt: Date; code: string; link: string } // prettier-ignore

/** The e-mail by which someone without an account votes: a personal link, and a code that says the same. opensAt: when it is to come. */
export const votingLetter = ({ to, language, origin, ...said }: VotingSaid): Message =>
  compose(to, origin, words[language].voting({ ...said, origin }))

/** To each person on the roll of an assembly: when, where, on what, and how to be represented. */
export const conveningLetter = ({ to, language, origin, ...said }: Said & Convening): Message =>
  compose(to, origin, words[language].convening(said))

/** To those who were convened: it will not be held, and why. */
export const cancellationLetter = ({ to, language, origin, ...said }: Said & Cancellation): Message =>
  compose(to, origin, words[language].cancellation(said))

/** To those who coordinate a group: it is asked, or the deadline nears and it holds no poll yet. */
export const consultationLetter = ({ to, language, origin, ...said }: Said & Consulting): Message =>
  compose(to, origin, words[language].consultation(said))

/** To those to whom a sealed poll is entrusted: it is, it should open and waits for them, or it is to be counted. */
export const entrustedLetter = ({ to, language, origin, ...said }: Said & Entrusting): Message =>
  compose(to, origin, words[language].entrusted(said))

/** Both parts of a message from the same paragraphs: text first, and one plain column of HTML without any image. */
export function compose(to: string, origin: string, { subject, paragraphs, button, code, after }: Letter): Message {
  const text = [
    ...paragraphs,
    ...(code ? [`    ${code}`] : []),
    ...(button ? [`${button.label}\n${button.link}`] : []),
    ...after,
    `— Préau, ${origin}`,
  ].join('\n\n')
  const html = `<!doctype html><html><body style="margin:0;background:#FFF9EF"><div style="max-width:34em;margin:0 auto;padding:24px 16px;font:17px/1.5 Verdana,sans-serif;color:#241A3D">
${paragraphs.map((line) => paragraph(line)).join('\n')}
${code ? `<p style="font:700 32px/1.2 monospace;letter-spacing:2px">${escape(code)}</p>` : ''}
${button ? `<p><a href="${escape(button.link)}" style="display:inline-block;background:#5B2A9D;color:#FFFFFF;padding:14px 24px;border-radius:16px;text-decoration:none;font-weight:700">${escape(button.label)}</a></p>` : ''}
${after.map((line) => paragraph(line, '#5A4E73')).join('\n')}
<p style="color:#5A4E73;font-size:14px">— Préau, ${escape(origin)}</p></div></body></html>`
  return { to, subject, text, html }
}

const paragraph = (words: string, colour = '#241A3D') => `<p style="color:${colour}">${escape(words)}</p>`
const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escape = (text: string) => text.replace(/[&<>"']/g, (sign) => entities[sign]!)
