import { plainText, type TextNode } from '#domain/charter.ts'
import { writeBlocks } from '#domain/ratification/article-text.ts'
import { numbersOf, spelled } from '#domain/references.ts'

/** An article of a text as it is typed, and compared: its title, and what it says. */
export function wordsOf(article: TextNode, of: TextNode, gone?: string): { title: string; text: string } {
  const inside = spelled(article, numbersOf(of), gone).content ?? []
  const isTitle = ({ type }: TextNode) => type === 'article_title'
  return { title: inside.filter(isTitle).map(plainText).join(' '), text: writeBlocks(inside.filter((node) => !isTitle(node))) }
}

/** Title and words in one, to show what changes: the words alone, without the signs that make them bold or keep them plain; items have the point of a list. `gone`: of references. */
export function wholeOf(article: TextNode, of: TextNode, gone: string): string {
  const { title, text } = wordsOf(bare(article), of, gone)
  return `${title}\n${text.replace(/^( *)- /gm, '$1• ').replace(/\\([^])/g, '$1')}`
}

const bare = ({ marks: _, content, ...node }: TextNode): TextNode => ({ ...node, ...(content && { content: content.map(bare) }) })
