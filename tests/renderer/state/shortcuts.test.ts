// The keys of the whole app: their effects, and when they must have none.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { RefText } from '../../../src/core/contract/index.ts'
import { Settings } from '../../../src/renderer/state/settings.svelte.ts'
import { SHORTCUTS } from '../../../src/renderer/state/shortcut-table.ts'
import { Shortcuts } from '../../../src/renderer/state/shortcuts.svelte.ts'

const LETTER = 'fumikura://ref/x' as RefText
let settings: Settings
let shortcuts: Shortcuts
const calls: string[] = []
/** Why nothing can be marked. */
let why: string | null
const call = (name: string) => () => void calls.push(name)

beforeEach(() => {
  localStorage.clear()
  settings = new Settings(window)
  shortcuts = new Shortcuts(window, settings, {
    whyNot: (need) => (need === 'letters.mark' ? why : null),
    say: (words) => void calls.push(words),
  })
  calls.length = 0
  why = null
  document.body.innerHTML =
    '<input id="field"><textarea id="text"></textarea><button id="button"></button><dialog id="dialog"><p id="in" tabindex="-1"></p></dialog>'
})

afterEach(() => {
  shortcuts.close()
  settings.close()
  vi.useRealTimers()
})

function press(key: string, init: KeyboardEventInit & { on?: string } = {}): boolean {
  const { on, ...rest } = init
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...rest })
  ;(on === undefined ? document.body : document.getElementById(on)!).dispatchEvent(event)
  return event.defaultPrevented
}

it('every shortcut has keys of its own', () => {
  const keys = Object.values(SHORTCUTS).flatMap(({ keys }) => [...keys])
  expect(keys.toSorted()).toEqual([...new Set(keys)].toSorted())
})

it('no single key is the beginning of a sequence', () => {
  const keys = Object.values(SHORTCUTS).flatMap(({ keys }) => [...keys] as string[])
  const first = new Set(keys.filter((stroke) => stroke.includes(' ')).map((stroke) => stroke.split(' ')[0]!))
  expect(keys.filter((stroke) => first.has(stroke))).toEqual([])
})

describe('a key', () => {
  it('performs the binding of the latest screen, until that screen is gone', () => {
    shortcuts.bind({ archive: call('below') })
    const unbind = shortcuts.bind({ archive: call('above') })
    press('e')
    unbind()
    press('e')
    expect(calls).toEqual(['above', 'below'])
  })

  it('a key without a binding is left to the browser', () => {
    expect(press('e')).toBe(false)
    shortcuts.bind({ archive: call('archive') })
    expect(press('e')).toBe(true)
  })

  it('a key with a modifier is a different key', () => {
    shortcuts.bind({ archive: call('archive'), palette: call('palette') })
    press('e', { ctrlKey: true })
    press('e', { altKey: true })
    press('k', { ctrlKey: true })
    expect(calls).toEqual(['palette'])
  })

  it('is identified by its character, however it is typed', () => {
    shortcuts.bind({ help: call('help'), recall: call('recall') })
    press('?', { shiftKey: true })
    press('R', { shiftKey: true })
    press('r')
    expect(calls).toEqual(['help', 'recall'])
  })
})

describe('a sequence of two keys', () => {
  it('leads to one route', () => {
    shortcuts.bind({ goSent: call('sent'), star: call('star') })
    press('g')
    press('t')
    expect(calls).toEqual(['sent'])
  })

  it('two keys with a long pause between them are no sequence', () => {
    vi.useFakeTimers()
    shortcuts.bind({ goStarred: call('starred'), star: call('star') })
    press('g')
    vi.advanceTimersByTime(1600)
    press('s')
    expect(calls).toEqual(['star'])
  })

  it('takes precedence over the binding of its second key', () => {
    shortcuts.bind({ goStarred: call('starred'), star: call('star') })
    press('g')
    press('s')
    press('s')
    expect(calls).toEqual(['starred', 'star'])
  })
})

describe('in a text field', () => {
  it('a letter key in a text field types a letter', () => {
    shortcuts.bind({ archive: call('archive'), help: call('help') })
    press('e', { on: 'field' })
    press('?', { on: 'text', shiftKey: true })
    expect(calls).toEqual([])
  })

  it('shortcuts that are meant for text fields work in them', () => {
    shortcuts.bind({ send: call('send'), palette: call('palette') })
    press('Enter', { on: 'text', ctrlKey: true })
    press('k', { on: 'field', ctrlKey: true })
    expect(calls).toEqual(['send', 'palette'])
  })

  it('the Enter that ends a composition in a text field sends nothing', () => {
    shortcuts.bind({ send: call('send') })
    press('Enter', { on: 'text', ctrlKey: true, isComposing: true })
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- Safari gives no other sign of it
    press('Enter', { on: 'text', ctrlKey: true, keyCode: 229 })
    expect(calls).toEqual([])
  })
})

it('Enter on a button presses the button', () => {
  shortcuts.bind({ enter: call('enter') })
  press('Enter', { on: 'button' })
  press('Enter')
  expect(calls).toEqual(['enter'])
})

it('an open dialog receives all keys', () => {
  shortcuts.bind({ archive: call('archive'), next: call('next') })
  press('e', { on: 'in' })
  press('ArrowDown', { on: 'in' })
  expect(calls).toEqual([])
})

it('a dialog keeps its keys after a click in it removed the focus', () => {
  shortcuts.bind({ archive: call('archive') })
  document.querySelector('dialog')!.open = true
  press('e')
  expect(calls).toEqual([])
})

