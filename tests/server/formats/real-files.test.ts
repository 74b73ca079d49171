import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { TextNode } from '#domain/charter.ts'
import { headingsAsArticles } from '#server/formats/articles.ts'
import { read, titled } from '#server/formats/read.ts'

// Files written by LibreOffice 7.4 and pandoc 2.17, as Debian 12 has them.

const from = (name: string) => read(name, readFileSync(new URL(`./files/${name}`, import.meta.url)), () => 'newid')

/** A text in a few letters: `ul(li(p(Écouter)))`. */
function brief({ type, text = '', marks = [], content = [], attrs }: TextNode): string {
  const short: Record<string, string> = { paragraph: 'p', bullet_list: 'ul', ordered_list: 'ol', list_item: 'li', article_title: 't' }
  if (type === 'text') return text + marks.map((mark) => `^${mark.type}`).join('')
  if (type === 'hard_break') return '/'
  return `${short[type] ?? type}${attrs?.level ?? ''}(${content.map(brief).join('')})`
}

const written = [
  "p(Un préambule avec du gras^strong, de l'italique^em et un lien^link.)",
  'article(t(Nos valeurs)p(Chaque voix compte pareil^strong./Une autre ligne.)' +
    'ul(li(p(Écouter))li(p(Faire)p(encore du même point)ol(li(p(un))li(p(deux))))li(p(Dire)))ol(li(p(premier))li(p(second)))' +
    'blockquote(p(Une citation)p(en deux paragraphes))heading1(Un titre dedans)p(Fin.))',
  'article(t(Nos rencontres)p(Une fois par mois.))',
  'p(Hors des articles.)',
  'heading2(Annexe)',
  'p(Dernier mot.)',
]

describe('a text of ours that went through', () => {
  test.each(['libreoffice.docx', 'pandoc.docx', 'pandoc.odt'])('%s comes back as it was', (name) => {
    const { title, nodes } = from(name)
    expect([title, nodes.map(brief)]).toEqual(['Charte de la Drôme', written])
  })
})

describe('a charter typed without a single style, with a table, saved as', () => {
  test.each(['no-styles.docx', 'no-styles.odt'])('%s has its articles', (name) => {
    const { title, nodes } = from(name)
    expect([title, nodes.map(brief)]).toEqual([
      null,
      [
        'p(Charte du groupe de la Drôme^strong)',
        'p(Préambule de la charte.)',
        'article(t(Nos valeurs)p(Chaque voix compte pareil^em.)ul(li(p(Écouter)ol(li(p(vraiment))))li(p(Faire))))',
        'article(t(Nos rencontres)p(Quand | Le mardi)p(Voir le site^link.))',
      ],
    ])
  })
})

describe('tables and what a text does not keep', () => {
  test.each(['tables.docx', 'tables.odt'])('%s: a row is a line, framed words come behind, and what was left out is counted', (name) => {
    const { nodes, left } = from(name)
    expect(nodes.map(brief)).toEqual([
      'article(t(Nos rencontres)p(Elles sont ouvertes.)p(Quand^strong | Où^strong | Qui)p(Le mardi / Le jeudi | – | Samia / Karim)' +
        'p(Tous les mois | Tout le monde)p(Notre logo est beau.)p(Et voilà.)p(Écrit dans un cadre.))',
    ])
    expect(left).toEqual({ pictures: 2, notes: 1, remarks: 1 })
  })

  const html = (name: string, text: string) => {
    const { nodes, left } = read(name, Buffer.from(text), () => 'newid')
    return [nodes.map(brief), left.pictures]
  }

  test('in Markdown and HTML; a table that only places things is what it places', () => {
    const typed = '| Quand | Où |\n|---|:-:|\n| Le **mardi** | ![plan](a.png) Salle \\| bleue |\n\n- [x] ~~fait~~\n'
    expect(html('a.md', typed)).toEqual([['p(Quand | Où)', 'p(Le mardi^strong | Salle | bleue)', 'ul(li(p([x] ~~fait~~)))'], 1])
    const laid =
      '<table><tr><td><h2>Avant</h2><p>un</p></td><td><p>deux</p><img src="a.png"></td></tr><tr><td>seul</td><td></td></tr></table>'
    expect(html('a.html', laid)).toEqual([['p(un)', 'p(deux)', 'p(seul)'], 1])
  })
})

