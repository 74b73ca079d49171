import { describe, expect, test } from 'vitest'
import { rollLimits } from '#domain/limits.ts'
import { latin1, readWhole, refusalOf, shortly, utf16, utf8 } from './files.ts'

const french = 'Prénom;Nom;Courriel;Groupe;Poids\r\nAïssata;Diop;Aissata@Exemple.org;Drôme;\r\nÉlodie;Ñuñez;elodie@exemple.org;Isère;3\r\n'
const understood = ['2 aissata@exemple.org Aïssata Diop Drôme', '3 elodie@exemple.org Élodie Ñuñez Isère 3']

describe('the letters of a file', () => {
  test.each([
    ['UTF-8', 'utf-8', utf8(french)],
    ['UTF-8 with its mark', 'utf-8', utf8(`\uFEFF${french}`)],
    ['UTF-16, little end first', 'utf-16le', utf16(french, 'le')],
    ['UTF-16, big end first', 'utf-16be', utf16(french, 'be')],
    ['Latin-1', 'windows-1252', latin1(french)],
  ])('%s are read, whatever the pieces they come in', (_, charset, bytes) => {
    for (const piece of [1, 2, 3, 7, 64 * 1024]) {
      const read = readWhole(bytes, piece)
      expect([read.charset, shortly(read.lines)]).toEqual([charset, understood])
    }
  })

  test('of one line may be another’s: only a line that is not UTF-8 is read as Windows-1252', () => {
    const mixed = new Uint8Array([...utf8('a@exemple.org;Zoé €\n'), ...latin1('b@exemple.org;Zoé '), 0x80, 0x0a])
    expect(shortly(readWhole(mixed, 5, { separator: ';', header: false, columns: columns({ email: 0, name: 1 }) }).lines)).toEqual([
      '1 a@exemple.org Zoé €',
      '2 b@exemple.org Zoé €',
    ])
  })

  test.each([
    ['a spreadsheet', 'not-text', new Uint8Array([0x50, 0x4b, 3, 4, 20, 0, 8, 8])],
    ['a PDF', 'not-text', utf8('%PDF-1.7\nawa@exemple.org\n')],
    ['a picture', 'not-text', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10])],
    ['zero bytes further on', 'not-text', utf8(`${'awa@exemple.org\n'.repeat(9000)}\0\n`)],
    ['one endless line', 'line-too-long', utf8('x'.repeat(rollLimits.lineBytes * 3))],
    ['nothing', 'no-lines', new Uint8Array()],
    ['blank lines', 'no-lines', utf8('\n \r\n\n')],
    ['a head and no one', 'no-lines', utf8('email;nom\n')],
    ['no address anywhere', 'no-address-column', utf8('Awa;Diop\nBilal;Sy\n')],
  ])('%s is refused: %s', (_, reason, bytes) => {
    expect(refusalOf(bytes)).toBe(reason)
  })

  test('a file that is too long, or has too many lines, is refused as soon as that is known', () => {
    const line = utf8('a@b.fr\n')
    const many = new Uint8Array(line.length * (rollLimits.lines + 1))
    for (let at = 0; at < many.length; at += line.length) many.set(line, at)
    expect(refusalOf(many)).toBe('too-many-lines')
  })
})

const columns = (some: object) => ({ email: null, firstName: null, name: null, unit: null, weight: null, language: null, ...some })

