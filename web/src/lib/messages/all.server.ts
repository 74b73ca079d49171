import { en } from './en.ts'
import { fr } from './fr.ts'
import type { Language, Messages } from './index.ts'

/** Both languages at hand, for hooks and form actions. */
export const messagesFor = (language: Language): Messages => (language === 'en' ? en : fr)