describe('in a composer', () => {
  const CONTROLS = ['switch', 'chip', 'options', 'choice', 'file', 'paper', 'body']

  beforeEach(() => {
    document.body.innerHTML = `<main id="main" tabindex="-1"><section data-composer tabindex="-1" id="paper">
      <input type="radio" id="switch"><button id="chip"></button><textarea id="body"></textarea>
      <details><summary id="options"></summary><input type="checkbox" id="choice"></details>
      <ul><li tabindex="-1" id="file"></li></ul>
    </section></main><nav><a href="#x" id="outside"></a></nav>`
    shortcuts.bind({
      goInbox: call('goInbox'),
      help: call('help'),
      archive: call('archive'),
      compose: call('compose'),
      back: call('back'),
      selectAll: call('selectAll'),
    })
  })

  it.each(CONTROLS)('no single key in a composer runs a command on #%s', (on) => {
    for (const key of ['g', 'i', 'e', 'c', '?', 'u', 'Escape']) press(key, { on })
    press('a', { on, ctrlKey: true })
    expect(calls).toEqual([])
  })

  it.each([undefined, 'main'])('no single key runs a command after a click removed the focus: %s', (on) => {
    for (const key of ['g', 'i', 'e', '?']) press(key, on === undefined ? {} : { on })
    expect(calls).toEqual([])
  })

  it('a key typed in a composer does not begin a sequence outside it', () => {
    press('g', { on: 'body' })
    press('i', { on: 'outside' })
    expect(calls).toEqual([])
    press('g', { on: 'outside' })
    press('i', { on: 'outside' })
    expect(calls).toEqual(['goInbox'])
  })

  it('Ctrl+K in a composer belongs to the text, and opens the palette from elsewhere', () => {
    shortcuts.bind({ palette: call('palette') })
    expect(press('k', { on: 'body', ctrlKey: true })).toBe(true)
    expect(calls).toEqual([])
    press('k', { on: 'chip', ctrlKey: true })
    press('k', { on: 'outside', ctrlKey: true })
    expect(calls).toEqual(['palette', 'palette'])
  })
})

it('single keys can be switched off, and the others stay active', () => {
  settings.singleKeys = false
  shortcuts.bind({
    archive: call('archive'),
    goInbox: call('inbox'),
    palette: call('palette'),
    back: call('back'),
  })
  press('e')
  press('g')
  press('i')
  press('k', { ctrlKey: true })
  press('Escape')
  expect(calls).toEqual(['palette', 'back'])
})

it('the shortcuts that have an effect on the current screen are known', () => {
  shortcuts.bind({ star: call('star'), goInbox: call('inbox') })
  expect(shortcuts.active).toEqual(['star', 'goInbox'])
  expect(shortcuts.keycaps('goInbox')).toEqual([['g', 'i']])
  expect(shortcuts.keycaps('palette')).toEqual([['Ctrl+K']])
})

describe('a key for a letter that is still loading', () => {
  it('a key for a loading letter acts once the letter has bound it', async () => {
    shortcuts.expectLetter(LETTER)
    expect(press('b')).toBe(true)
    shortcuts.bind({ archive: call('archive') })
    await Promise.resolve()
    expect(calls).toEqual([])
    shortcuts.bind({ snooze: call('snooze') })
    await Promise.resolve()
    expect(calls).toEqual(['snooze'])
    shortcuts.bind({ snooze: call('again') })
    await Promise.resolve()
    expect(calls).toEqual(['snooze'])
  })

  it('an act of a row waits for the loading letter too, and does nothing without one', async () => {
    shortcuts.runSoon('enter')
    shortcuts.bind({ enter: call('enter') })
    await Promise.resolve()
    expect(calls).toEqual([])
    shortcuts.runSoon('enter')
    expect(calls).toEqual(['enter'])
  })

  it('an act of a row acts once the loading letter has bound it', async () => {
    shortcuts.expectLetter(LETTER)
    shortcuts.runSoon('enter')
    shortcuts.bind({ enter: call('enter') })
    await Promise.resolve()
    expect(calls).toEqual(['enter'])
  })

  it.each<[string, (leave: () => void) => void]>([
    ['another key is pressed', () => void press('q')],
    ['another shortcut is used', () => void press('j')],
    ['the letter is left', (leave) => leave()],
    ['the next letter is expected', () => void shortcuts.expectLetter(LETTER)],
    ['it takes too long', () => void vi.advanceTimersByTime(1001)],
  ])('does nothing after %s', async (_when, happen) => {
    vi.useFakeTimers()
    shortcuts.bind({ next: call('next') })
    const leave = shortcuts.expectLetter(LETTER)
    press('b')
    happen(leave)
    shortcuts.bind({ snooze: call('snooze') })
    await Promise.resolve()
    expect(calls).not.toContain('snooze')
  })

  it('a key is left to the browser if no letter is expected, and in a field', () => {
    expect(press('b')).toBe(false)
    shortcuts.expectLetter(LETTER)
    expect(press('b', { on: 'field' })).toBe(false)
  })

  it('a key that opens the letter is not kept, because consent is asked for on the letter', () => {
    shortcuts.expectLetter(LETTER)
    expect(press('o')).toBe(false)
  })
})

it('an act whose call cannot be made now says why instead', () => {
  shortcuts.bind({ done: call('done'), archive: call('archive') })
  why = 'Your computer is away.'
  press('d')
  press('e')
  expect(calls).toEqual(['Your computer is away.', 'archive'])
  why = null
  press('d')
  expect(calls.at(-1)).toBe('done')
})