describe('the columns of a file', () => {
  test.each([
    ['addresses alone', 'awa@exemple.org\nbilal@exemple.org', ';', false, columns({ email: 0 })],
    [
      'a head in English, commas',
      'First name,E-mail,Weight\nAwa,awa@exemple.org,2',
      ',',
      true,
      columns({ firstName: 0, email: 1, weight: 2 }),
    ],
    [
      'a head in French, tabs',
      'Adresse e-mail\tNom\tLangue\nawa@exemple.org\tDiop\ten',
      '\t',
      true,
      columns({ email: 0, name: 1, language: 2 }),
    ],
    ['no head, semicolons', 'Awa;Diop, de la Drôme;awa@exemple.org\nB;S;b@exemple.org', ';', false, columns({ email: 2 })],
    ['a head of which nothing is known', 'Quoi;Où\nAwa;awa@exemple.org', ';', true, columns({ email: 1 })],
    [
      '« Adresse » that is a street',
      'Nom;Adresse;Courriel\nAwa;3 rue des Lilas;awa@exemple.org',
      ';',
      true,
      columns({ name: 0, email: 2 }),
    ],
    ['a first line that is wrong is a line', 'awa@exemple\nbilal@exemple.org\n', ';', false, columns({ email: 0 })],
  ])('are guessed: %s', (_, text, separator, header, expected) => {
    expect(readWhole(utf8(text)).way).toEqual({ separator, header, columns: expected })
  })

  test('are corrected by who knows better', () => {
    const way = { separator: ';' as const, header: true, columns: columns({ email: 1, name: 0 }) }
    const read = readWhole(utf8('Nom;Adresse 1;Adresse 2\nAwa;awa@exemple.org;z@exemple.org\nB;;b@exemple.org\n'), 9, way)
    expect(shortly(read.lines)).toEqual(['2 awa@exemple.org Awa', '3 no-address'])
    expect(read.firstRow).toEqual(['Nom', 'Adresse 1', 'Adresse 2'])
  })
})

describe('the lines of a file', () => {
  test('a quoted cell holds separators, quotes and line breaks; lines are counted as an editor shows them', () => {
    const text = 'email;nom;groupe\r\n"awa@exemple.org";"Diop; dite ""Awa""\r\nla grande";Drôme\r\nb@exemple.org;Sy;"Isère"\r\n'
    for (const piece of [1, 4, 1000])
      expect(shortly(readWhole(utf8(text), piece).lines)).toEqual([
        '2 awa@exemple.org Diop; dite "Awa" la grande Drôme',
        '4 b@exemple.org Sy Isère',
      ])
  })

  test('each one that cannot be is told with its reason, and stops no other', () => {
    const text = [
      'email;nom;poids',
      'awa@exemple.org;Awa;',
      ';Sans;1',
      'pas une adresse;X;1',
      'b@exemple.org;"Bé;1',
      'c@exemple.org;Cé;zéro',
      'd@exemple.org;Dé;0',
      'e@exemple.org;E;10001',
      `f@exemple.org;${'f'.repeat(121)};1`,
      `g@exemple.org;${';'.repeat(100)}`,
      `h@exemple.org;${'h'.repeat(10_001)};1`,
      '',
      'z@exemple.org;Zed;10000',
    ].join('\n')
    for (const piece of [3, 100_000])
      expect(shortly(readWhole(utf8(text), piece).lines)).toEqual([
        '2 awa@exemple.org Awa',
        '3 no-address',
        '4 bad-address',
        '5 unclosed-quote',
        '6 bad-weight',
        '7 bad-weight',
        '8 bad-weight',
        '9 too-long',
        '10 too-many-columns',
        '11 too-long',
        '13 z@exemple.org Zed 10000',
      ])
  })

  test('lines may end as on an old Macintosh', () => {
    expect(shortly(readWhole(utf8('email\ra@exemple.org\rb@exemple.org'), 3).lines)).toEqual(['2 a@exemple.org', '3 b@exemple.org'])
  })

  test('a cell that would be a formula is a text like another, and its apostrophe of ours goes', () => {
    expect(shortly(readWhole(utf8("email;nom\na@exemple.org;=1+1\nb@exemple.org;'=1+1\nc@exemple.org;'t Hooft\n")).lines)).toEqual([
      '2 a@exemple.org =1+1',
      '3 b@exemple.org =1+1',
      "4 c@exemple.org 't Hooft",
    ])
  })

  test('the language is English when the line says so', () => {
    const { lines } = readWhole(utf8('email;langue\na@b.fr;English\nb@b.fr;anglais\nc@b.fr;fr\nd@b.fr;\n'))
    expect(lines.map((read) => 'elector' in read && read.elector.language)).toEqual(['en', 'en', 'fr', 'fr'])
  })
})
