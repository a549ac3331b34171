// The menus as data: what each system expects, in both languages.
import { describe, expect, test } from 'vitest'
import type { MenuItemConstructorOptions } from 'electron'
import { MENU_COMMANDS } from '../../src/core/contract/shell.ts'
import { contextTemplate } from '../../src/main/shell/context-menu.ts'
import { menuTemplate } from '../../src/main/shell/menu.ts'
import { chooseShellLocale, wordsOf } from '../../src/main/shell/words/index.ts'
import { en } from '../../src/main/shell/words/en.ts'
import { ja } from '../../src/main/shell/words/ja.ts'

type Item = MenuItemConstructorOptions
const asked: string[] = []
const templateOf = (locale: 'en' | 'ja', isMac: boolean, devtools = false): Item[] =>
  menuTemplate({
    words: wordsOf(locale),
    isMac,
    devtools,
    onCommand: (command) => void asked.push(command),
    onPrint: () => void asked.push('print'),
    onLookForUpdates: () => void asked.push('updates'),
  })
const submenuOf = (item: Item): Item[] => (Array.isArray(item.submenu) ? item.submenu : [])
const flat = (items: Item[]): Item[] => items.flatMap((item) => [item, ...flat(submenuOf(item))])
const click = (item: Item): void => (item.click as (() => void) | undefined)?.()

/** Electron's default accelerators. https://www.electronjs.org/docs/latest/api/menu-item#roles */
const ROLE_KEYS: Partial<Record<string, string>> = {
  undo: 'CmdOrCtrl+Z',
  redo: 'CmdOrCtrl+Shift+Z',
  cut: 'CmdOrCtrl+X',
  copy: 'CmdOrCtrl+C',
  paste: 'CmdOrCtrl+V',
  pasteAndMatchStyle: 'CmdOrCtrl+Shift+V',
  selectAll: 'CmdOrCtrl+A',
  resetZoom: 'CmdOrCtrl+0',
  zoomIn: 'CmdOrCtrl+Plus',
  zoomOut: 'CmdOrCtrl+-',
  togglefullscreen: 'F11',
  close: 'CmdOrCtrl+W',
  minimize: 'CmdOrCtrl+M',
  quit: 'CmdOrCtrl+Q',
  hide: 'CmdOrCtrl+H',
  hideOthers: 'CmdOrCtrl+Alt+H',
  reload: 'CmdOrCtrl+R',
  toggleDevTools: 'CmdOrCtrl+Shift+I',
}
const keyOf = ({ accelerator, role }: Item): string | undefined =>
  (accelerator ?? ROLE_KEYS[role ?? ''])?.replace(/^(Cmd|Ctrl)\+/, 'CmdOrCtrl+')

