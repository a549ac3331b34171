// State shared by the screens: events by kind, the opening of the home, and the counts.
import { flushSync, tick } from 'svelte'
import { afterEach, expect, it, vi } from 'vitest'
import { EngineError } from '../../../src/core/contract/index.ts'
import { m } from '../../../src/renderer/messages/messages.svelte.ts'
import type { App } from '../../../src/renderer/state/app.svelte.ts'
import { Arrivals } from '../../../src/renderer/state/arrivals.ts'
import { HOME_PLACE } from '../../../src/renderer/state/place.ts'
import { arrivalOf, letter } from '../inbox/letters.ts'
import { createApp } from '../support/render.ts'
import { until } from '../../support/until.ts'

let app: App | undefined
afterEach(() => app?.close())

const OPEN = { state: 'open', person: 'p1', name: 'Chiyo', wordsProven: true, keyring: 'clear' }
const me = { person: 'p1', device: 'd1', name: 'Chiyo', address: 'fumikura://person/x' }
const arrived = arrivalOf(letter('Keys'))

it('an event reaches subscribers of its kind, and “back” is reported only after an absence', () => {
  const made = createApp()
  app = made.app
  const heard: string[] = []
  for (const type of ['letter-arrived', 'reconnected'] as const)
    app.events.on(type, (event) => heard.push(event.type))
  made.engine.become('online')
  made.engine.tell(arrived)
  made.engine.tell({ type: 'network-changed' })
  made.engine.become('lost')
  made.engine.become('online')
  expect(heard).toEqual(['letter-arrived', 'reconnected'])
})

it('noun() creates the state of a noun once', () => {
  app = createApp().app
  class Noun {
    readonly app: App
    constructor(app: App) {
      this.app = app
    }
  }
  const noun = app.noun(Noun)
  expect([app.noun(Noun) === noun, noun.app === app]).toEqual([true, true])
})

it('a new home opens only after its words were shown', async () => {
  let status: object = { ...OPEN, state: 'empty' }
  const made = createApp({
    home: {
      status: () => status,
      create: () => {
        // Like the engine, emits the event before the answer.
        status = OPEN
        made.engine.tell({ type: 'home-changed' })
        return { words: [] }
      },
    },
    people: { whoami: () => me },
  })
  app = made.app
  await app.home.create('Chiyo', '')
  await until(() => expect(made.app.home.status?.state).toBe('open'))
  expect(app.home.isNew).toBe(true)
  app.home.enter()
  expect([app.home.isNew, app.home.myself]).toEqual([false, me])
})

it('many events at one moment cause one count, and the badge shows the unread letters', async () => {
  const boxes = { inbox: { unread: 2, total: 5, unreadThreads: 2 } }
  const counted = {
    boxes,
    labels: ['harbour'],
    contacts: 2,
    connected: 1,
    knocks: 1,
    news: 0,
    storedBytes: 7,
  }
  const standing = vi.fn(() => counted)
  const made = createApp({ home: { status: () => OPEN, standing }, people: { whoami: () => me } })
  app = made.app
  await until(() => expect(made.app.counts.storedBytes).toBe(7))
  standing.mockClear()
  for (let at = 0; at < 20; at++) made.engine.tell(arrived)
  await until(() => expect(standing).toHaveBeenCalled())
  const { contacts, connected, knocks, labels } = app.counts
  expect({ contacts, connected, knocks, labels, asked: standing.mock.calls.length }).toEqual({
    contacts: 2,
    connected: 1,
    knocks: 1,
    labels: ['harbour'],
    asked: 1,
  })
  expect(made.shell.asked).toContainEqual(['setBadge', 2])
})

it('an arrival is announced, and notified only if the person wants it; a muted or archived one is neither', async () => {
  const made = createApp()
  app = made.app
  app.noun(Arrivals)
  const notices = () => made.shell.asked.filter(([name]) => name === 'notify').length

  made.engine.tell(arrived)
  await until(() => expect(made.app.announcer.text).toBe('New letter from Ana: Keys'))
  expect(notices()).toBe(0)

  app.settings.notify = true
  made.engine.tell(arrived)
  await until(() => expect(notices()).toBe(1))

  const { tidy } = arrived.letter
  app.announcer.say('')
  made.engine.tell({ ...arrived, letter: { ...arrived.letter, tidy: { ...tidy, archived: true } } })
  made.engine.tell({ ...arrived, isMuted: true })
  await tick()
  expect([made.app.announcer.text, notices()]).toEqual(['', 1])
})

it('the settings of one tab apply in the other', () => {
  app = createApp().app
  localStorage.setItem('fumikura.settings', '')
  const newValue = JSON.stringify({ locale: 'ja', theme: 'dark', singleKeys: false })
  window.dispatchEvent(new StorageEvent('storage', { key: 'fumikura.settings', newValue }))
  flushSync()
  const { locale, theme, singleKeys } = app.settings
  expect({ locale, theme, singleKeys, lang: document.documentElement.lang }).toEqual({
    locale: 'ja',
    theme: 'dark',
    singleKeys: false,
    lang: 'ja',
  })
})

it('back() stays in the app if the app has made no step yet', async () => {
  app = createApp().app
  window.history.pushState(null, '', '#/compose')
  const step = vi.spyOn(window.history, 'go').mockImplementation(() => undefined)
  await app.route.back(HOME_PLACE)
  expect([step.mock.calls.length, app.route.place]).toEqual([0, HOME_PLACE])
  app.route.go({ screen: 'knocks' })
  await app.route.back(HOME_PLACE)
  expect(step.mock.calls).toEqual([[-1]])
  step.mockRestore()
})

it('a toast shows the result of an act, and of a copy', async () => {
  const made = createApp()
  app = made.app
  const texts = (): string[] => made.app.toasts.shown.map(({ text }) => text)
  expect(await app.attempt(() => undefined)).toBe(true)
  expect(texts()).toEqual([])
  expect(await app.attempt(() => Promise.resolve(), 'Done.')).toBe(true)
  expect(texts()).toEqual(['Done.'])
  expect(await app.attempt(() => Promise.reject(new EngineError('NO_SPACE', 'full')), 'Done.')).toBe(false)
  expect(app.toasts.shown.map(({ tone }) => tone)).toEqual(['problem'])
  await app.copy('fumikura://invite/x')
  expect([made.shell.asked.at(-1), texts().at(-1)]).toEqual([['copyText', 'fumikura://invite/x'], 'Copied'])
  made.shell.copyText = () => Promise.reject(new Error('not allowed'))
  await app.copy('fumikura://invite/x')
  expect(texts().at(-1)).toBe(m.letter.acts.copyFailed)
})
