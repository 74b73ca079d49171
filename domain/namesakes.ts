import { oneLine, soughtAs } from './electorate.ts'

/** Someone on the attendance sheet. unit: the group that the file of the roll names; since: when they joined the body, where its roll is its members. */
export type OnSheet = { id: string; name: string; unit: string; since: Date | null }

/** What is told beside a name so that two people who are called the same are not taken for one; number: among those whom the rest does not tell apart. */
export type Apart = { unit: string | null; since: Date | null; number: number | null }

/** Two days that are read the same, whatever the clock: closer than this they might be one. */
const aDay = 26 * 3_600_000

/**
 * Who must be told apart, and how: those alone who share their name with another (capitals and accents aside), by their group, or else by the day
 * they came; numbered in the order of `people` where that is not enough. Never by an address.
 */
export function toldApart(people: readonly OnSheet[]): Map<string, Apart> {
  const called = Map.groupBy(people, ({ name }) => soughtAs(oneLine(name)))
  const namesakes = [...called.values()].filter(({ length }) => length > 1)
  return new Map(namesakes.flatMap((group) => [...Map.groupBy(group, ({ unit }) => unit).values()].flatMap(within)))
}

/** Of one name in one group. */
function within(same: readonly OnSheet[]): [string, Apart][] {
  const days = same.map(({ since }) => since?.getTime() ?? 0).sort((a, b) => a - b)
  const read = days.some((day, at) => at > 0 && day - days[at - 1]! < aDay)
  return same.map(({ id, unit, since }, at) => [id, { unit: unit || null, since, number: read ? at + 1 : null }])
}
