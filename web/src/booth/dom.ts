type Child = Node | string | false | null | undefined
type Props = { [attribute: string]: string | number | boolean | undefined | ((event: Event) => void) }

/** One element: attributes by their names (true is an empty one, false none), listeners by `onclick`. A text is a text, never markup. */
export function el<K extends keyof HTMLElementTagNameMap>(tag: K, props: Props = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag)
  dress(made, props)
  made.append(...children.filter((child) => child !== false && child !== null && child !== undefined))
  return made
}

function dress(made: Element, props: Props) {
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === 'function') made.addEventListener(name.slice(2), value)
    else if (value !== undefined && value !== false) made.setAttribute(name, value === true ? '' : String(value))
  }
}

/** A drawing of one path, in the ink of the text around it; silent. */
export function drawing(path: string, { size = 24, stroke = 2.5, view = 24, fill = false } = {}): SVGSVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  const line = document.createElementNS('http://www.w3.org/2000/svg', 'path')
  dress(svg, { width: size, height: size, viewBox: `0 0 ${view} ${view}`, 'aria-hidden': 'true', fill: fill ? 'currentColor' : 'none' })
  dress(line, {
    d: path,
    stroke: fill ? 'none' : 'currentColor',
    'stroke-width': stroke,
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
  })
  svg.append(line)
  return svg
}

export const signs = {
  check: 'M20 6 9 17l-5-5',
  cross: 'M18 6 6 18M6 6l12 12',
  clock: 'M12 6v6l4 2M22 12a10 10 0 1 1-20 0 10 10 0 0 1 20 0z',
  lock: 'M5 11h14a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2zM7 11V7a5 5 0 0 1 10 0v4',
  roof: 'M2 13.5 12 5.5l10 8M6 14.5v7M12 14.5v7M18 14.5v7',
}

type Look = 'sun' | 'out' | 'ghost' | 'danger' | ''
export const button = (look: Look, label: string, onclick: () => void, id?: string) =>
  el('button', { type: 'button', class: `button ${look}`, onclick, id }, label)
export const link = (look: Look, label: string, href: string, download?: string) =>
  el('a', { class: `button ${look}`, href, download }, label)

export const notice = (tone: 'ciel' | 'tilleul' | 'mirabelle' | 'brique', ...children: Child[]) =>
  el('div', { class: `notice ${tone}` }, ...children)
