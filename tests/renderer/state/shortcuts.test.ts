// The keys of the whole app: what they do, and above all when they do nothing.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Settings } from '../../../src/renderer/state/settings.svelte.ts'
import { SHORTCUTS } from '../../../src/renderer/state/shortcut-table.ts'
import { Shortcuts } from '../../../src/renderer/state/shortcuts.svelte.ts'

let settings: Settings
let shortcuts: Shortcuts
const calls: string[] = []
const call = (name: string) => () => void calls.push(name)

beforeEach(() => {
  localStorage.clear()
  settings = new Settings(window)
  shortcuts = new Shortcuts(window, settings)
  calls.length = 0
  document.body.innerHTML =
    '<input id="field"><textarea id="text"></textarea><button id="button"></button><dialog id="dialog" open><p id="in" tabindex="-1"></p></dialog>'
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
  it('does what the latest screen bound to it, until that is gone', () => {
    shortcuts.bind({ archive: call('below') })
    const unbind = shortcuts.bind({ archive: call('above') })
    press('e')
    unbind()
    press('e')
    expect(calls).toEqual(['above', 'below'])
  })

  it('that nothing is bound to is left to the browser', () => {
    expect(press('e')).toBe(false)
    shortcuts.bind({ archive: call('archive') })
    expect(press('e')).toBe(true)
  })

  it('with another held is another key', () => {
    shortcuts.bind({ archive: call('archive'), palette: call('palette') })
    press('e', { ctrlKey: true })
    press('e', { altKey: true })
    press('k', { ctrlKey: true })
    expect(calls).toEqual(['palette'])
  })

  it('is a sign, however it is typed', () => {
    shortcuts.bind({ help: call('help'), recall: call('recall') })
    press('?', { shiftKey: true })
    press('#', { shiftKey: true })
    expect(calls).toEqual(['help', 'recall'])
  })
})

describe('two strokes', () => {
  it('are one way to a place', () => {
    shortcuts.bind({ goSent: call('sent'), star: call('star') })
    press('g')
    press('t')
    expect(calls).toEqual(['sent'])
  })

  it('that follow too late are two keys', () => {
    vi.useFakeTimers()
    shortcuts.bind({ goStarred: call('starred'), star: call('star') })
    press('g')
    vi.advanceTimersByTime(1600)
    press('s')
    expect(calls).toEqual(['star'])
  })

  it('mean the sequence where the second alone means something else', () => {
    shortcuts.bind({ goStarred: call('starred'), star: call('star') })
    press('g')
    press('s')
    press('s')
    expect(calls).toEqual(['starred', 'star'])
  })
})

describe('while somebody types', () => {
  it('a letter is a letter', () => {
    shortcuts.bind({ archive: call('archive'), help: call('help') })
    press('e', { on: 'field' })
    press('?', { on: 'text', shiftKey: true })
    expect(calls).toEqual([])
  })

  it('what is meant for fields works', () => {
    shortcuts.bind({ send: call('send'), palette: call('palette') })
    press('Enter', { on: 'text', ctrlKey: true })
    press('k', { on: 'field', ctrlKey: true })
    expect(calls).toEqual(['send', 'palette'])
  })

  it('the Enter that ends a composition sends nothing', () => {
    shortcuts.bind({ send: call('send') })
    press('Enter', { on: 'text', ctrlKey: true, isComposing: true })
    press('Enter', { on: 'text', ctrlKey: true, keyCode: 229 })
    expect(calls).toEqual([])
  })
})

it('Enter on a button presses the button', () => {
  shortcuts.bind({ open: call('open') })
  press('Enter', { on: 'button' })
  press('Enter')
  expect(calls).toEqual(['open'])
})

it('a dialog has the keys to itself', () => {
  shortcuts.bind({ archive: call('archive'), next: call('next') })
  press('e', { on: 'in' })
  press('ArrowDown', { on: 'in' })
  expect(calls).toEqual([])
})

it('single keys can be switched off, and the others stay', () => {
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

it('knows which shortcuts do something here', () => {
  shortcuts.bind({ star: call('star'), goInbox: call('inbox') })
  expect(shortcuts.active).toEqual(['goInbox', 'star'])
  expect(shortcuts.keycaps('goInbox')).toEqual([['g', 'i']])
  expect(shortcuts.keycaps('palette')).toEqual([['Ctrl+K']])
})
