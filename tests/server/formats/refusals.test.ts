import { deflateRawSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { isBlank, plainText, type TextNode } from '#domain/charter.ts'
import { fileLimits, type FileRefusal } from '#domain/document.ts'
import { aside } from '#server/formats/aside.ts'
import { write } from '#server/formats/formats.ts'
import { read } from '#server/formats/read.ts'
import { Unreadable } from '#server/formats/refusal.ts'
import { pack } from '#server/formats/zip.ts'
import { charter } from '../../domain/ratification/text.ts'

const from = (name: string, file: string | Uint8Array) => read(name, Buffer.from(file as string), () => 'newid')

function refusalOf(name: string, file: string | Uint8Array): FileRefusal | null {
  try {
    from(name, file)
    return null
  } catch (error) {
    if (error instanceof Unreadable) return error.reason
    throw error
  }
}

const written = { title: 'Charte', doc: charter, foot: 'Drôme', language: 'fr' } as const
const docx = Buffer.from(write('docx', written))
const odt = Buffer.from(write('odt', written))
const word = (document: string) => pack([['[Content_Types].xml', ''], ['word/document.xml', document]]) // prettier-ignore
const letters = '<w:document><w:body><w:p><w:r><w:t>Nous</w:t></w:r></w:p></w:body></w:document>'
const bomb = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'

/** A zip of one part that says it is small, whatever comes out of it. */
function lying(name: string, bytes: Buffer) {
  const zip = pack([['first', ''], [name, '']]) // prettier-ignore
  const stored = deflateRawSync(bytes)
  const local = zip.indexOf(Buffer.from(name)) - 30
  const head = Buffer.from(zip.subarray(local, local + 30 + name.length))
  head.writeUInt32LE(stored.length, 18)
  const central = zip.lastIndexOf(Buffer.from(name)) - 46
  const entry = Buffer.from(zip.subarray(central, central + 46 + name.length))
  entry.writeUInt32LE(stored.length, 20)
  entry.writeUInt32LE(0, 42)
  const end = Buffer.from(zip.subarray(zip.length - 22))
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(head.length + stored.length, 16)
  return Buffer.concat([head, stored, entry, end])
}

describe('a file that cannot be a text is refused, and why', () => {
  test.each<[string, string, string | Uint8Array, FileRefusal]>([
    ['ten megabytes', 'a.txt', Buffer.alloc(10 * 1024 * 1024, 'a'), 'file-too-large'],
    ['a picture', 'a.docx', Buffer.from('89504e470d0a1a0a0000000d', 'hex'), 'file-unknown'],
    ['a PDF by another name', 'a.txt', '%PDF-1.7 …', 'file-unknown'],
    ['an old .doc', 'a.doc', Buffer.from('d0cf11e0a1b11ae100', 'hex'), 'file-unknown'],
    ['a spreadsheet', 'a.csv', 'a;b', 'file-unknown'],
    ['a zip of something else', 'a.docx', pack([['x', 'y']]), 'file-unknown'],
    ['an OpenDocument spreadsheet', 'a.odt', pack([['mimetype', 'application/vnd.oasis.opendocument.spreadsheet'], ['content.xml', '<a/>']]), 'file-unknown'],
    ['a zip cut short', 'a.docx', docx.subarray(0, docx.length - 300), 'file-unreadable'],
    ['a zip cut at its beginning', 'a.odt', Buffer.concat([odt.subarray(0, 200), odt.subarray(900)]), 'file-unreadable'],
    ['four bytes of a zip', 'a.docx', 'PK\u0003\u0004', 'file-unreadable'],
    ['entities of its own', 'a.docx', word(bomb + letters), 'file-unreadable'],
    ['a bomb of two gigabytes', 'a.docx', lying('word/document.xml', Buffer.alloc(1_500_000_000)), 'file-too-long'],
    ['many elements', 'a.html', '<p>a'.repeat(400_000), 'file-too-long'],
    ['many paragraphs', 'a.html', '<p>a</p>'.repeat(fileLimits.nodes), 'file-too-long'],
    ['many letters', 'a.txt', 'a'.repeat(fileLimits.characters + 1), 'file-too-long'],
    ['elements deep in each other', 'a.html', '<div>'.repeat(200_000), 'file-unreadable'],
    ['nothing', 'a.txt', ' \n\n \u00ad', 'file-empty'],
    ['no words', 'a.docx', word(letters.replace('Nous', ' ')), 'file-empty'],
  ])('%s', (_, name, file, reason) => expect(refusalOf(name, file)).toBe(reason)) // prettier-ignore

  test('every byte that is cut off or changed is refused or read, and breaks nothing', () => {
    for (const file of [docx, odt]) {
      for (let at = 4; at < file.length; at += 37) {
        refusalOf('a.docx', file.subarray(0, at))
        const changed = Buffer.from(file)
        changed[at] = changed[at]! ^ 0x55
        refusalOf('a.docx', changed)
      }
    }
  })
})

describe('what a page brings with it', () => {
  const hostile = `<!doctype html><title>T</title><style>p{color:red}</style><script>alert(1)</script>
    <p onclick="alert(2)">Nous <b>voulons</b> <a href="javascript:alert(3)">ceci</a> et <a href="https://preau.test/">cela</a>.<img src=x onerror=alert(4)></p>
    <svg><script>alert(5)</script></svg><iframe srcdoc="<script>alert(6)</script>"></iframe><form><input value="non"><button>non</button></form>
    <p style="font-weight:700">Oui</p><custom-tag>Aussi</custom-tag>`

  test('is words, marks and links to the web; nothing else is left', () => {
    const { nodes } = from('a.html', hostile)
    expect(nodes).toEqual([
      {
        type: 'paragraph',
        content: [
          { type: 'text', text: 'Nous ' },
          { type: 'text', text: 'voulons', marks: [{ type: 'strong' }] },
          { type: 'text', text: ' ceci et ' },
          { type: 'text', text: 'cela', marks: [{ type: 'link', attrs: { href: 'https://preau.test/' } }] },
          { type: 'text', text: '.' },
        ],
      },
      { type: 'paragraph', content: [{ type: 'text', text: 'Oui', marks: [{ type: 'strong' }] }] },
      { type: 'paragraph', content: [{ type: 'text', text: 'Aussi' }] },
    ])
  })

  test('is written as words in a page of ours', () => {
    const doc: TextNode = { type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: '<script>alert(1)</script>' }] }] }
    const page = Buffer.from(write('html', { ...written, title: '<b>', doc })).toString()
    expect(page).not.toMatch(/<script|<b>/)
    expect(plainText({ type: 'doc', content: from('a.html', page).nodes })).toBe('<script>alert(1)</script>')
  })
})

describe('the thread of files', () => {
  test('is ended when a file takes too long; the next one is read by another', async () => {
    const quick = aside(0.001)
    const slow = { kind: 'read', name: 'a.html', bytes: Buffer.from('<p>a</p>'.repeat(9000)), title: null, articles: false } as const
    expect(await quick(slow)).toEqual({ refused: 'file-unreadable' })
    const patient = aside()
    const [first, second] = await Promise.all([patient(slow), patient({ ...slow, title: 'Charte' })])
    expect([first, second]).toMatchObject([{ title: 'a' }, { title: 'Charte' }])
  })

  test('asks a flood to come back later', async () => {
    const one = aside()
    const asked = Array.from({ length: 70 }, () => one({ kind: 'write', format: 'md', text: written }))
    const told = await Promise.allSettled(asked)
    expect(told.filter(({ status }) => status === 'rejected')).toHaveLength(10)
    expect(isBlank(charter)).toBe(false)
  })
})
