// A compromised page with the shell's port: its attempts, and their results.
import { readdir } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { MainPort } from '../support/main-port.ts'
import { useTempFolders } from '../support/temp-folder.ts'
import { RunningShell } from './support/running-shell.ts'
import { until } from '../support/until.ts'

const makeFolder = useTempFolders()
let running: RunningShell
let port: MainPort
let answers: Map<number, { value?: unknown; error?: { code: string } }>
let isClosed: boolean
let lastId: number

beforeEach(async () => {
  running = await RunningShell.start(await makeFolder())
  await until(() => expect(running.fake.processes).toHaveLength(1))
  running.openEngine('host')
  take()
})

afterEach(async () => {
  port.close()
  // Quits before the folder is removed, because a quit writes settings into it.
  await running.quit()
})

function take(): void {
  port = running.takePort()
  answers = new Map()
  ;[isClosed, lastId] = [false, 0]
  port.on('message', ({ data }: { data: string }) => {
    const frame = JSON.parse(data) as { id: number; value?: unknown; error?: { code: string } }
    answers.set(frame.id, frame)
  })
  port.on('close', () => (isClosed = true))
  port.start()
}

/** Returns the code of the refusal, or `done`. */
async function call(name: string, input: unknown): Promise<string> {
  const id = ++lastId
  port.postMessage(JSON.stringify({ id, call: name, input }))
  await until(() => expect(answers.has(id)).toBe(true))
  return answers.get(id)!.error?.code ?? 'done'
}

const send = (name: string, input: unknown): void =>
  port.postMessage(JSON.stringify({ id: ++lastId, call: name, input }))

describe('arguments', () => {
  test.each([
    ['a negative count', 'window.setBadge', { count: -1 }],
    ['a fractional count', 'window.setBadge', { count: 1.5 }],
    ['an excessive count', 'window.setBadge', { count: 1e9 }],
    ['a title over the limit', 'window.setTitle', { title: 'x'.repeat(301) }],
    ['an unknown language', 'window.setLocale', { locale: '../../etc' }],
    ['an unknown theme', 'window.setTheme', { theme: 'red' }],
    ['an address over the limit', 'outside.openLink', { url: `https://x/${'y'.repeat(9000)}` }],
    ['a path to save a letter to', 'outside.saveFile', { name: 'x.eml', text: 'x', path: '/etc/passwd' }],
    ['a file name over the limit', 'outside.saveFile', { name: 'x'.repeat(256), text: '' }],
    ['a path to save a file to', 'outside.saveStored', { files: ['a'], path: '/etc' }],
    ['no file', 'outside.saveStored', { files: [] }],
    ['an id over the limit', 'outside.dragStored', { file: 'x'.repeat(300) }],
    ['a path to open', 'outside.openStored', { file: '/etc/passwd', path: '/etc/passwd' }],
    ['no name', 'outside.dragFile', { name: '', text: '' }],
    ['bytes instead of a text', 'outside.copyText', { text: { $: 'AAAA' } }],
    ['half a character', 'outside.copyText', { text: '\ud800' }],
    [
      'an icon for the notification',
      'outside.notify',
      { tag: 't', title: 't', body: '', urgent: true, icon: '/etc/passwd' },
    ],
    ['a setting that the page may not change', 'desktop.change', { place: { bounds: {} } }],
    ['a program to open at login', 'desktop.change', { openAtLogin: true, path: '/tmp/evil' }],
    ['a text instead of a boolean', 'desktop.change', { closeToTray: 'yes' }],
    ['a key', 'keychain.keep', { key: 'AAAA' }],
    ['an address for the update', 'updates.fetch', { url: 'https://evil.example/' }],
    ['a list instead of an input', 'window.print', []],
    ['a text instead of an input', 'window.print', 'silent'],
  ])('arguments that are %s are refused by schema', async (_, name, input) => {
    expect(await call(name, input)).toBe('INVALID')
    expect([
      running.fake.dialog.asked,
      running.fake.copied,
      running.fake.notifications,
      running.fake.app.asked.length,
    ]).toEqual([[], [], [], 3])
  })

  test('arguments with a text larger than any letter are refused for the size', async () => {
    expect(await call('outside.copyText', { text: 'x'.repeat(25 * 1024 * 1024) })).toBe('TOO_LARGE')
  })

  test.each([
    'window',
    'window.',
    '.setBadge',
    'window.close',
    'letters.list',
    'events.publish',
    'constructor.constructor',
    '__proto__.x',
    'window.__proto__',
    'window.setBadge.call',
    '',
  ])('arguments of an unknown call %j are refused', async (name) =>
    expect(await call(name, {})).toBe('INVALID'),
  )
})

describe('a frame', () => {
  test.each([
    ['invalid JSON', 'hello'],
    ['no content', ''],
    ['a list', '[1]'],
    ['no id', '{"call":"window.print","input":{}}'],
    ['a negative id', '{"id":-1,"call":"window.print","input":{}}'],
    ['an excessive id', '{"id":1e300,"call":"window.print","input":{}}'],
    ['neither call nor subscription', '{"id":1}'],
    ['a call that is an object', '{"id":1,"call":{},"input":{}}'],
    ['an unknown subscription', '{"id":1,"subscribe":"crashes"}'],
    ['a million open brackets', '['.repeat(1 << 20)],
    [
      'deeply nested brackets',
      `{"id":1,"call":"window.print","input":${'['.repeat(1e5)}${']'.repeat(1e5)},"$":1}`,
    ],
  ])('a frame with %s ends its port and nothing else', async (_, frame) => {
    port.postMessage(frame)
    await until(() => expect(isClosed || answers.size > 0).toBe(true))
    take()
    expect(await call('desktop.settings', {})).toBe('done')
  })

  test('a frame of 60 million characters ends its port and nothing else', async () => {
    port.postMessage('x'.repeat(60_000_000))
    await until(() => expect(isClosed).toBe(true))
    take()
    expect(await call('desktop.settings', {})).toBe('done')
  })

  test('a frame with names of JavaScript’s own properties stays a frame', async () => {
    port.postMessage('{"id":99,"call":"window.setBadge","input":{"count":1,"__proto__":{"x":1}}}')
    await until(() => expect(answers.get(99)?.error?.code).toBe('INVALID'))
    expect(({} as Record<string, unknown>).x).toBeUndefined()
  })
})

