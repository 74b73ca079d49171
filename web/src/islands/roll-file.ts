/**
 * What a script adds to a file of people: it is sent as it is, however big, with how far it is; and the page of a file that is being read or
 * added shows itself anew once that is over.
 */
const sizes = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 })
const megabytes = (bytes: number) => `${sizes.format(bytes / 1_000_000)} ${document.documentElement.lang === 'fr' ? 'Mo' : 'MB'}`
const told = (words = '', done: string, of: string) => words.replace('{done}', done).replace('{of}', of)

function sendAsItIs(form: HTMLFormElement) {
  const { roll, most, sending, sentences = '{}' } = form.dataset
  const reasons: Record<string, string> = JSON.parse(sentences)
  const part = <T extends HTMLElement>(name: string) => form.querySelector<T>(`[data-${name}]`)!
  const bar = part('progress')
  const input = form.querySelector<HTMLInputElement>('input[type=file]')!

  const fail = (reason: string) => {
    form.ariaBusy = 'false'
    bar.hidden = true
    part('state').textContent = ''
    part('wrong').textContent = reasons[reason] ?? reasons.bug ?? ''
    input.focus()
  }

  form.addEventListener('submit', (event) => {
    const file = input.files?.[0]
    if (!file) return
    event.preventDefault()
    if (form.ariaBusy === 'true') return
    part('wrong').textContent = ''
    if (file.size > Number(most)) return fail('file-too-large')
    form.ariaBusy = 'true'
    bar.hidden = false
    const request = new XMLHttpRequest()
    request.open('POST', `/api/electorates/${roll}/files?name=${encodeURIComponent(file.name.slice(-200))}`)
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.responseType = 'json'
    request.upload.addEventListener('progress', ({ loaded, total }) => {
      bar.querySelector('progress')!.value = (loaded / total) * 100
      part('state').textContent = told(sending, megabytes(loaded), megabytes(total))
    })
    request.addEventListener('load', () => {
      if (request.status === 200) location.assign(`/listes/${roll}/fichiers/${request.response.id}`)
      else if (request.status === 401) location.reload()
      else fail(request.response?.reason ?? 'bug')
    })
    request.addEventListener('error', () => fail('unreachable'))
    request.send(file)
  })
}

/** Asks every second how far the file is, until it is somewhere else. */
async function follow(place: HTMLElement) {
  const { follows: id, step, words } = place.dataset
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 1000))
    const answer = await fetch(`/api/electorate-files/${id}`).catch(() => null)
    if (!answer?.ok) continue
    const file: { step: string; readBytes: number; bytes: number } = await answer.json()
    if (file.step !== step) return location.reload()
    const bar = place.querySelector('progress')
    if (bar && file.bytes > 0) bar.value = (file.readBytes / file.bytes) * 100
    if (bar) place.querySelector('[data-state]')!.textContent = told(words, megabytes(file.readBytes), megabytes(file.bytes))
  }
}

const form = document.querySelector<HTMLFormElement>('form[data-roll]')
const followed = document.querySelector<HTMLElement>('[data-follows]')
if (form) sendAsItIs(form)
if (followed) void follow(followed)
