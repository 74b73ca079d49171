/**
 * Keeps parts of a page up to date while an assembly is held or a poll is counted: `<section id="…" data-live>` takes what the page says of it now,
 * unless someone is in it with the keyboard, or nothing changed. One that is `data-live="until"` something has happened opens the page anew when
 * the page no longer has it. Nothing is asked for while the page is out of sight.
 */
const every = 5000

async function refresh() {
  const answer = await fetch(location.pathname + location.search, { headers: { accept: 'text/html' } })
  if (!answer.ok || answer.redirected) return
  // Only what is inside the page: the styles around it carry the nonce of another answer.
  const [main = ''] = /<main[^]*<\/main>/.exec(await answer.text()) ?? []
  const fresh = new DOMParser().parseFromString(main, 'text/html')
  for (const shown of document.querySelectorAll<HTMLElement>('[data-live]')) {
    const now = fresh.getElementById(shown.id)
    if (!now && shown.dataset.live === 'until') return location.reload()
    if (now && !shown.contains(document.activeElement) && now.innerHTML !== shown.innerHTML) shown.replaceChildren(...now.childNodes)
  }
}

setInterval(() => {
  if (!document.hidden) refresh().catch(() => {})
}, every)