describe('a flood', () => {
  test('a flood of thousands of calls is answered or refused, and main still answers after it', async () => {
    for (let i = 0; i < 5000; i++) send('desktop.crashes', {})
    await until(() => expect(answers.size).toBe(5000))
    const codes = new Set([...answers.values()].map(({ error }) => error?.code ?? 'done'))
    expect([...codes].filter((code) => code !== 'done' && code !== 'QUOTA')).toEqual([])
    expect(await call('desktop.settings', {})).toBe('done')
  })

  test('a flood of links shows one dialog, and the other links are refused while it is open', async () => {
    for (let i = 0; i < 200; i++) send('outside.openLink', { url: `https://evil.example/${i}` })
    for (let i = 0; i < 50; i++) send('outside.saveFile', { name: 'x.eml', text: 'x' })
    await until(() => expect(answers.size).toBe(249))
    expect([running.fake.dialog.asked.length, running.fake.opened]).toEqual([1, []])
    running.fake.dialog.close(1)
    await until(() => expect(answers.size).toBe(250))
    expect(answers.get(1)).toMatchObject({ value: { opened: false } })
  })

  test('a flood of links after each refusal ends within the minute', async () => {
    for (let i = 0; i < 30; i++) {
      running.fake.dialog.answers.push(1)
      await call('outside.openLink', { url: 'https://evil.example/' })
    }
    expect(running.fake.dialog.asked).toHaveLength(20)
  })

  test('a flood of notifications ends within the minute', async () => {
    for (let i = 0; i < 100; i++)
      await call('outside.notify', { tag: `t${i}`, title: 'x', body: '', urgent: true })
    expect(running.fake.notifications).toHaveLength(30)
  })

  test('a flood of print dialogs ends within the minute', async () => {
    for (let i = 0; i < 50; i++) send('window.print', {})
    await until(() => expect(answers.size).toBe(40))
    expect(running.fake.contents.printed).toHaveLength(10)
  })

  test('a flood of new ports leaves one port', async () => {
    for (let i = 0; i < 500; i++) running.askPorts()
    const given = running.fake.contents.mainFrame.got
    expect(given.length).toBeLessThanOrEqual(60)
    await until(() => expect(isClosed).toBe(true))
    for (const { ports } of given) for (const one of ports) one.close()
  })
})

describe('the page', () => {
  test.each([
    'file:///etc/passwd',
    'javascript:alert(1)',
    'fumikura://ref/yyyyyy',
    'smb://server/x',
    'https://bank.example@evil.example/',
  ])('cannot open %s, with or without a dialog', async (url) => {
    expect(await call('outside.openLink', { url })).toBe('INVALID')
    expect([running.fake.dialog.asked, running.fake.opened]).toEqual([[], []])
  })

  test('cannot write a file outside the location that the person chose', async () => {
    running.fake.dialog.answers.push('')
    expect(await call('outside.saveFile', { name: '../../.bashrc', text: 'x' })).toBe('done')
    expect(running.fake.dialog.asked[0]!.options.defaultPath).toMatch(/downloads\/bashrc\.txt$/)
    expect(await readdir(running.dir)).toEqual(expect.not.arrayContaining(['.bashrc', 'downloads']))
  })

  test('cannot replace the clipboard while its window has no focus', async () => {
    running.fake.window.hide()
    expect(await call('outside.copyText', { text: 'another account number' })).toBe('INVALID')
    running.fake.window.focus()
    expect(await call('outside.copyText', { text: 'mine' })).toBe('done')
    expect(running.fake.copied).toEqual(['mine'])
  })

  test('cannot get the storage key, because no call returns it', async () => {
    const kept = call('keychain.keep', {})
    await until(() => expect(running.fake.process.kinds).toContain('ask-key'))
    running.fake.process.say({ kind: 'key', storageKey: new Uint8Array(32).fill(0xab) })
    await until(() => expect(running.fake.process.kinds).toContain('key-kept'))
    running.fake.process.say({ kind: 'kept' })
    expect(await kept).toBe('done')
    expect(JSON.stringify([...answers.values()])).not.toMatch(/q6ur|171,171/)
  })

  test('cannot leave the home without a way to open it', async () => {
    expect(await call('keychain.forget', {})).toBe('INVALID')
    expect(await readdir(running.path('home'))).toContain('keychain.json')
  })

  test('cannot learn the message of an internal fault, because only the log has it', async () => {
    running.fake.window.setTitle = () => {
      throw new Error('a secret path')
    }
    expect(await call('window.setTitle', { title: 'x' })).toBe('INTERNAL')
    expect(JSON.stringify([...answers.values()])).not.toContain('secret')
    expect(running.warnings).toEqual(['call-failed'])
  })
})
