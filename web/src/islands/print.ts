/** Buttons that print the page, on a phone too, hidden until this script is here: `<button hidden data-print>`. */
for (const button of document.querySelectorAll<HTMLButtonElement>('[data-print]')) {
  button.hidden = false
  button.addEventListener('click', () => print())
}
