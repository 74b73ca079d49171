/**
 * Buttons that copy or share a text, hidden until this script is here:
 * `<button hidden data-copy="id of the element" data-done="Copié">`, `<button hidden data-share="id" data-title="…">`.
 */
const textOf = (id = '') => {
  const source = document.getElementById(id)
  return source instanceof HTMLInputElement || source instanceof HTMLTextAreaElement ? source.value : (source?.textContent ?? '').trim()
}

for (const button of document.querySelectorAll<HTMLButtonElement>('[data-copy]')) {
  if (!navigator.clipboard) continue
  button.hidden = false
  const label = button.querySelector('[data-label]') ?? button
  const before = label.textContent
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(textOf(button.dataset.copy))
    label.textContent = button.dataset.done ?? before
    setTimeout(() => (label.textContent = before), 2500)
  })
}

for (const button of document.querySelectorAll<HTMLButtonElement>('[data-share]')) {
  if (!navigator.share) continue
  button.hidden = false
  button.addEventListener(
    'click',
    () => void navigator.share({ title: button.dataset.title, text: textOf(button.dataset.share) }).catch(() => {}),
  )
}
