import { describe, expect, test } from 'vitest'
import { plainText, type TextNode } from '#domain/charter.ts'
import { read } from '#server/formats/read.ts'
import { pack } from '#server/formats/zip.ts'

// Files built here in the XML that Word writes (looked at in files of Word 14, 15 and 16), piece by piece.

const spaces = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"' // prettier-ignore
const part = (name: string, inside: string) =>
  `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n<w:${name} ${spaces}>${inside}</w:${name}>`
const styles = part('styles', '<w:style w:type="paragraph" w:styleId="Titre1"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>') // prettier-ignore
const brought = (body: string) =>
  read('a.docx', pack([['word/document.xml', part('document', `<w:body>${body}<w:sectPr/></w:body>`)], ['word/styles.xml', styles]]), () => 'newid') // prettier-ignore
const p = (inside: string, style = '') => `<w:p w:rsidR="00A77B3E">${style && `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>`}${inside}</w:p>`
const r = (text: string, look = '') => `<w:r w:rsidRPr="009F6559">${look && `<w:rPr>${look}</w:rPr>`}<w:t xml:space="preserve">${text}</w:t></w:r>` // prettier-ignore
const field = (code: string, shown: string) =>
  `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> ${code.slice(0, 5)}</w:instrText></w:r><w:r><w:instrText xml:space="preserve">${code.slice(5)} </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>${shown}<w:r><w:fldChar w:fldCharType="end"/></w:r>` // prettier-ignore
const words = (text: string, ...marks: { type: string }[]): TextNode => ({ type: 'text', text, ...(marks.length > 0 && { marks }) })
const link = (href: string) => ({ type: 'link', attrs: { href } })

describe('a field of Word', () => {
  test('that is a link is one, and only what it shows', () => {
    const { nodes } = brought(p(r('Voir ') + field('HYPERLINK "https://preau.test/charte" \\o "Lire"', r('le ') + r('site', '<w:b/>')) + r(', vite.'))) // prettier-ignore
    const to = link('https://preau.test/charte')
    expect(nodes[0]!.content).toEqual([words('Voir '), words('le ', to), words('site', to, { type: 'strong' }), words(', vite.')])
  })

  test('that refers to an article is a reference', () => {
    const heading = (place: string, said: string) => p(`<w:bookmarkStart w:id="1" w:name="${place}"/>${r(said)}<w:bookmarkEnd w:id="1"/>`, 'Titre1') // prettier-ignore
    const body = heading('_Ref1', 'Article 1 – Nos valeurs') + p(r('Selon l’') + field('REF _Ref1 \\r \\h', r('article 1')) + r('.'))
    const [article] = brought(body).nodes
    expect(article!.content![1]!.content).toEqual([words('Selon l’'), { type: 'article_ref', attrs: { to: 'newid' } }, words('.')])
  })

  test.each([
    ['a page number in a sentence', p(r('Page ') + field('PAGE \\* MERGEFORMAT', r('3'))), 'Page 3'],
    ['a field in a field', p(field(`IF ${'x'}`, r('Oui') + field('HYPERLINK "https://a.test"', r(' ici'))) + r('.')), 'Oui ici.'],
    ['an end without a beginning', p('<w:r><w:fldChar w:fldCharType="end"/></w:r>' + r('Oui.')), 'Oui.'],
    ['a link that leads to no web', p(field('HYPERLINK "javascript:alert(1)"', r('Oui'))), 'Oui'],
  ])('%s is its words', (_, body, said) => {
    expect(brought(body).nodes.map(plainText)).toEqual([said])
  })
})

test('what Word hides is not read; its arrows and boxes are; French spaces and quotes stay', () => {
  const symbol = (char: string) => `<w:r><w:sym w:font="Wingdings" w:char="${char}"/></w:r>`
  const body = p(r('«\u00a0Ensemble\u00a0» ') + symbol('F0E0') + r(' demain\u202f!') + r('caché', '<w:vanish/>') + r(' Oui', '<w:vanish w:val="0"/>')) // prettier-ignore
  expect(brought(body).nodes.map(plainText)).toEqual(['«\u00a0Ensemble\u00a0» → demain\u202f! Oui'])
})

test('of tracked changes, what was inserted and moved in is read; what was deleted and moved out is not', () => {
  const change = (kind: string, inside: string) =>
    `<w:${kind} w:id="1" w:author="Samia" w:date="2026-11-29T10:00:00Z">${inside}</w:${kind}>`
  const gone = '<w:r><w:delText>une fois</w:delText></w:r>'
  const body = p(r('On se voit ') + change('del', gone) + change('ins', r('deux fois')) + change('moveFrom', r(' ici')) + change('moveTo', r(' là')) + r('.')) // prettier-ignore
  expect(brought(body).nodes.map(plainText)).toEqual(['On se voit deux fois là.'])
})
