import { fail, type RequestEvent } from '@sveltejs/kit'
import { type Answer, type Failure, stop } from '#lib/api.ts'
import type { Messages } from '#lib/messages/index.ts'

/** One thing to mend in a form: the summary links to its field, the field repeats the sentence. No field: the whole form. */
export type Problem = { field: string | null; message: string }
export type FormProblems = { problems: Problem[]; values: Record<string, string> }

/** What a form may say: sentences for the reasons of its rules, and for what its fields may have wrong. */
export type Sentences<Reason extends string = string> = {
  reasons?: Record<Reason, string | ((detail: Record<string, string | number>) => string)>
  fields?: Record<string, Partial<Record<string, string>> | string>
  /** Under which field a reason belongs: `{ 'wrong-code': 'code' }`. */
  places?: Partial<Record<Reason, string>>
  /** What a 404 means on this page, when it is not a page that does not exist. */
  notFound?: string
}

/** Every text field of a posted form, trimmed; the last one wins when a name comes twice. */
export async function readForm(event: RequestEvent): Promise<Record<string, string>> {
  return textsOf(await event.request.formData())
}

/** The same of a form that brings a file as well. */
export function textsOf(form: FormData): Record<string, string> {
  return Object.fromEntries([...form].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value.trim()]] : [])))
}

/**
 * The end of a form action whose call was refused: the same page again, with what was typed and what to mend.
 * Signed out or not found leave for their own pages.
 */
export function tell(
  event: RequestEvent,
  answer: Answer<unknown> & { ok: false },
  values: Record<string, string>,
  t: Messages,
  say: Sentences = {},
) {
  const { failure } = answer
  if (failure.status === 401 || (failure.status === 404 && !say.notFound)) stop(failure, event.url)
  return fail(failure.status || 503, { problems: problemsOf(failure, t, say), values })
}

/** Same shape for what a page checks by itself before calling. */
export const mend = (problems: Problem[], values: Record<string, string>) => fail(400, { problems, values })

export function problemsOf(failure: Failure, t: Messages, say: Sentences): Problem[] {
  const { errors, fieldProblems } = t.common
  switch (failure.error) {
    case 'malformed': {
      const { fields } = failure as Failure & { error: 'malformed' }
      if (fields.length === 0) return [{ field: null, message: errors.malformed }]
      const firsts = fields.filter(({ field }, index) => fields.findIndex((other) => other.field === field) === index)
      return firsts.map(({ field, problem }) => ({ field, message: fieldSentence(say.fields?.[field], problem, fieldProblems) }))
    }
    case 'refused': {
      const { reason, detail } = failure as Failure & { error: 'refused' }
      const sentence = say.reasons?.[reason]
      const message = typeof sentence === 'function' ? sentence(detail ?? {}) : (sentence ?? errors.refused)
      return [{ field: say.places?.[reason] ?? null, message }]
    }
    case 'too-many':
      return [{ field: null, message: errors.tooMany }]
    case 'too-large':
      return [{ field: null, message: errors.tooLarge }]
    case 'unreachable':
      return [{ field: null, message: errors.unreachable }]
    case 'unconfirmed':
      return [{ field: null, message: errors.unconfirmed }]
    case 'no-room':
      return [{ field: null, message: errors.noRoom }]
    case 'signed-out':
      return [{ field: null, message: errors.signedOut }]
    case 'not-found':
      return [{ field: null, message: say.notFound ?? errors.notFound }]
    case 'bug':
      return [{ field: null, message: errors.bug }]
  }
}

function fieldSentence(own: NonNullable<Sentences['fields']>[string] | undefined, problem: string, common: Record<string, string>) {
  if (typeof own === 'string') return own
  return own?.[problem] ?? common[problem] ?? common.other ?? problem
}

/** A form as a page finds it: not posted yet, or come back with what was typed and what is to be mended. */
export type Told = { problems?: Problem[]; values?: Record<string, string> } | null | undefined

/** The sentence under one field, if there is one. */
export const problemOf = (form: Told, field: string) => form?.problems?.find((problem) => problem.field === field)?.message

/** What was typed, or what there was before. */
export const valueOf = (form: Told, field: string, before = '') => form?.values?.[field] ?? before
