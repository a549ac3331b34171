// The widgets, used by mouse, keyboard and screen reader.
import { render, screen } from '@testing-library/svelte'
import { createRawSnippet } from 'svelte'
import { describe, expect, it, vi } from 'vitest'
import { en } from '../../../src/renderer/messages/en/index.ts'
import Button from '../../../src/renderer/shared/Button.svelte'
import Choice from '../../../src/renderer/shared/Choice.svelte'
import StateGlyph from '../../../src/renderer/shared/StateGlyph.svelte'
import TextField from '../../../src/renderer/shared/TextField.svelte'
import Toggle from '../../../src/renderer/shared/Toggle.svelte'

const words = (text: string) => createRawSnippet(() => ({ render: () => `<span>${text}</span>` }))

describe('a button', () => {
  it('performs its action at a press', () => {
    const onclick = vi.fn()
    render(Button, { children: words('Open'), onclick })
    screen.getByRole('button', { name: 'Open' }).click()
    expect(onclick).toHaveBeenCalledOnce()
  })

  it('does nothing while it is busy, and is marked as busy', () => {
    const onclick = vi.fn()
    render(Button, { children: words('Open'), onclick, busy: true })
    const button = screen.getByRole('button', { name: 'Open' })
    button.click()
    expect(onclick).not.toHaveBeenCalled()
    expect(button.getAttribute('aria-busy')).toBe('true')
  })
})

describe('a field', () => {
  it('is connected to its label, its hint and its error', () => {
    render(TextField, { label: 'Name', value: 'x', hint: 'As others see it.', error: 'Too short.' })
    const input = screen.getByRole('textbox', { name: 'Name' })
    const described = (input.getAttribute('aria-describedby') ?? '').split(' ')
    expect({
      invalid: input.getAttribute('aria-invalid'),
      described: described.map((id) => document.getElementById(id)?.textContent),
    }).toEqual({ invalid: 'true', described: ['As others see it.', 'Too short.'] })
  })

  it('has no connection to a missing hint or error', () => {
    render(TextField, { label: 'Name', value: '' })
    const input = screen.getByRole('textbox', { name: 'Name' })
    expect([input.hasAttribute('aria-describedby'), input.hasAttribute('aria-invalid')]).toEqual([
      false,
      false,
    ])
  })
})

it('a switch has the role of a switch, and reports its new state', () => {
  const onchange = vi.fn()
  render(Toggle, { label: 'Tell me', checked: false, onchange })
  screen.getByRole('switch', { name: 'Tell me' }).click()
  expect(onchange).toHaveBeenCalledExactlyOnceWith(true)
})

describe('a choice', () => {
  const options = [
    { value: 'now', label: 'Now', hint: 'At once.' },
    { value: 'later', label: 'Later', hint: 'When I say.' },
  ]

  it('is radio buttons of one group, each with its explanation', () => {
    const onchange = vi.fn()
    render(Choice, { label: 'When', options, value: 'now', onchange })
    const later = screen.getByRole<HTMLInputElement>('radio', { name: 'Later' })
    expect(document.getElementById(later.getAttribute('aria-describedby')!)!.textContent).toBe('When I say.')
    expect(screen.getByRole<HTMLInputElement>('radio', { name: 'Now' }).checked).toBe(true)
    later.click()
    expect(onchange).toHaveBeenCalledExactlyOnceWith('later')
    expect(screen.getByRole('group', { name: 'When' }).contains(later)).toBe(true)
  })

  it('a choice without explanations refers to none', () => {
    const plain = options.map(({ value, label }) => ({ value, label }))
    render(Choice, { label: 'When', options: plain, value: 'now', onchange: vi.fn() })
    expect(screen.getByRole('radio', { name: 'Now' }).hasAttribute('aria-describedby')).toBe(false)
  })
})

describe('the sign of a state', () => {
  const states = Object.keys(en.states.names) as (keyof typeof en.states.names)[]

  function drawn(state: (typeof states)[number]): string {
    const { container, unmount } = render(StateGlyph, { state })
    const svg = container.querySelector('svg')!
    const shapes = [...svg.children].map((shape) =>
      ['d', 'x', 'r', 'cx', 'rx', 'stroke-dasharray', 'class']
        .map((name) => shape.getAttribute(name)?.replace(/svelte-\w+/g, ''))
        .join(),
    )
    unmount()
    return shapes.join('|')
  }

  it('differs from every other sign by its shape', () => {
    expect(new Set(states.map(drawn)).size).toBe(states.length)
  })

  it.each(states)('is labelled %s', (state) => {
    render(StateGlyph, { state })
    expect(screen.getByRole('img', { name: en.states.names[state] })).toBeTruthy()
  })

  it('is hidden from screen readers if the text says it already', () => {
    render(StateGlyph, { state: 'sealed', decorative: true })
    expect(screen.queryByRole('img')).toBeNull()
  })
})
