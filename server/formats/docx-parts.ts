import type { Written } from './formats.ts'
import { declaration, xml } from './xml.ts'

// What stands beside the text in a .docx: styles, numbering, the foot of its pages, what leads to what.

const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const relationships = (inside: string) =>
  `${declaration}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${inside}</Relationships>`
const leadsTo = (id: string, kind: string, target: string, external = false) =>
  `<Relationship Id="${id}" Type="${kind}" Target="${xml(target)}"${external ? ' TargetMode="External"' : ''}/>`

const kinds = ['document.main', 'styles', 'numbering', 'footer']
const contentTypes = `${declaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${kinds
  .map(
    (kind) =>
      `<Override PartName="/word/${kind.replace('.main', '')}.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.${kind}+xml"/>`,
  )
  .join('')}<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`

export function docxParts({ title, foot, language }: Written, links: readonly string[], spaces: string): [name: string, text: string][] {
  const field = (code: string) => `<w:fldSimple w:instr=" ${code} "><w:r><w:t>1</w:t></w:r></w:fldSimple>`
  const slash = '<w:r><w:t xml:space="preserve"> / </w:t></w:r>'
  const footer = `<w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr><w:r><w:t xml:space="preserve">${xml(foot)}</w:t></w:r><w:r><w:tab/></w:r>${field('PAGE')}${slash}${field('NUMPAGES')}</w:p>`
  const core = `<dc:title>${xml(title)}</dc:title><dc:language>${language}</dc:language>`
  return [
    ['[Content_Types].xml', contentTypes],
    [
      '_rels/.rels',
      relationships(
        leadsTo('rId1', `${office}/officeDocument`, 'word/document.xml') +
          leadsTo('rId2', 'http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties', 'docProps/core.xml'),
      ),
    ],
    [
      'docProps/core.xml',
      `${declaration}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">${core}</cp:coreProperties>`,
    ],
    [
      'word/_rels/document.xml.rels',
      relationships(
        ['styles', 'numbering'].map((part) => leadsTo(`rId-${part}`, `${office}/${part}`, `${part}.xml`)).join('') +
          leadsTo('rIdFooter', `${office}/footer`, 'footer.xml') +
          links.map((href, at) => leadsTo(`rIdLink${at + 1}`, `${office}/hyperlink`, href, true)).join(''),
      ),
    ],
    ['word/footer.xml', `${declaration}<w:ftr ${spaces}>${footer}</w:ftr>`],
    ['word/styles.xml', styles(language, spaces)],
  ]
}

type Style = { id: string; name: string; paragraph?: string; run?: string; next?: boolean }

const size = (points: number) => `<w:sz w:val="${points * 2}"/><w:szCs w:val="${points * 2}"/>`
const after = (before: number, behind: number) => `<w:spacing w:before="${before}" w:after="${behind}"/>`
const indented = (level: number) => `<w:ind w:left="${(level + 1) * 567}"/>`
const named: Style[] = [
  { id: 'Title', name: 'Title', paragraph: `<w:keepNext/>${after(0, 360)}`, run: `<w:b/>${size(24)}`, next: true },
  ...[17, 14, 12, 11, 11].map((points, at): Style => {
    const paragraph = `<w:keepNext/><w:keepLines/>${after(at === 0 ? 360 : 240, 100)}<w:outlineLvl w:val="${at}"/>`
    return { id: `Heading${at + 1}`, name: `heading ${at + 1}`, paragraph, run: `<w:b/>${size(points)}`, next: true }
  }),
  {
    id: 'Quote',
    name: 'Quote',
    paragraph: '<w:pBdr><w:left w:val="single" w:sz="18" w:space="10" w:color="999999"/></w:pBdr><w:ind w:left="425"/>',
  },
  { id: 'ListParagraph', name: 'List Paragraph', paragraph: after(0, 60) },
  ...Array.from({ length: 9 }, (_, level): Style => {
    const more = level === 0 ? '' : String(level + 1)
    return { id: `ListContinue${more}`, name: `List Continue ${more}`.trim(), paragraph: after(0, 60) + indented(level) }
  }),
  { id: 'Rule', name: 'Rule', paragraph: '<w:pBdr><w:bottom w:val="single" w:sz="6" w:space="1" w:color="999999"/></w:pBdr>' },
  {
    id: 'Footer',
    name: 'footer',
    paragraph: '<w:tabs><w:tab w:val="right" w:pos="9412"/></w:tabs><w:ind w:right="1134"/>',
    run: size(8.5),
  },
]

function styles(language: string, spaces: string) {
  const place = language === 'fr' ? 'fr-FR' : 'en-GB'
  const defaults = `<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:cs="Calibri"/>${size(11)}<w:lang w:val="${place}"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="140" w:line="276" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>`
  const normal = '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
  const link =
    '<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:rPr><w:color w:val="4B2E9E"/><w:u w:val="single"/></w:rPr></w:style>'
  const rest = named.map(
    ({ id, name, paragraph, run, next }) =>
      `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${name}"/><w:basedOn w:val="Normal"/>${next ? '<w:next w:val="Normal"/>' : ''}<w:qFormat/>${paragraph ? `<w:pPr>${paragraph}</w:pPr>` : ''}${run ? `<w:rPr>${run}</w:rPr>` : ''}</w:style>`,
  )
  return `${declaration}<w:styles ${spaces}>${defaults}${normal}${rest.join('')}${link}</w:styles>`
}

/** Two kinds of list of nine levels each; every list of the text is one of them, begun again. */
export function numbering(lists: readonly { ordered: boolean; level: number }[], spaces: string) {
  const level = (at: number, kind: string, sign: string) =>
    `<w:lvl w:ilvl="${at}"><w:start w:val="1"/><w:numFmt w:val="${kind}"/><w:lvlText w:val="${sign}"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="${(at + 1) * 567}" w:hanging="397"/></w:pPr></w:lvl>`
  const abstract = (id: number, kind: string, sign: (at: number) => string) =>
    `<w:abstractNum w:abstractNumId="${id}"><w:multiLevelType w:val="hybridMultilevel"/>${Array.from({ length: 9 }, (_, at) => level(at, kind, sign(at))).join('')}</w:abstractNum>`
  const numbered = lists.map(
    ({ ordered, level }, at) =>
      `<w:num w:numId="${at + 1}"><w:abstractNumId w:val="${ordered ? 1 : 0}"/><w:lvlOverride w:ilvl="${level}"><w:startOverride w:val="1"/></w:lvlOverride></w:num>`,
  )
  const kinds = abstract(0, 'bullet', (at) => ['•', '–', '◦'][at % 3]!) + abstract(1, 'decimal', (at) => `%${at + 1}.`)
  return `${declaration}<w:numbering ${spaces}>${kinds}${numbered.join('')}</w:numbering>`
}
