/** grades: by the id of the choice, "none" for "sans avis". sent: the hash of the ballot that is leaving, or has left. */
export type Draft = { counter: number; grades: Record<string, string>; sent?: string }

const keyOf = (pollId: string) => `isoloir ${pollId}`

/** For this tab only, since phones are shared: it survives a reload, and ends with the receipt. */
export function recallDraft(pollId: string): Draft | null {
  try {
    return JSON.parse(sessionStorage.getItem(keyOf(pollId)) ?? 'null')
  } catch {
    return null
  }
}

export const keepDraft = (pollId: string, draft: Draft) => sessionStorage.setItem(keyOf(pollId), JSON.stringify(draft))
export const forgetDraft = (pollId: string) => sessionStorage.removeItem(keyOf(pollId))
