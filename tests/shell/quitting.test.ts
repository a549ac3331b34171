// Quitting while letters are only on this computer: the person waits for a station, quits at once,
// or stays. The test controls the time.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Quitting } from '../../src/main/shell/quitting.ts'
import { wordsOf } from '../../src/main/shell/words/index.ts'
import { FakeElectron } from './support/fake-electron.ts'

const [WAIT, QUIT, CANCEL] = [0, 1, 2]
let fake: FakeElectron
let quitting: Quitting
/** The engine's answer. `silent`: it does not answer; null: it is not open. */
let onlyHere: number | 'silent' | 'failing' | null
let done: string[]

beforeEach(() => {
  vi.useFakeTimers()
  fake = new FakeElectron('/tmp')
  fake.app.isReady = true
  ;[onlyHere, done] = [1, []]
  quitting = new Quitting({
    electron: fake.parts,
    words: () => wordsOf('en'),
    countOnlyHere,
    onAllowed: () => void done.push('allowed'),
    onStay: () => void done.push('stay'),
  })
})

afterEach(() => {
  vi.useRealTimers()
})

function countOnlyHere(): Promise<number> | null {
  if (onlyHere === null) return null
  if (onlyHere === 'silent') return new Promise(() => undefined)
  return onlyHere === 'failing' ? Promise.reject(new Error('no person')) : Promise.resolve(onlyHere)
}

async function quit(): Promise<boolean> {
  fake.app.quit()
  await vi.advanceTimersByTimeAsync(0)
  return fake.app.hasEnded
}

test('the app quits without a question if every letter is at a station, or no engine runs', async () => {
  onlyHere = 0
  expect(await quit()).toBe(true)
  expect([fake.dialog.asked, done]).toEqual([[], ['allowed']])
})

test('without an open engine the app quits at once', () => {
  onlyHere = null
  fake.app.quit()
  expect(fake.app.hasEnded).toBe(true)
})

test('an engine that fails does not keep the app, and a silent one keeps it for a second', async () => {
  onlyHere = 'silent'
  expect(await quit()).toBe(false)
  await vi.advanceTimersByTimeAsync(1_000)
  expect([fake.app.hasEnded, fake.dialog.asked]).toEqual([true, []])
  fake.app.hasEnded = false
  onlyHere = 'failing'
  expect(await quit()).toBe(true)
})

test('the person is asked once, however often the app should quit', async () => {
  expect([await quit(), await quit(), await quit()]).toEqual([false, false, false])
  expect(fake.dialog.asked.map(({ options: { message, buttons } }) => ({ message, buttons }))).toEqual([
    {
      message: 'One letter is only on this computer',
      buttons: ['Quit When a Station Has Them All', 'Quit Now', 'Cancel'],
    },
  ])
})

test('after “Quit Now” the app quits, although letters are only here', async () => {
  fake.dialog.answers.push(QUIT)
  expect(await quit()).toBe(true)
})

test('after “Cancel” the app stays, and the next quit asks again', async () => {
  fake.dialog.answers.push(CANCEL, CANCEL)
  expect([await quit(), await quit()]).toEqual([false, false])
  await vi.advanceTimersByTimeAsync(60_000)
  expect([fake.app.hasEnded, done, fake.dialog.asked.length]).toEqual([false, ['stay', 'stay'], 2])
})

test('the app that waits quits when a station has every letter, and not while the engine is away', async () => {
  fake.dialog.answers.push(WAIT)
  expect(await quit()).toBe(false)
  for (const answer of [1, null, 'silent', 'failing'] as const) {
    onlyHere = answer
    await vi.advanceTimersByTimeAsync(10_000)
  }
  expect([fake.app.hasEnded, done, fake.dialog.asked.length]).toEqual([false, [], 1])
  onlyHere = 0
  await vi.advanceTimersByTimeAsync(2_000)
  expect([fake.app.hasEnded, done]).toEqual([true, ['allowed']])
})

test('a person who comes back while the app waits keeps it', async () => {
  fake.dialog.answers.push(WAIT)
  await quit()
  quitting.stay()
  onlyHere = 0
  await vi.advanceTimersByTimeAsync(60_000)
  expect(fake.app.hasEnded).toBe(false)
})

test('a quit while the app waits asks again', async () => {
  fake.dialog.answers.push(WAIT, QUIT)
  expect([await quit(), await quit()]).toEqual([false, true])
})

test('the app does not ask while the system shuts down', () => {
  fake.powerMonitor.emit('shutdown')
  fake.app.quit()
  expect([fake.app.hasEnded, fake.dialog.asked]).toEqual([true, []])
})
