import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { assemblyLines } from './doors/assemblies.ts'
import { bodyLines } from './doors/bodies.ts'
import { consultationLines } from './doors/consultations.ts'
import { discussionLines } from './doors/discussion.ts'
import { documentLines } from './doors/documents.ts'
import { electorateLines } from './doors/electorates.ts'
import { historyLines } from './doors/history.ts'
import { invitationLines } from './doors/invitations.ts'
import { memberLines } from './doors/members.ts'
import { pollLines } from './doors/polls.ts'
import { ratificationLines } from './doors/ratification.ts'
import { newScene } from './doors/scene.ts'
import { secretLines } from './doors/secret.ts'
import { setupLines } from './doors/setup.ts'
import { type Line, roles } from './doors/table.ts'
import { mailingLines, votingLinkLines } from './doors/voting-links.ts'
import { trustLines } from './doors/trust.ts'
import { foundedWorld, type FoundedWorld, type Method } from './people-world.ts'

const lines = [
  ...setupLines,
  ...memberLines,
  ...bodyLines,
  ...invitationLines,
  ...documentLines,
  ...historyLines,
  ...pollLines,
  ...secretLines,
  ...trustLines,
  ...ratificationLines,
  ...discussionLines,
  ...votingLinkLines,
  ...mailingLines,
  ...electorateLines,
  ...assemblyLines,
  ...consultationLines,
]
const known = new Set<string>(lines.map(({ door }) => door))

let world: FoundedWorld
beforeAll(async () => {
  world = await foundedWorld()
})
afterAll(() => world.close())

/** Every route that the app really has, read from its own tree: `├── /me (GET, PATCH)`, each step under what it prolongs. */
function doorsOfTheApp() {
  const steps: string[] = []
  return world.app
    .printRoutes({ commonPrefix: false })
    .split('\n')
    .flatMap((branch) => {
      const [, indent = '', step = '', methods = ''] = /^([│ ]*)[├└]── (\S+) \(([^)]*)\)/.exec(branch) ?? []
      if (!step) return []
      steps.splice(indent.length / 4, Infinity, step)
      return methods.split(', ').flatMap((method) => (method === 'HEAD' ? [] : [`${method} ${steps.join('')}`]))
    })
}

describe('the table of doors', () => {
  test('has every door of the app, and no door that is not there', () => {
    const real = doorsOfTheApp()
    expect(real.length).toBeGreaterThan(40)
    expect([...known].sort()).toEqual([...new Set(real)].sort())
  })

  test('gives an answer to each of the eight who knock', () => {
    for (const { door, answers } of lines) expect([door, answers.length]).toEqual([door, roles.length])
  })

  test('is told in docs/rights.md, door by door', () => {
    const page = readFileSync(new URL('../../docs/rights.md', import.meta.url), 'utf8')
    expect([...known].filter((door) => !page.includes(`\`${door}\``))).toEqual([])
    const told = [...page.matchAll(/`((?:GET|POST|PUT|PATCH|DELETE) \/\S+)`/g)].map(([, door]) => door)
    expect(told.filter((door) => !known.has(door!))).toEqual([])
  })
})

/** The status of an upgrade is 101 once it is accepted. */
async function upgrade(url: string, cookie: string) {
  const headers = { cookie, origin: world.config.origin }
  try {
    const socket = await world.app.injectWS(`${url}?schema=1`, { headers })
    socket.terminate()
    return 101
  } catch (error) {
    return Number(/\d{3}/.exec(String(error))?.[0])
  }
}

async function knock({ door, url, payload }: Line, role: (typeof roles)[number]) {
  const scene = await newScene(world, role)
  const [method, path = ''] = door.split(' ')
  const address = url ? await url(scene) : path
  if (path.startsWith('/live/')) return upgrade(address, scene.me.jar.cookie)
  return (await scene.me.ask(method as Method, address, await payload?.(scene))).statusCode
}

describe('who knocks gets what the table says', () => {
  test.each(lines.map((line) => [line.door, line.when ? `, when ${line.when}` : '', line] as const))('%s%s', async (_door, _when, line) => {
    const got = await Promise.all(roles.map((role) => knock(line, role)))
    const named = (statuses: readonly number[]) => Object.fromEntries(roles.map((role, place) => [role, statuses[place]]))
    expect(named(got)).toEqual(named(line.answers))
  })
})
