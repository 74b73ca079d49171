/** Buttons that print the page, hidden until this script is here; what stands in their place without it goes: `<button hidden data-print>`, `<… data-no-print-button>`. */
for (const button of document.querySelectorAll<HTMLButtonElement>('[data-print]')) {
  button.hidden = false
  button.addEventListener('click', () => print())
}
for (const instead of document.querySelectorAll<HTMLElement>('[data-no-print-button]')) instead.hidden = true
