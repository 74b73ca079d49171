import { difference, legible, type Run } from './difference.ts'

const longest = { quote: 120, all: 300 }

const words = {
  fr: {
    quoted: (text: string) => `«\u202f${text}\u202f»`,
    becomes: (before: string, after: string) => `${before} devient ${after}`,
    adds: (text: string) => `Ajoute ${text}`,
    removes: (text: string) => `Retire ${text}`,
    form: 'Change la mise en forme, pas les mots.',
    says: (text: string) => `Il dirait\u00a0: ${text}`,
  },
  en: {
    quoted: (text: string) => `“${text}”`,
    becomes: (before: string, after: string) => `${before} becomes ${after}`,
    adds: (text: string) => `Adds ${text}`,
    removes: (text: string) => `Removes ${text}`,
    form: 'Changes how it looks, not its words.',
    says: (text: string) => `It would say: ${text}`,
  },
}

const cut = (text: string, most: number) => (text.length <= most ? text : `${text.slice(0, most - 1).trimEnd()}…`)
const quote = (text: string, language: 'fr' | 'en') => words[language].quoted(cut(text.replace(/\s+/g, ' ').trim(), longest.quote))

/** A sentence has its full stop, unless the words it quotes last have theirs. */
const closed = (sentence: string) => (/[.!?…][\s»”]+$/.test(sentence) ? sentence : `${sentence}.`)

/**
 * What changes from one wording to another, in sentences of plain text, for a ballot, where nothing is struck out nor underlined: at most
 * 300 characters or so, the first changes first; … where there are more.
 */
export function changeInWords(before: string, after: string, language: 'fr' | 'en'): string {
  const say = words[language]
  const runs = legible(difference(before, after)).filter(({ text }) => text.trim() !== '')
  const sentences = runs.flatMap(({ kind, text }, at) => {
    const next = runs[at + 1]
    if (kind === 'deleted') {
      return next?.kind === 'inserted'
        ? [say.becomes(quote(text, language), quote(next.text, language))]
        : [say.removes(quote(text, language))]
    }
    return kind === 'inserted' && !isReplacing(runs, at) ? [say.adds(quote(text, language))] : []
  })
  if (sentences.length === 0) return say.form
  return sentences.map(closed).reduce((told, sentence) => {
    if (told.endsWith('…')) return told
    return told.length + sentence.length < longest.all ? `${told} ${sentence}` : `${told} …`
  })
}

const isReplacing = (runs: readonly Run[], at: number) => runs[at - 1]?.kind === 'deleted'

/** What an article that is not there yet would say, in the same plain text. */
export const newInWords = (text: string, language: 'fr' | 'en') => closed(words[language].says(quote(text, language)))
