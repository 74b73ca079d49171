/** Ready-made scales, from the worst to the best. Seven and six follow Mieux Voter's; five ends with "À rejeter", for texts. */
export const presetScales: Record<3 | 4 | 5 | 6 | 7, readonly string[]> = {
  3: ['À rejeter', 'Passable', 'Bien'],
  4: ['À rejeter', 'Passable', 'Bien', 'Très bien'],
  5: ['À rejeter', 'Insuffisant', 'Passable', 'Bien', 'Très bien'],
  6: ['À rejeter', 'Insuffisant', 'Passable', 'Assez bien', 'Bien', 'Très bien'],
  7: ['À rejeter', 'Insuffisant', 'Passable', 'Assez bien', 'Bien', 'Très bien', 'Excellent'],
}

const palettes: Record<number, readonly number[]> = {
  2: [7, 1],
  3: [7, 4, 1],
  4: [7, 6, 2, 1],
  5: [7, 6, 4, 2, 1],
  6: [7, 6, 4, 3, 2, 1],
  7: [7, 6, 5, 4, 3, 2, 1],
}

/**
 * The colour (1, the best, to 7, the worst) of each grade of a scale of k, from the worst grade to the best. Imported
 * scales of more than seven grades share colours between neighbours: order and labels tell them apart.
 */
export function gradeColours(k: number): readonly number[] {
  return palettes[k] ?? Array.from({ length: k }, (_, grade) => 7 - Math.round((grade * 6) / Math.max(1, k - 1)))
}
