export type Goals = ReturnType<typeof newGoals>

/** The goals that were given, by number for the live rooms and by name elsewhere, each met only when all of its parts are. */
export function newGoals() {
  const judged: { goal: number | string; met: boolean; figures: string }[] = []
  return {
    judge: (goal: number | string, met: boolean, figures: string) => void judged.push({ goal, met, figures }),
    print: () => {
      for (const goal of [...new Set(judged.map(({ goal }) => goal))].sort((a, b) => (Number(a) || 0) - (Number(b) || 0))) {
        const parts = judged.filter((part) => part.goal === goal)
        console.log(
          `goal ${goal}: ${parts.every(({ met }) => met) ? 'met' : 'not met'} (${parts.map(({ figures, met }) => (met ? figures : `✗ ${figures}`)).join('; ')})`,
        )
      }
    },
  }
}
