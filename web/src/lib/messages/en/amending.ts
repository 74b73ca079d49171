import type { Messages } from '../index.ts'

export const amending: Messages['amending'] = {
  replace: (number) => `Amend article ${number}`,
  insert: 'Propose a new article',
  kind: 'What do you propose?',
  change: 'Change its words',
  delete: 'Delete it',
  deleteHint: 'Its words then need no filling in.',
  place: 'Its place',
  first: 'At the beginning',
  after: (article) => `After “${article}”`,
  articleTitle: 'Title of the article',
  text: 'What it would say',
  textHint:
    'An empty line parts two paragraphs. Before a line: “-” or “1.” for a list, “#” for a heading, “>” for a quote. Among words: **bold**, _italic_, [words](https://address).',
  editorHint:
    'Alt and F10 lead to the tools. Escape then Tab leave the text. An at sign, a number and a space write a reference to that article.',
  broughtBack: 'What you had begun here is back.',
  startAgain: 'Start again from the frozen text',
  tooLong: 'That is too long to be pasted at once.',
  referHint: 'References to other articles, typed as they read (“article 3”), stay references.',
  reason: 'Why?',
  reasonHint: 'In a few sentences: they are read on the ballot.',
  submit: 'Propose this amendment',
}
