import { type Component, createRawSnippet } from 'svelte'
import { render } from 'svelte/server'
import { describe, expect, test } from 'vitest'
import Avatar from '../../web/src/lib/ui/Avatar.svelte'
import Button from '../../web/src/lib/ui/Button.svelte'
import Choices from '../../web/src/lib/ui/Choices.svelte'
import ErrorSummary from '../../web/src/lib/ui/ErrorSummary.svelte'
import Field from '../../web/src/lib/ui/Field.svelte'
import Pager from '../../web/src/lib/ui/Pager.svelte'

const children = createRawSnippet(() => ({ render: () => '<span>Voter</span>' }))
const html = <Props extends Record<string, unknown>>(component: Component<Props>, props: Props) =>
  render(component, { props: props as never }).body

describe('a field', () => {
  test('ties its label, its hint and its problem to its input', () => {
    const body = html(Field, { name: 'email', label: 'Adresse', hint: 'Jamais montrée', error: 'Il manque', value: 'a"b' })
    expect(body).toMatch(/<label for="f-email"/)
    expect(body).toMatch(/<input[^>]*id="f-email"[^>]*aria-describedby="f-email-hint f-email-error"[^>]*aria-invalid="true"/)
    expect(body).toMatch(/value="a&quot;b"/)
  })

  test('says nothing of a problem it does not have', () => {
    expect(html(Field, { name: 'email', label: 'Adresse' })).not.toMatch(/aria-invalid|aria-describedby/)
  })

  test('keeps several lines as they were typed', () => {
    expect(html(Field, { name: 'text', label: 'Texte', rows: 3, value: '<b>\nun' })).toMatch(/<textarea[^>]*>&lt;b>\nun<\/textarea>/)
  })
})

describe('the error summary', () => {
  test('takes focus and links each problem to its field', () => {
    const body = html(ErrorSummary, {
      title: 'À corriger',
      problems: [
        { field: 'email', message: 'Il manque' },
        { field: null, message: 'Trop tôt' },
      ],
    })
    expect(body).toMatch(/role="alert" tabindex="-1" autofocus/)
    expect(body).toMatch(/<a href="#f-email"[^>]*>Il manque<\/a>/)
    expect(body).toContain('Trop tôt')
  })

  test('is not there when all is well', () => {
    expect(html(ErrorSummary, { title: 'À corriger', problems: [] })).not.toContain('role="alert"')
  })
})

test('a button with an address is a link, without one a button that sends', () => {
  expect(html(Button, { href: '/x', children })).toMatch(/^.*<a href="\/x"/s)
  expect(html(Button, { children })).toMatch(/<button type="submit"/)
})

test('choices are radios of one name, the chosen one checked', () => {
  const body = html(Choices, {
    name: 'theme',
    legend: 'Papier',
    value: 'b',
    options: [
      { value: 'a', label: 'A' },
      { value: 'b', label: 'B' },
    ],
  })
  expect(body.match(/type="radio" name="theme"/g)).toHaveLength(2)
  expect(body).toMatch(/value="b" checked/)
})

test('a pager of one page is not there; in the middle it leads both ways', () => {
  const props = { label: 'Pages', previous: 'Avant', next: 'Après', place: '2 sur 3', address: (page: number) => `?page=${page}` }
  expect(html(Pager, { ...props, page: 1, pages: 1 })).not.toContain('nav')
  const body = html(Pager, { ...props, page: 2, pages: 3 })
  expect(body).toContain('?page=1')
  expect(body).toContain('?page=3')
})

test('no component writes a style attribute, which the content policy would refuse', () => {
  const all = [html(Avatar, { name: 'Samia Belkacem' }), html(Field, { name: 'a', label: 'A' }), html(Button, { children })]
  expect(all.join('')).not.toContain('style=')
})

test('an avatar shows two letters and always the same paper', () => {
  const one = html(Avatar, { name: 'Jean-Luc' })
  expect(one).toContain('>JL<')
  expect(html(Avatar, { name: 'Jean-Luc' })).toBe(one)
})
