import { expect, test } from 'vitest'
import { together } from '#server/together.ts'

/** A database that answers when told to. */
function slowDatabase() {
  const asked: { questions: number[]; answer: () => void; fail: () => void }[] = []
  const ask = together(
    (questions: number[]) =>
      new Promise<number[]>((resolve, reject) =>
        asked.push({ questions, answer: () => resolve(questions.map((n) => n * 10)), fail: () => reject(new Error('gone')) }),
      ),
  )
  return { ask, asked, turn: () => new Promise(setImmediate) }
}

test('a question that comes alone is asked at once', () => {
  const { ask, asked } = slowDatabase()
  void ask(1)
  expect(asked.map(({ questions }) => questions)).toEqual([[1]])
})

test('what comes while two are under way goes together in the next, and everyone gets their own answer', async () => {
  const { ask, asked, turn } = slowDatabase()
  const answers = Promise.all([1, 2, 3, 4, 3].map(ask))
  expect(asked.map(({ questions }) => questions)).toEqual([[1], [2]])
  asked[1]!.answer()
  await turn()
  expect(asked[2]!.questions).toEqual([3, 4, 3])
  asked[2]!.answer()
  asked[0]!.answer()
  expect(await answers).toEqual([10, 20, 30, 40, 30])
})

test('a failure is told to those who asked together, and to nobody after them', async () => {
  const { ask, asked, turn } = slowDatabase()
  const settled = Promise.allSettled([1, 2, 3, 4].map(ask))
  asked[0]!.answer()
  await turn()
  asked[2]!.fail()
  asked[1]!.answer()
  expect((await settled).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'rejected'])
  const later = ask(5)
  asked[3]!.answer()
  expect(await later).toBe(50)
})
