import { shortDayAndHour } from '#lib/polls/when.ts'
import { drawing, el, signs } from './dom.ts'
import type { Scene } from './page.ts'

/** The only thing around a ballot: the way out, and until when. */
export const top = ({ t, pollId, poll, language }: Scene) =>
  el(
    'header',
    { class: 'ballot-top' },
    el('a', { href: `/scrutins/${pollId}`, 'aria-label': t.booth.leave }, drawing(signs.cross, { size: 26 })),
    el('span', { class: 'brand', 'aria-hidden': 'true' }, drawing(signs.roof, { size: 28, stroke: 3 })),
    el('span', { class: 'chip mirabelle' }, drawing(signs.clock, { size: 16 }), shortDayAndHour(language, poll.closesAt)),
  )
