import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { maskEmail, normaliseEmail, suggestEmail } from '#domain/email.ts'

describe('an address', () => {
  test.each([
    ['spaces and capitals', '  Awa@Exemple.ORG ', 'awa@exemple.org'],
    ['a plus, a dot, a dash', 'awa.diop+preau@mon-groupe.fr', 'awa.diop+preau@mon-groupe.fr'],
    ['an apostrophe', "o'neil@exemple.org", "o'neil@exemple.org"],
    ['a sub-domain', 'a@b.c.org', 'a@b.c.org'],
    ['64 letters before the sign', `${'a'.repeat(64)}@exemple.org`, `${'a'.repeat(64)}@exemple.org`],
  ])('with %s is kept', (_, typed, kept) => expect(normaliseEmail(typed)).toBe(kept))

  test.each([
    ['no sign', 'awa.exemple.org'],
    ['two signs', 'awa@diop@exemple.org'],
    ['nothing before', '@exemple.org'],
    ['no dot after', 'awa@exemple'],
    ['two dots', 'awa..diop@exemple.org'],
    ['a dot first', '.awa@exemple.org'],
    ['a dot last', 'awa.@exemple.org'],
    ['a dash first in the domain', 'awa@-exemple.org'],
    ['an empty label', 'awa@exemple..org'],
    ['a number for an end', 'awa@127.0.0.1'],
    ['a space', 'awa diop@exemple.org'],
    ['a comma, hence two addresses', 'awa@exemple.org,b@exemple.org'],
    ['a name in front', 'Awa <awa@exemple.org>'],
    ['a header after', 'awa@exemple.org\r\nBcc: b@exemple.org'],
    ['a header before', 'a\r\nBcc:b@exemple.org'],
    ['a zero byte', 'a\u0000wa@exemple.org'],
    ['a sign that turns the text round', 'awa\u202e@exemple.org'],
    ['65 letters before the sign', `${'a'.repeat(65)}@exemple.org`],
    ['255 letters', `a@${`${'b'.repeat(60)}.`.repeat(4)}exemple.org`],
    ['nothing', ''],
  ])('with %s is none', (_, typed) => expect(normaliseEmail(typed)).toBeNull())

  test('that is kept stays as it is, holds one sign and no space, and fits', () => {
    fc.assert(
      fc.property(fc.oneof(fc.emailAddress(), fc.string()), (typed) => {
        const email = normaliseEmail(typed)
        return (
          email === null || (normaliseEmail(email) === email && email.split('@').length === 2 && !/\s/.test(email) && email.length <= 254)
        )
      }),
    )
  })

  test('takes no longer to judge because it was made to', () => {
    const start = process.cpuUsage()
    for (const typed of [`${'a.'.repeat(100_000)}@b`, `a@${'a-'.repeat(100_000)}`, `a@${'a.'.repeat(100_000)}`]) normaliseEmail(typed)
    // Of the processor, which others use too: a judgement that went back over what it read would take minutes.
    expect(process.cpuUsage(start).user).toBeLessThan(2_000_000)
  })
})

describe('what is shown of an address', () => {
  test.each([
    ['samia@exemple.org', 's•••a@exemple.org'],
    ['sa@exemple.org', 's•••@exemple.org'],
    ['s@exemple.org', 's•••@exemple.org'],
  ])('%s is shown as %s', (email, shown) => expect(maskEmail(email)).toBe(shown))
})

describe('a slip of the hand', () => {
  test.each([
    ['awa@gmial.com', 'awa@gmail.com'],
    ['awa@gmai.com', 'awa@gmail.com'],
    ['awa@gmaill.com', 'awa@gmail.com'],
    ['Awa@Orenge.fr ', 'awa@orange.fr'],
    ['awa@gmail.com', null],
    ['awa@exemple.org', null],
    ['awa@', null],
    ['awa', null],
  ])('%s: %s', (typed, meant) => expect(suggestEmail(typed)).toBe(meant))
})
