// The widgets as those meet them who press, type and listen.
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
  it('does what it says once it is pressed', () => {
    const onclick = vi.fn()
    render(Button, { children: words('Open'), onclick })
    screen.getByRole('button', { name: 'Open' }).click()
    expect(onclick).toHaveBeenCalledOnce()
  })

  it('does nothing while it is busy, and says that it is', () => {
    const onclick = vi.fn()
    render(Button, { children: words('Open'), onclick, busy: true })
    const button = screen.getByRole('button', { name: 'Open' })
    button.click()
    expect(onclick).not.toHaveBeenCalled()
    expect(button.getAttribute('aria-busy')).toBe('true')
  })
})

describe('a field', () => {
  it('is tied to its label, its hint and what is wrong with it', () => {
    render(TextField, { label: 'Name', value: 'x', hint: 'As others see it.', error: 'Too short.' })
    const input = screen.getByRole('textbox', { name: 'Name' })
    const described = (input.getAttribute('aria-describedby') ?? '').split(' ')
    expect({
      invalid: input.getAttribute('aria-invalid'),
      described: described.map((id) => document.getElementById(id)?.textContent),
    }).toEqual({ invalid: 'true', described: ['As others see it.', 'Too short.'] })
  })

  it('speaks of nothing that is not there', () => {
    render(TextField, { label: 'Name', value: '' })
    const input = screen.getByRole('textbox', { name: 'Name' })
    expect([input.hasAttribute('aria-describedby'), input.hasAttribute('aria-invalid')]).toEqual([
      false,
      false,
    ])
  })
})

it('a switch is a switch, and tells what it was switched to', () => {
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

  it('is radio buttons of one group, each with the line that explains it', () => {
    const onchange = vi.fn()
    render(Choice, { label: 'When', options, value: 'now', onchange })
    const later = screen.getByRole<HTMLInputElement>('radio', { name: 'Later' })
    expect(document.getElementById(later.getAttribute('aria-describedby')!)!.textContent).toBe('When I say.')
    expect(screen.getByRole<HTMLInputElement>('radio', { name: 'Now' }).checked).toBe(true)
    later.click()
    expect(onchange).toHaveBeenCalledExactlyOnceWith('later')
    expect(screen.getByRole('group', { name: 'When' }).contains(later)).toBe(true)
  })

  it('without such lines speaks of none', () => {
    const plain = options.map(({ value, label }) => ({ value, label }))
    render(Choice, { label: 'When', options: plain, value: 'now', onchange: vi.fn() })
    expect(screen.getByRole('radio', { name: 'Now' }).hasAttribute('aria-describedby')).toBe(false)
  })
})

describe('the sign of a state', () => {
  const states = Object.keys(en.states) as (keyof typeof en.states)[]

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

  it('differs from every other by its shape', () => {
    expect(new Set(states.map(drawn)).size).toBe(states.length)
  })

  it.each(states)('says that it is %s', (state) => {
    render(StateGlyph, { state })
    expect(screen.getByRole('img', { name: en.states[state] })).toBeTruthy()
  })

  it('is silent where words say it already', () => {
    render(StateGlyph, { state: 'sealed', decorative: true })
    expect(screen.queryByRole('img')).toBeNull()
  })
})
