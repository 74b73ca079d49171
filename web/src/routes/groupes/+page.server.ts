import { read } from '#lib/api.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => ({ bodies: await read(event, 'GET', '/api/bodies') })
