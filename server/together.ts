type Asked<Question, Answer> = { question: Question; resolve: (answer: Answer) => void; reject: (error: unknown) => void }

/**
 * Asks many things in one statement: what is asked while two are under way goes together in the next. Alone, a question is asked at once; in
 * a rush hundreds share one round trip. `ask` answers in the order asked; when it fails, all who asked are told.
 */
export function together<Question, Answer>(ask: (questions: Question[]) => Promise<Answer[]>): (question: Question) => Promise<Answer> {
  const waiting: Asked<Question, Answer>[] = []
  let underWay = 0

  async function go() {
    if (underWay === 2 || waiting.length === 0) return
    underWay++
    const group = waiting.splice(0, 500)
    try {
      const answers = await ask(group.map(({ question }) => question))
      group.forEach(({ resolve }, at) => resolve(answers[at]!))
    } catch (error) {
      for (const { reject } of group) reject(error)
    }
    underWay--
    void go()
  }

  return (question) =>
    new Promise((resolve, reject) => {
      waiting.push({ question, resolve, reject })
      void go()
    })
}
