// Who gets ports: only the main frame of the window with the app's page, once the engine is open.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { MessagePortMain, WebContents } from 'electron'
import type { Channel } from '../../src/core/contract/index.ts'
import { createPortChannel } from '../../src/main/engine-host/port-channel.ts'
import { PagePorts } from '../../src/main/shell/page-ports.ts'
import { PAGE_URL } from '../../src/main/shell/page-scheme.ts'
import { MainChannel, type MainPort } from '../support/main-port.ts'
import { FakeElectron } from './support/fake-electron.ts'
import { FakeContents, FakeFrame } from './support/fake-window.ts'

let fake: FakeElectron
let page: FakeContents
let ports: PagePorts
let hasPage: boolean
let isEngineOpen: boolean
let nowMs: number
let engineGot: MessagePortMain[]
let shells: Channel[]

beforeEach(() => {
  fake = new FakeElectron('/tmp')
  page = new FakeContents()
  page.mainFrame.url = PAGE_URL
  ;[hasPage, isEngineOpen, nowMs, engineGot, shells] = [true, true, 0, [], []]
  ports = new PagePorts({
    electron: fake.parts,
    findPage: () => (hasPage ? (page as unknown as WebContents) : null),
    connectEngine: (door, handing) => isEngineOpen && engineGot.push(door, handing) > 0,
    serveShell: (port) => {
      shells.push(createPortChannel(port))
      return shells.at(-1)!
    },
    now: () => nowMs,
  })
})

afterEach(() => {
  for (const shell of shells) shell.close('the test ended')
  for (const port of engineGot) port.close()
})

function ask(frame: FakeFrame | null = page.mainFrame, sender = page): void {
  fake.ipcMain.emit('fumikura:ask-ports', { sender, senderFrame: frame })
}

test('three ports are created, of which the engine has the other ends of two and the shell the other end of one', async () => {
  ask()
  expect(page.mainFrame.got).toMatchObject([{ channel: 'fumikura:give-ports', message: null }])
  const [engine, shell] = page.mainFrame.got[0]!.ports
  const heard: unknown[] = []
  ;(engineGot[0] as unknown as MainPort).on(
    'message',
    ({ data }: { data: unknown }) => void heard.push(['engine', data]),
  )
  engineGot[0]!.start()
  shells[0]!.onFrame((frame) => void heard.push(['shell', frame]))
  engine!.postMessage('to the engine')
  await nextTurn()
  shell!.postMessage('to the shell')
  await expect
    .poll(() => heard)
    .toEqual([
      ['engine', 'to the engine'],
      ['shell', 'to the shell'],
    ])
})

describe('a request for ports is refused from', () => {
  const nobody = (): void => expect([engineGot, shells, page.mainFrame.got]).toEqual([[], [], []])

  test('a frame within the page', () => {
    const frame = Object.assign(new FakeFrame(), { url: PAGE_URL })
    ask(frame)
    expect(frame.got).toEqual([])
    nobody()
  })

  test('a frame that is gone', () => {
    ask(null)
    nobody()
  })

  test('another window, even if it shows the same page', () => {
    const other = new FakeContents()
    other.mainFrame.url = PAGE_URL
    ask(other.mainFrame, other)
    expect(other.mainFrame.got).toEqual([])
    nobody()
  })

  test('other web contents that name the page’s frame', () => {
    ask(page.mainFrame, new FakeContents())
    nobody()
  })

  test.each([
    'https://evil.example/',
    'about:blank',
    '',
    `${PAGE_URL}?x`,
    'fumikura-app://app/other.html',
    'data:text/html,x',
  ])('the window while it shows %j', (url) => {
    page.mainFrame.url = url
    ask()
    nobody()
  })

  test('a page whose window is closed', () => {
    hasPage = false
    ask()
    nobody()
  })
})

describe('while the engine is not open', () => {
  beforeEach(() => {
    isEngineOpen = false
    ask()
    ask()
  })

  test('the page waits, and is answered once when the engine is open', () => {
    expect(page.mainFrame.got).toEqual([])
    isEngineOpen = true
    ports.answerWaiting()
    ports.answerWaiting()
    expect(page.mainFrame.got).toHaveLength(1)
  })

  test('a frame in the page that asks too does not replace the page', () => {
    const frame = Object.assign(new FakeFrame(), { url: PAGE_URL })
    ask(frame)
    isEngineOpen = true
    ports.answerWaiting()
    expect([page.mainFrame.got.length, frame.got]).toEqual([1, []])
  })

  test('a page that has navigated away is not answered', () => {
    isEngineOpen = true
    page.mainFrame.url = 'https://evil.example/'
    ports.answerWaiting()
    page.mainFrame.url = PAGE_URL
    page.mainFrame.detached = true
    ports.answerWaiting()
    expect(page.mainFrame.got).toEqual([])
  })
})

test('a page that asks again has one port to the shell, because the earlier one is closed', () => {
  let reason = ''
  ask()
  shells[0]!.onClose((why) => (reason = why))
  ask()
  expect([page.mainFrame.got.length, reason]).toEqual([2, 'the page asked again'])
})

test('a page that asks without end is not answered again in that minute', () => {
  for (let asked = 0; asked < 1000; asked++) ask()
  expect(page.mainFrame.got).toHaveLength(60)
  nowMs += 60_000
  ask()
  expect(page.mainFrame.got).toHaveLength(61)
})

describe('a port', () => {
  let channel: Channel
  let far: MainPort
  let frames: string[]
  let ended: string[]

  beforeEach(() => {
    const { port1, port2 } = new MainChannel()
    far = port2
    channel = createPortChannel(port1)
    ;[frames, ended] = [[], []]
    channel.onFrame((frame) => void frames.push(frame))
    channel.onClose((reason) => void ended.push(reason))
  })

  afterEach(() => channel.close('the test ended'))

  test('carries text in both directions, in order, also from before the listener', async () => {
    const back: unknown[] = []
    far.on('message', ({ data }: { data: unknown }) => void back.push(data))
    far.postMessage('one')
    far.postMessage('two')
    channel.send('three')
    await expect.poll(() => [frames, back]).toEqual([['one', 'two'], ['three']])
  })

  test.each([[{ id: 1 }], [new Uint8Array(1)], [null], [7], [['frame']]])(
    'is closed by a message that is not text: %j',
    async (data) => {
      far.postMessage(data)
      far.postMessage('after it')
      await expect.poll(() => ended).toEqual(['not text'])
      expect(frames).toEqual([])
    },
  )

  test('is closed by a frame larger than any call', async () => {
    far.postMessage('x'.repeat(49 * 1024 * 1024))
    await expect.poll(() => ended).toEqual(['frame too large'])
    expect(frames).toEqual([])
  })

  test('reports once that the other end is gone, and sends nothing after that', async () => {
    far.close()
    await expect.poll(() => ended).toEqual(['the port closed'])
    channel.send('to nobody')
    channel.close('again')
    expect(ended).toHaveLength(1)
  })
})
