import { error } from '@sveltejs/kit'
import { dev } from '$app/env'
import type { PageServerLoad } from './$types'

/** Shown in development, and on an installation started with PREAU_MODE=dev; nowhere else. */
export const load: PageServerLoad = () => {
  if (!dev) error(404, 'not-found')
}