describe.each([
  ['en', true],
  ['en', false],
  ['ja', true],
  ['ja', false],
] as const)('in %s, on a Mac: %s', (locale, isMac) => {
  const items = flat(templateOf(locale, isMac, true))

  test('every item has a label in the language', () => {
    const plain = items.filter(({ type }) => type !== 'separator')
    expect(plain.filter(({ label }) => !label)).toEqual([])
    if (locale === 'ja')
      expect(
        plain
          .map(({ label }) => label!)
          .filter((label) => !/[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u.test(label)),
      ).toEqual(isMac ? ['Fumikura'] : [])
  })

  test('no two items share a key', () => {
    const keys = items.flatMap((item) => keyOf(item) ?? [])
    expect(keys.length).toBeGreaterThan(15)
    expect(new Set(keys).size).toBe(keys.length)
  })

  test('every item does something', () => {
    const idle = items.filter(
      (item) => item.type !== 'separator' && !item.role && !item.click && submenuOf(item).length === 0,
    )
    expect(idle).toEqual([])
  })

  test('every route and act that the page offers has a command', () => {
    asked.length = 0
    items.forEach(click)
    expect([...asked].sort()).toEqual([...MENU_COMMANDS, 'print', 'updates'].sort())
  })
})

test('on a Mac the app’s own menu is first and has settings and quit; elsewhere File has them', () => {
  const labels = (isMac: boolean): (string | undefined)[] => templateOf('en', isMac).map(({ label }) => label)
  expect(labels(true)).toEqual(['Fumikura', 'File', 'Edit', 'View', 'Go', 'Window', 'Help'])
  expect(labels(false)).toEqual(['File', 'Edit', 'View', 'Go', 'Window', 'Help'])
  for (const isMac of [true, false]) {
    const first = submenuOf(templateOf('en', isMac)[0]!)
    expect(first.map(({ label }) => label)).toEqual(expect.arrayContaining(['Settings…', 'Quit']))
  }
  expect(flat(templateOf('en', true)).filter(({ role }) => role === 'quit')).toHaveLength(1)
})

test('a packed build offers neither developer tools nor a reload', () => {
  const roles = (devtools: boolean): (string | undefined)[] =>
    flat(templateOf('en', false, devtools)).map(({ role }) => role)
  expect(roles(true)).toEqual(expect.arrayContaining(['reload', 'toggleDevTools']))
  expect(roles(false).filter((role) => role === 'reload' || role === 'toggleDevTools')).toEqual([])
})

test('only a Mac, which has these roles, offers to bring windows to the front and to hide the app', () => {
  const roles = (isMac: boolean): string[] => flat(templateOf('en', isMac)).map(({ role }) => String(role))
  const onlyThere = ['services', 'hide', 'hideOthers', 'unhide', 'front']
  expect(onlyThere.filter((role) => !roles(true).includes(role))).toEqual([])
  expect(onlyThere.filter((role) => roles(false).includes(role))).toEqual([])
})

test('the key of the palette belongs to the page, and the menu only shows it', () => {
  const palette = flat(templateOf('en', false)).find(({ label }) => label === en.palette)
  expect(palette).toMatchObject({ accelerator: 'CmdOrCtrl+K', registerAccelerator: false })
  const others = flat(templateOf('en', false)).filter(
    ({ registerAccelerator }) => registerAccelerator === false,
  )
  expect(others).toHaveLength(1)
})

test('every sentence is translated in both languages', () => {
  const sentences = (words: object): string[] =>
    Object.values(words).flatMap((word: unknown) =>
      typeof word === 'string'
        ? word
        : typeof word === 'function'
          ? (word as (n: unknown) => string)(3)
          : sentences(word as object),
    )
  expect(sentences(ja).filter((text) => text.trim() === '')).toEqual([])
  expect(sentences(ja).filter((text) => sentences(en).includes(text))).toEqual([])
})

test('the number of waiting letters is in words', () => {
  expect([0, 1, 12].map(en.unread)).toEqual([
    'Fumikura',
    'Fumikura: 1 sealed letter',
    'Fumikura: 12 sealed letters',
  ])
  expect([0, 1].map(ja.unread)).toEqual(['Fumikura', 'Fumikura：未開封1通'])
})

test.each([
  [['ja-JP', 'en-US'], 'ja'],
  [['de-DE', 'ja', 'en'], 'ja'],
  [['EN-GB'], 'en'],
  [['fr-FR'], 'en'],
  [['jam', 'fr'], 'en'],
  [[], 'en'],
  // `jv` is Javanese, not Japanese.
  [['jv-ID', 'toString', '__proto__'], 'en'],
] as const)('for the system’s languages %j the desktop uses %s', (languages, locale) => {
  expect(chooseShellLocale(languages)).toBe(locale)
})

describe('the context menu', () => {
  const done: string[] = []
  const acts = {
    replaceMisspelling: (word: string) => void done.push(`replace ${word}`),
    learn: (word: string) => void done.push(`learn ${word}`),
    copyText: (text: string) => void done.push(`copy ${text}`),
  }
  const nothing = {
    dictionarySuggestions: [],
    editFlags: {} as Parameters<typeof contextTemplate>[0]['editFlags'],
    isEditable: false,
    linkURL: '',
    misspelledWord: '',
    selectionText: '',
  }
  const offer = (params: Partial<typeof nothing>): Item[] =>
    contextTemplate({ ...nothing, ...params }, acts, en)
  const labels = (params: Partial<typeof nothing>): (string | undefined)[] =>
    offer(params).map(({ label }) => label)

  test('is empty if there is nothing to offer', () => {
    expect([offer({}), offer({ selectionText: ' \n' })]).toEqual([[], []])
  })

  test('copies a selection; edits in a field, as far as it can be edited', () => {
    expect(labels({ selectionText: 'word' })).toEqual(['Copy'])
    const editFlags = {
      ...nothing.editFlags,
      canCut: false,
      canCopy: true,
      canPaste: true,
      canSelectAll: true,
    }
    expect(offer({ isEditable: true, editFlags }).map(({ role, enabled }) => [role, enabled])).toEqual([
      ['cut', false],
      ['copy', true],
      ['paste', true],
      ['selectAll', true],
    ])
  })

  test('corrects and learns a word, and says if it has no suggestion', () => {
    expect(labels({ misspelledWord: 'x' })).toEqual(['No suggestions', 'Learn Spelling'])
    offer({ misspelledWord: 'lettre', dictionarySuggestions: ['letter'] as never[] }).forEach(click)
    expect(done.splice(0)).toEqual(['replace letter', 'learn lettre'])
  })

  test('copies the address of a link that leaves the app, and of no other', () => {
    offer({ linkURL: 'https://example.com/' }).forEach(click)
    expect(done.splice(0)).toEqual(['copy https://example.com/'])
    for (const linkURL of ['fumikura-app://app/desktop.html#/x', 'javascript:1', 'file:///x', 'blob:x'])
      expect(offer({ linkURL })).toEqual([])
  })

  test('has a line between its groups, and none at its ends', () => {
    const types = offer({ misspelledWord: 'x', linkURL: 'https://example.com', selectionText: 'x' }).map(
      ({ type }) => type,
    )
    expect(types).toEqual([undefined, undefined, 'separator', undefined, 'separator', undefined])
  })
})
