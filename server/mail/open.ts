import nodemailer from 'nodemailer'
import type { Config } from '#server/config.ts'
import type { Mail, Message, Posted } from './mail.ts'

/** SMTP when the installation has a server; otherwise the local outbox, shown in the terminal and to the first coordinator. */
export const openMail = (config: Config): Mail =>
  config.smtpUrl ? bySmtp(config.smtpUrl, config.mailFrom, config.returnedMail?.address ?? null) : toOutbox(config.logLevel !== 'silent')

const kept = 100

function toOutbox(shown: boolean): Mail {
  const messages: (Message & { at: Date })[] = []
  return {
    kind: 'outbox',
    outbox: () => messages,
    close: async () => {},
    async post(message) {
      this.send(message)
      return { outcome: 'sent' }
    },
    send(message) {
      messages.push({ ...message, at: new Date() })
      if (messages.length > kept) messages.shift()
      if (shown)
        console.log(
          `\n── courrier gardé ici, faute de SMTP_URL / mail kept here ──\nà / to: ${message.to}\n${message.subject}\n\n${message.text}\n──\n`,
        )
    },
  }
}

/** smtp://… with the pool's settings in the query, as nodemailer reads them. */
function pooled(url: string) {
  const address = new URL(url)
  address.searchParams.set('pool', 'true')
  if (!address.searchParams.has('maxConnections')) address.searchParams.set('maxConnections', '10')
  address.searchParams.set('maxMessages', '1000')
  return address.href
}

type SmtpError = { responseCode?: number; code?: string; command?: string; response?: string }

/** Of a message the server says no for good (5xx to it or to its address) or for now (4xx); anything else is the server itself (RFC 5321, 4.2.1). */
function whatBecame({ responseCode = 0, code = '', command = '', response = '' }: SmtpError): Posted {
  const status = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1]
  const problem = [responseCode || code, status].filter(Boolean).join(' ')
  const ofTheMessage = code === 'EENVELOPE' || code === 'EMESSAGE' || ['RCPT TO', 'DATA'].includes(command)
  if (!ofTheMessage || responseCode === 421) return { outcome: 'down', problem }
  return { outcome: responseCode >= 500 ? 'refused' : 'later', problem }
}

const delays = [1_000, 5_000, 30_000]

/** Pooled connections; what cannot be delivered comes back to `returnsTo`, for messages of many, else to the sender; a message that the server refuses for now is tried three more times. Addresses are never logged. */
function bySmtp(url: string, from: string, returnsTo: string | null): Mail {
  const transport = nodemailer.createTransport(pooled(url), { from })
  const underWay = new Set<Promise<void>>()

  async function deliver(message: Message) {
    for (let attempt = 0; ; attempt++) {
      try {
        await transport.sendMail({ ...message, headers: { 'Auto-Submitted': 'auto-generated' } })
        return
      } catch (error) {
        const { responseCode = 0, code } = error as { responseCode?: number; code?: string }
        if (responseCode >= 500 || attempt === delays.length)
          return console.error(`mail given up: ${code ?? ''} ${responseCode || ''}`.trim())
        await new Promise((resolve) => setTimeout(resolve, delays[attempt]).unref())
      }
    }
  }

  return {
    kind: 'smtp',
    outbox: () => [],
    async post({ name, place, ...message }) {
      try {
        await transport.sendMail({
          ...message,
          messageId: `<${name}@${place}>`,
          headers: { 'Auto-Submitted': 'auto-generated' },
          ...(returnsTo && { envelope: { from: returnsTo, to: message.to } }),
          // Where the server knows it (RFC 3461), a report quotes the name and the head alone: the body has a personal link.
          dsn: { id: name, return: 'headers', notify: 'failure' },
        })
        return { outcome: 'sent' }
      } catch (error) {
        return whatBecame(error as SmtpError)
      }
    },
    send(message) {
      const sending = deliver(message).finally(() => underWay.delete(sending))
      underWay.add(sending)
    },
    async close() {
      await Promise.race([Promise.all(underWay), new Promise((resolve) => setTimeout(resolve, 10_000).unref())])
      transport.close()
    },
  }
}
