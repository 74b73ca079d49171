import { expect, test } from 'vitest'
import { readMailbox } from '#server/mail/mailbox.ts'

test.each([
  ['imaps://retours%40preau.fr:mot%2Fde%40passe@ssl0.ovh.net/INBOX', { host: 'ssl0.ovh.net', port: 993, encrypted: true, user: 'retours@preau.fr', password: 'mot/de@passe', folder: 'INBOX', address: 'retours@preau.fr' }], // prettier-ignore
  ['imaps://retours:secret@mail.preau.fr:1993/Mes%20retours?address=retours@preau.fr', { port: 1993, folder: 'Mes retours', address: 'retours@preau.fr' }], // prettier-ignore
  ['imaps://retours:secret@mail.preau.fr', { folder: 'INBOX', address: null }],
  ['imap://retours:secret@localhost', { port: 143, encrypted: false }],
])('RETURNED_MAIL=%s', (setting, mailbox) => {
  expect(readMailbox(setting)).toMatchObject(mailbox)
})

test.each([
  ['without encryption, of another machine', 'imap://retours:secret@mail.preau.fr/INBOX'],
  ['of another protocol', 'pop3s://retours:secret@mail.preau.fr'],
  ['without a password', 'imaps://retours@mail.preau.fr/INBOX'],
  ['that is no address', 'secret'],
  ['whose password has a bare %', 'imaps://retours:secret%@mail.preau.fr/INBOX'],
])('a setting %s is refused, and does not say its secret', (_, setting) => {
  expect(() => readMailbox(setting)).toThrow(/^RETURNED_MAIL is written imaps:/)
  try {
    readMailbox(setting)
  } catch (error) {
    expect(String(error)).not.toContain('secret')
  }
})
