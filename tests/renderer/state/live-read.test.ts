// LiveRead: one reading at a time, the newest answer wins, nothing is missed and nothing is asked in vain.
import { flushSync } from 'svelte'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { GroupId } from '../../../src/core/contract/index.ts'
import type { App } from '../../../src/renderer/state/app.svelte.ts'
import { LiveRead, type LiveReadParts } from '../../../src/renderer/state/live-read.svelte.ts'
import { runEffect } from '../support/effects.svelte.ts'
import { createApp, type FakeEngine } from '../support/render.ts'

interface Asked {
  answer: (value: string) => Promise<void>
  fail: (error: Error) => Promise<void>
}

let app: App
let engine: FakeEngine
/** Every reading so far, in order. */
let asked: Asked[]

beforeEach(() => {
  vi.useFakeTimers()
  ;({ app, engine } = createApp())
  asked = []
})
afterEach(() => {
  app.close()
  setHidden(false)
  vi.useRealTimers()
})

/** Each reading waits until the test answers it. */
function make(parts: Partial<LiveReadParts<string>> = {}): LiveRead<string> {
  const read = (): Promise<string> =>
    new Promise((resolve, reject) => {
      asked.push({
        answer: (value) => ended(() => resolve(value)),
        fail: (error) => ended(() => reject(error)),
      })
    })
  return new LiveRead(app, { read, after: ['network-changed', 'group-changed'], ...parts })
}

async function ended(end: () => void): Promise<void> {
  end()
  await vi.advanceTimersByTimeAsync(0)
}

function setHidden(isHidden: boolean): void {
  Object.defineProperty(document, 'hidden', { value: isHidden, configurable: true })
  document.dispatchEvent(new Event('visibilitychange'))
}

const change = (): void => engine.tell({ type: 'network-changed' })
const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(60)

it('reads when somebody listens, and keeps the answer', async () => {
  const live = make()
  expect([live.value, live.isLoading, asked.length]).toEqual([null, false, 0])
  live.listen()
  expect([live.value, live.isLoading, asked.length]).toEqual([null, true, 1])
  await asked[0]!.answer('first')
  expect([live.value, live.error, live.isLoading]).toEqual(['first', null, false])
})

it('reads once for many events of one moment, and again for later ones', async () => {
  const live = make()
  live.listen()
  await asked[0]!.answer('first')
  for (let count = 0; count < 5; count++) change()
  expect(asked.length).toBe(1)
  await settle()
  expect(asked.length).toBe(2)
  await asked[1]!.answer('second')
  change()
  await settle()
  expect([live.value, asked.length]).toEqual(['second', 3])
})

it('events that never pause do not put the reading off', async () => {
  const live = make()
  live.listen()
  await asked[0]!.answer('first')
  for (let count = 0; count < 5; count++) {
    change()
    await vi.advanceTimersByTimeAsync(20)
  }
  expect(asked.length).toBe(2)
})

it('an event during a reading means one more reading after it, never two at once', async () => {
  const live = make()
  live.listen()
  change()
  change()
  await settle()
  expect(asked.length).toBe(1)
  await asked[0]!.answer('before the change')
  await settle()
  expect([live.value, asked.length]).toEqual(['before the change', 2])
  await asked[1]!.answer('after the change')
  await settle()
  expect([live.value, asked.length]).toEqual(['after the change', 2])
})

it('an answer that comes after that of a later reading is not taken', async () => {
  const live = make()
  const both = [live.read(), live.read()]
  await asked[1]!.answer('later')
  expect([live.value, live.isLoading]).toEqual(['later', false])
  await asked[0]!.answer('earlier')
  await Promise.all(both)
  expect(live.value).toBe('later')
})

it('a failure that comes after a later answer is not told', async () => {
  const live = make()
  void live.read()
  void live.read()
  await asked[1]!.answer('later')
  await asked[0]!.fail(new Error('late'))
  expect([live.value, live.error]).toEqual(['later', null])
})

it('an answer is taken although a later reading is under way', async () => {
  const live = make()
  void live.read()
  void live.read()
  await asked[0]!.answer('earlier')
  expect([live.value, live.isLoading]).toEqual(['earlier', true])
  await asked[1]!.answer('later')
  expect([live.value, live.isLoading]).toEqual(['later', false])
})

