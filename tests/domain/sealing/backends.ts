import { nobleGroup } from '#domain/sealing/backend-noble.ts'
import { publicGroup } from '#domain/sealing/public-group.ts'
import { loadSodiumGroup } from '#server/sealing/sodium.ts'

export const sodiumGroup = await loadSodiumGroup()
export const groups = [nobleGroup, sodiumGroup, publicGroup(sodiumGroup)]