describe('letters', () => {
  const nodesOf = (name: string, text: string | Buffer) => read(name, Buffer.from(text as string), () => 'newid').nodes.map(brief)

  test('typed in a plain file: empty lines part them, dashes are a list, articles are named', () => {
    const typed = 'Charte\r\n\r\nArticle 1 – Nos valeurs\r\n\r\nChaque voix\r\ncompte.\r\n\r\n- Écouter\r\n- Faire\r\n'
    expect(nodesOf('a.txt', typed)).toEqual(['p(Charte)', 'article(t(Nos valeurs)p(Chaque voix/compte.)ul(li(p(Écouter))li(p(Faire))))'])
  })

  test('of Windows, of UTF-16, with a mark before them', () => {
    expect(nodesOf('a.txt', Buffer.from('D\xe9cid\xe9 \x80', 'latin1'))).toEqual(['p(Décidé €)'])
    expect(nodesOf('a.txt', Buffer.from('\ufeffDécidé', 'utf16le'))).toEqual(['p(Décidé)'])
    expect(nodesOf('a.md', '\ufeff## Décidé\n\nOui')).toEqual(['p(Oui)'])
  })

  test('of Markdown by another hand: stars, nested by four spaces, underlined titles, HTML', () => {
    const typed = 'Charte\n======\n\n* *Écouter*\n    * vraiment\n* __Faire__\n\nUne\nligne <b>en HTML</b>\n'
    expect(nodesOf('a.md', typed)).toEqual(['ul(li(p(Écouter^em)ul(li(p(vraiment))))li(p(Faire^strong)))', 'p(Une ligne en HTML^strong)'])
  })

  test.each([
    ['Article 3 – Nos rencontres', 'Nos rencontres'],
    ['ARTICLE 12 : L’argent', 'L’argent'],
    ['Article 1er. Objet', 'Objet'],
    ['Art. 4 - Les rôles', 'Les rôles'],
    ['Article premier', ''],
    ['Article IV — Décider', 'Décider'],
  ])('« %s » is an article', (heading, title) => {
    expect(nodesOf('a.md', `## ${heading}\n\nOui`)).toEqual([`article(t(${title})p(Oui))`])
  })

  test.each(['Articles de presse', 'L’article 3', 'Artisans et commerçants'])('« %s » is not', (heading) => {
    expect(nodesOf('a.md', `Avant\n\n## ${heading}\n\nOui`)).toEqual(['p(Avant)', `heading1(${heading})`, 'p(Oui)'])
  })
})

describe('the title of the text', () => {
  const nodes: TextNode[] = [{ type: 'paragraph' }]
  test('is the one that was asked for, the file’s, or the file’s name', () => {
    expect(titled({ title: 'Charte', nodes }, null, 'x.docx')).toEqual({ title: 'Charte', nodes })
    expect(titled({ title: null, nodes }, null, 'Notre charte.docx')).toEqual({ title: 'Notre charte', nodes })
    expect(titled({ title: 'Charte', nodes: [] }, 'Charte', 'x.docx')).toEqual({ title: 'Charte', nodes })
  })

  test('stays as a heading where another was asked for, or where it is too long to be one', () => {
    const heading = (text: string) => ({ type: 'heading', attrs: { level: 1 }, content: [{ type: 'text', text }] })
    expect(titled({ title: 'Charte', nodes }, 'La nôtre', 'x.docx')).toEqual({ title: 'La nôtre', nodes: [heading('Charte'), ...nodes] })
    const long = 'très long '.repeat(30).trim()
    const made = titled({ title: long, nodes }, null, 'x.docx')
    expect([made.title.length <= 120, made.nodes[0]]).toEqual([true, heading(long)])
  })
})

describe('a charter that names no article', () => {
  const asCharter = (text: string) => headingsAsArticles(read('a.md', Buffer.from(text), () => 'newid').nodes, () => 'newid').map(brief)

  test('has those of its highest headings, without the numbers typed before them', () => {
    expect(asCharter('Avant\n\n## 1. Nos valeurs\n\nOui\n\n### Dedans\n\n## II – L’argent\n\nNon')).toEqual([
      'p(Avant)',
      'article(t(Nos valeurs)p(Oui)heading1(Dedans))',
      'article(t(L’argent)p(Non))',
    ])
  })

  test('stays as it is with a single heading, or when it names one', () => {
    expect(asCharter('Avant\n\n## Seul\n\nOui')).toEqual(['p(Avant)', 'heading1(Seul)', 'p(Oui)'])
    expect(asCharter('## Avant\n\n## Article 1\n\nOui')).toEqual(['heading1(Avant)', 'article(t()p(Oui))'])
  })
})
