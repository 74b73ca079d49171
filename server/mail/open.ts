import nodemailer from 'nodemailer'
import type { Config } from '#server/config.ts'
import type { Mail, Message } from './mail.ts'

/** SMTP when the installation has a server; otherwise the local outbox, shown in the terminal and to the first coordinator. */
export const openMail = (config: Config): Mail =>
  config.smtpUrl ? bySmtp(config.smtpUrl, config.mailFrom) : toOutbox(config.logLevel !== 'silent')

const kept = 100

function toOutbox(shown: boolean): Mail {
  const messages: (Message & { at: Date })[] = []
  return {
    kind: 'outbox',
    outbox: () => messages,
    close: async () => {},
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
  address.searchParams.set('maxConnections', '5')
  return address.href
}

const delays = [1_000, 5_000, 30_000]

/** Pooled connections; a message that the server refuses for now is tried three more times. Addresses are never logged. */
function bySmtp(url: string, from: string): Mail {
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
