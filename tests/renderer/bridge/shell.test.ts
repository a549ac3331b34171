// The browser's part of the shell interface: which calls it makes, and which it never makes.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createBrowserShell } from '../../../src/renderer/bridge/index.ts'

const open = vi.fn()
const door = {
  session: () => null,
  files: {
    address: () => '',
    hand: null,
    send: () => Promise.reject(new Error('not asked')),
    exportAddress: () => '',
    importFile: () => Promise.reject(new Error('not asked')),
    pass: () => Promise.reject(new Error('not asked')),
  },
}

beforeEach(() => {
  document.title = 'Fumikura'
  open.mockClear()
  vi.spyOn(window, 'open').mockImplementation(open)
})

afterEach(() => vi.restoreAllMocks())

it.each(['https://example.org/a', 'http://example.org', 'mailto:ana@example.org'])(
  'opens %s outside',
  (url) => {
    createBrowserShell(window, door).openLink(url)
    expect(open).toHaveBeenCalledExactlyOnceWith(url, '_blank', 'noopener,noreferrer')
  },
)

it.each(['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'blob:http://x/y', '/inbox', ''])(
  'never opens %j',
  (url) => {
    createBrowserShell(window, door).openLink(url)
    expect(open).not.toHaveBeenCalled()
  },
)

it('the title shows the current screen and the unread count', () => {
  const shell = createBrowserShell(window, door)
  shell.setTitle('Inbox')
  shell.setBadge(3)
  const waiting = document.title
  shell.setBadge(0)
  shell.setTitle('')
  expect([waiting, document.title]).toEqual(['(3) Inbox · Fumikura', 'Fumikura'])
})

it('a page that may not make notifications itself goes on, and then says that it cannot notify', () => {
  const refuse = (): never => {
    throw new TypeError('Illegal constructor. Use ServiceWorkerRegistration.showNotification() instead.')
  }
  vi.stubGlobal('Notification', Object.assign(vi.fn(refuse), { permission: 'granted' }))
  vi.spyOn(document, 'hasFocus').mockReturnValue(false)
  const shell = createBrowserShell(window, door)
  shell.notify({ title: 'bob', body: 'A letter', tag: 't', urgent: false, address: '#/inbox/a' })
  expect(shell.notifyPermission()).toBe('denied')
  vi.unstubAllGlobals()
})

it('an urgent notification stays until it is seen, and sounds again', () => {
  const shown: object[] = []
  const show = function (_: string, options: object): void {
    shown.push(options)
  }
  vi.stubGlobal('Notification', Object.assign(show, { permission: 'granted' }))
  vi.spyOn(document, 'hasFocus').mockReturnValue(false)
  const shell = createBrowserShell(window, door)
  for (const urgent of [false, true])
    shell.notify({ title: 'bob', body: 'Flood', tag: 't', urgent, address: '#/inbox/a' })
  const plain = { body: 'Flood', tag: 't', icon: './icons/icon-192.png' }
  expect(shown).toEqual([plain, { ...plain, requireInteraction: true, renotify: true }])
  vi.unstubAllGlobals()
})
