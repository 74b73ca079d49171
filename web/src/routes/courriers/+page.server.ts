import { read } from '#lib/api.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => ({ mails: await read(event, 'GET', '/api/outbox'), origin: event.url.origin })
