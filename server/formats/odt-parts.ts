import type { Written } from './formats.ts'
import { declaration, xml } from './xml.ts'

// What stands beside the text in an .odt: its styles, the page and its foot, the list of its parts.

export const odtSpaces = [
  ...['office', 'style', 'text', 'meta'].map((name) => `xmlns:${name}="urn:oasis:names:tc:opendocument:xmlns:${name}:1.0"`),
  'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"',
  'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"',
  'xmlns:xlink="http://www.w3.org/1999/xlink"',
  'xmlns:dc="http://purl.org/dc/elements/1.1/"',
].join(' ')

const levels = Array.from({ length: 10 }, (_, at) => at + 1)
const stands = (level: number) =>
  `<style:list-level-properties text:list-level-position-and-space-mode="label-alignment"><style:list-level-label-alignment text:label-followed-by="listtab" text:list-tab-stop-position="${level}cm" fo:text-indent="-0.7cm" fo:margin-left="${level}cm"/></style:list-level-properties>`
const bullets = levels.map(
  (level) =>
    `<text:list-level-style-bullet text:level="${level}" text:bullet-char="${['•', '–', '◦'][(level - 1) % 3]}">${stands(level)}</text:list-level-style-bullet>`,
)
const numbers = levels.map(
  (level) =>
    `<text:list-level-style-number text:level="${level}" style:num-format="1" style:num-suffix=".">${stands(level)}</text:list-level-style-number>`,
)
/** The two kinds of list, by the names of domain/charter.ts. */
export const listStyles = `<text:list-style style:name="bullet_list">${bullets.join('')}</text:list-style><text:list-style style:name="ordered_list">${numbers.join('')}</text:list-style>`

const paragraph = (name: string, properties: string, words = '', facts = '') =>
  `<style:style style:name="${name.replaceAll(' ', '_20_')}" style:display-name="${name}" style:family="paragraph" style:parent-style-name="Standard" ${facts}><style:paragraph-properties ${properties}/>${words && `<style:text-properties ${words}/>`}</style:style>`
const gaps = (above: number, below: number) => `fo:margin-top="${above}mm" fo:margin-bottom="${below}mm"`
const heading = (points: number, at: number) =>
  paragraph(
    `Heading ${at + 1}`,
    `${gaps(at === 0 ? 7 : 4, 2)} fo:keep-with-next="always"`,
    `fo:font-size="${points}pt" fo:font-weight="bold"`,
    `style:default-outline-level="${at + 1}" style:next-style-name="Text_20_body"`,
  )

const named = [
  paragraph('Text body', `${gaps(0, 2.5)} fo:line-height="115%" fo:orphans="3" fo:widows="3"`),
  paragraph('Title', `${gaps(0, 7)} fo:keep-with-next="always"`, 'fo:font-size="24pt" fo:font-weight="bold"'),
  ...[17, 14, 12, 11, 11].map(heading),
  paragraph('Quotations', `${gaps(0, 2.5)} fo:margin-left="8mm" fo:padding-left="3mm" fo:border-left="1.5pt solid #999999"`),
  paragraph('Horizontal Line', `${gaps(0, 4)} fo:border-bottom="0.5pt solid #999999"`),
  paragraph('Footer', gaps(0, 0), 'fo:font-size="8.5pt"'),
].join('')

export function odtParts({ title, foot, language }: Written): [name: string, text: string][] {
  const country = language === 'fr' ? 'FR' : 'GB'
  const base = `<style:default-style style:family="paragraph"><style:text-properties style:font-name="Calibri" fo:font-size="11pt" fo:language="${language}" fo:country="${country}"/></style:default-style><style:style style:name="Standard" style:family="paragraph"/>`
  const page = `<style:page-layout style:name="A4"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm" fo:margin="2.2cm"/><style:footer-style><style:header-footer-properties fo:min-height="8mm" fo:margin-top="4mm"/></style:footer-style></style:page-layout>`
  const number = '<text:page-number text:select-page="current">1</text:page-number> / <text:page-count>1</text:page-count>'
  const footer = `<style:footer><text:p text:style-name="Footer">${xml(foot)} · ${number}</text:p></style:footer>`
  const styles = `${declaration}<office:document-styles ${odtSpaces} office:version="1.3"><office:font-face-decls><style:font-face style:name="Calibri" svg:font-family="Calibri, Carlito"/></office:font-face-decls><office:styles>${base}${named}</office:styles><office:automatic-styles>${page}</office:automatic-styles><office:master-styles><style:master-page style:name="Standard" style:page-layout-name="A4">${footer}</style:master-page></office:master-styles></office:document-styles>`
  const meta = `${declaration}<office:document-meta ${odtSpaces} office:version="1.3"><office:meta><dc:title>${xml(title)}</dc:title><dc:language>${language}</dc:language></office:meta></office:document-meta>`
  const parts = ['content.xml', 'styles.xml', 'meta.xml'].map(
    (name) => `<manifest:file-entry manifest:full-path="${name}" manifest:media-type="text/xml"/>`,
  )
  const manifest = `${declaration}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3"><manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/>${parts.join('')}</manifest:manifest>`
  return [
    ['META-INF/manifest.xml', manifest],
    ['styles.xml', styles],
    ['meta.xml', meta],
  ]
}