it('a failure is told and keeps what was read, and the next answer takes it away', async () => {
  const live = make()
  const error = new Error('away')
  live.listen()
  await asked[0]!.answer('first')
  change()
  await settle()
  await asked[1]!.fail(error)
  expect([live.value, live.error, live.isLoading]).toEqual(['first', error, false])
  engine.become('lost')
  engine.become('online')
  await settle()
  await asked[2]!.answer('second')
  expect([live.value, live.error]).toEqual(['second', null])
})

it('a reading that throws at once is a failure like any other', async () => {
  const error = new Error('no such call')
  const live = make({
    read: () => {
      throw error
    },
  })
  await live.read()
  expect([live.value, live.error, live.isLoading]).toEqual([null, error, false])
})

it('a question that has changed has no use for the answer to the old one', async () => {
  const live = make()
  void live.read()
  void live.readAnew()
  await asked[0]!.answer('of the old question')
  expect([live.value, live.isLoading]).toEqual([null, true])
  await asked[1]!.answer('of the new question')
  expect([live.value, live.isLoading]).toEqual(['of the new question', false])
})

it('the answer to an act is newer than a reading under way, which is made again', async () => {
  const live = make()
  live.listen()
  live.set('act')
  await asked[0]!.answer('before the act')
  expect([live.value, live.error]).toEqual(['act', null])
  await settle()
  expect(asked.length).toBe(2)
  await asked[1]!.answer('after the act')
  expect(live.value).toBe('after the act')
})

it('the answer to an act while nothing is read asks nothing', async () => {
  const live = make()
  live.listen()
  await asked[0]!.answer('first')
  live.set('act')
  await settle()
  expect([live.value, asked.length]).toEqual(['act', 1])
})

it('nothing is read while the page is hidden, and once when it is shown again', async () => {
  const live = make()
  live.listen()
  await asked[0]!.answer('first')
  setHidden(true)
  change()
  await settle()
  change()
  await settle()
  expect(asked.length).toBe(1)
  setHidden(false)
  await settle()
  expect(asked.length).toBe(2)
  await asked[1]!.answer('second')
  setHidden(true)
  setHidden(false)
  await settle()
  expect([live.value, asked.length]).toEqual(['second', 2])
})

it('nothing is taken and nothing is asked once nobody listens, until somebody does again', async () => {
  const live = make()
  const stop = live.listen()
  change()
  stop()
  await asked[0]!.answer('too late')
  change()
  await settle()
  expect([live.value, live.isLoading, asked.length]).toEqual([null, false, 1])
  live.listen()
  await asked[1]!.answer('in time')
  expect(live.value).toBe('in time')
})

it('a waiting reading is given up when nobody listens any more', async () => {
  const live = make()
  const stop = live.listen()
  await asked[0]!.answer('first')
  change()
  stop()
  await settle()
  expect(asked.length).toBe(1)
})

it('what is asked for soon is not read for nobody', async () => {
  const live = make()
  live.readSoon()
  await settle()
  expect(asked.length).toBe(0)
})

it('two listeners are one reading, and the first to stop stops nothing for the other', async () => {
  const live = make()
  const [stopOne, stopOther] = [live.listen(), live.listen()]
  await asked[0]!.answer('first')
  stopOne()
  stopOne()
  change()
  await settle()
  expect(asked.length).toBe(2)
  await asked[1]!.answer('second')
  stopOther()
  change()
  await settle()
  expect([live.value, asked.length]).toEqual(['second', 2])
})

it('an event of a kind that counts can be about something else', async () => {
  const live = make({ isConcerned: (event) => event.type !== 'group-changed' || event.group === 'mine' })
  live.listen()
  await asked[0]!.answer('first')
  engine.tell({ type: 'group-changed', group: 'other' as GroupId })
  engine.tell({ type: 'file-changed', file: 'f' as never })
  await settle()
  expect(asked.length).toBe(1)
  engine.tell({ type: 'group-changed', group: 'mine' as GroupId })
  await settle()
  expect(asked.length).toBe(2)
})

it('an effect that listens does not begin again by what was read', async () => {
  const reads: (string | null)[] = []
  const live: LiveRead<string> = make({
    read: () => {
      reads.push(live.value)
      return Promise.resolve('first')
    },
  })
  const end = runEffect(() => live.listen())
  flushSync()
  await vi.advanceTimersByTimeAsync(0)
  flushSync()
  await vi.advanceTimersByTimeAsync(0)
  expect([live.value, reads]).toEqual(['first', [null]])
  end()
})
