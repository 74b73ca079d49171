import type { Language, Messages } from '#lib/messages/index.ts'
import type { Me, Reply } from '#lib/api.ts'

declare global {
  namespace App {
    interface Locals {
      me: Me | null
      language: Language
      theme: 'light' | 'dark' | null
      /** The poll of the ballot being read over: its action read it, its page need not. */
      poll?: Reply<'GET', '/api/polls/:id'>
    }
    interface PageData {
      t?: Messages
      /** The body this page is about: the shell’s menu leads to its polls and texts. */
      here?: { slug: string; name: string } | null
      /** A page with its own header and nothing around it, or on a desk the menu beside it. */
      bare?: boolean | 'beside'
    }
    interface Error {
      message: string
    }
  }
}

export {}
