/**
 * What a script adds to a ballot that works without one: how many choices are graded, a draft that survives a reload (for this tab only:
 * phones are shared), and a cast that waits for the network. It never says that something was cast: only the server's page does.
 */
const keyOf = (poll = '') => `ballot ${poll}`
const say = (form: HTMLElement, words = '') => (form.querySelector('[data-state]')!.textContent = words)

function fill(form: HTMLFormElement) {
  const { ballot, counter, closes = '', left = '', done = '', offline, over } = form.dataset
  const key = keyOf(ballot)
  const fieldsets = [...form.querySelectorAll('fieldset')]
  const button = form.querySelector<HTMLButtonElement>('#review')!
  const label = button.querySelector('[data-label]')!
  const more = button.querySelector<HTMLElement>('[data-more]')!
  const count = form.querySelector<HTMLElement>('[data-progress]')!
  const bar = form.querySelector('progress')!

  const recall = () => {
    const kept = JSON.parse(sessionStorage.getItem(key) ?? '{}')
    if (kept.counter !== counter) return
    for (const [name, value] of Object.entries<string>(kept.grades)) {
      const field = form.elements.namedItem(name)
      if (field instanceof RadioNodeList) field.value = value
    }
  }
  const keep = () => {
    const grades = Object.fromEntries([...new FormData(form)].filter(([name]) => name.startsWith('grade-')))
    sessionStorage.setItem(key, JSON.stringify({ counter, grades }))
  }
  const firstLeft = () => fieldsets.find((fieldset) => !fieldset.querySelector(':checked'))
  const show = () => {
    const missing = fieldsets.filter((fieldset) => {
      const empty = !fieldset.querySelector(':checked')
      fieldset.querySelector<HTMLElement>('.todo')!.hidden = !empty
      return empty
    }).length
    bar.value = fieldsets.length - missing
    count.textContent = count.dataset.progress!.replace('{n}', String(bar.value))
    label.textContent = missing > 0 ? left.replace('{n}', String(missing)) : done
    more.hidden = missing === 0
  }
  const tellState = () => {
    const isOver = Date.parse(closes) <= Date.now()
    say(form, isOver ? over : navigator.onLine ? '' : offline)
  }

  recall()
  show()
  tellState()
  form.addEventListener('change', () => (keep(), show()))
  form.addEventListener('submit', (event) => {
    const blank = event.submitter?.getAttribute('name') === 'blank'
    const next = blank ? undefined : firstLeft()
    if (next) {
      event.preventDefault()
      next.scrollIntoView({ block: 'center' })
      next.querySelector('input')!.focus({ preventScroll: true })
    } else if (!navigator.onLine) {
      event.preventDefault()
      tellState()
    }
  })
  for (const change of ['online', 'offline']) addEventListener(change, tellState)
  setInterval(tellState, 20_000)
}

/** Tries after 1, 2, 4, 8 and 16 seconds, then leaves it to the person. The ballot carries its id: however often it arrives, it counts once. */
function send(form: HTMLFormElement) {
  form.addEventListener('submit', async (event) => {
    if (event.submitter?.hasAttribute('formaction')) return
    event.preventDefault()
    if (form.ariaBusy === 'true') return
    form.ariaBusy = 'true'
    for (const seconds of [0, 1, 2, 4, 8, 16]) {
      if (seconds > 0) say(form, form.dataset.waiting)
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
      try {
        const body = new URLSearchParams(new FormData(form) as never)
        const answer = await fetch(form.action, { method: 'POST', headers: { accept: 'text/html' }, body })
        // A full disk is not full for a few seconds: the page says so.
        if (answer.status >= 502 && answer.status !== 507) continue
        if (answer.redirected) return location.replace(answer.url)
        return form.submit()
      } catch {
        // No network: the next turn waits longer.
      }
    }
    form.ariaBusy = 'false'
    say(form, form.dataset.failed)
  })
}

const filling = document.querySelector<HTMLFormElement>('form[data-ballot]')
const casting = document.querySelector<HTMLFormElement>('form[data-cast]')
const received = document.querySelector<HTMLElement>('[data-received]')
if (filling) fill(filling)
if (casting) send(casting)
if (received) sessionStorage.removeItem(keyOf(received.dataset.received))
