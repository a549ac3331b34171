// LiveRead: one read at a time, the newest answer wins, no event is missed and no read is useless.
import { flushSync } from 'svelte'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { GroupId } from '../../../src/core/contract/index.ts'
import type { App } from '../../../src/renderer/state/app.svelte.ts'
import { LiveRead, type LiveReadParts } from '../../../src/renderer/state/live-read.svelte.ts'
import { ANA } from '../inbox/letters.ts'
import { runEffect } from '../support/effects.svelte.ts'
import type { FakeEngine } from '../support/fake-app.ts'
import { createApp } from '../support/render.ts'

interface Asked {
  answer: (value: string) => Promise<void>
  fail: (error: Error) => Promise<void>
}

let app: App
let engine: FakeEngine
/** All reads, in order. */
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

/** Makes a LiveRead whose reads wait until the test answers them. */
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

it('LiveRead reads when there is a listener, and keeps the answer', async () => {
  const live = make()
  expect([live.value, live.isLoading, asked.length]).toEqual([null, false, 0])
  live.listen()
  expect([live.value, live.isLoading, asked.length]).toEqual([null, true, 1])
  await asked[0]!.answer('first')
  expect([live.value, live.error, live.isLoading]).toEqual(['first', null, false])
})

it('LiveRead reads once for many events at one moment, and again for later ones', async () => {
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

it('a steady stream of events does not delay the read', async () => {
  const live = make()
  live.listen()
  await asked[0]!.answer('first')
  for (let count = 0; count < 5; count++) {
    change()
    await vi.advanceTimersByTimeAsync(20)
  }
  expect(asked.length).toBe(2)
})

it('an event during a read causes one further read, never two at once', async () => {
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

it('an answer that arrives after a later read’s answer is dropped', async () => {
  const live = make()
  const both = [live.read(), live.read()]
  await asked[1]!.answer('later')
  expect([live.value, live.isLoading]).toEqual(['later', false])
  await asked[0]!.answer('earlier')
  await Promise.all(both)
  expect(live.value).toBe('later')
})

it('a failure that arrives after a later answer is dropped', async () => {
  const live = make()
  void live.read()
  void live.read()
  await asked[1]!.answer('later')
  await asked[0]!.fail(new Error('late'))
  expect([live.value, live.error]).toEqual(['later', null])
})

it('an answer is accepted although a later read is under way', async () => {
  const live = make()
  void live.read()
  void live.read()
  await asked[0]!.answer('earlier')
  expect([live.value, live.isLoading]).toEqual(['earlier', true])
  await asked[1]!.answer('later')
  expect([live.value, live.isLoading]).toEqual(['later', false])
})

it('a failure is reported and keeps the old answer, and the next answer clears it', async () => {
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

it('a read that throws synchronously is a failure like any other', async () => {
  const error = new Error('no such call')
  const live = make({
    read: () => {
      throw error
    },
  })
  await live.read()
  expect([live.value, live.error, live.isLoading]).toEqual([null, error, false])
})

it('after the query changes, the answer to the old query is dropped', async () => {
  const live = make()
  void live.read()
  void live.readAnew()
  await asked[0]!.answer('of the old question')
  expect([live.value, live.isLoading]).toEqual([null, true])
  await asked[1]!.answer('of the new question')
  expect([live.value, live.isLoading]).toEqual(['of the new question', false])
})

it('the answer to an act is newer than a read under way, which is repeated', async () => {
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

it('the answer to an act causes no read if none is under way', async () => {
  const live = make()
  live.listen()
  await asked[0]!.answer('first')
  live.set('act')
  await settle()
  expect([live.value, asked.length]).toEqual(['act', 1])
})

it('a hidden page reads nothing, and reads once when it is shown again', async () => {
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

it('without listeners nothing is read or accepted, until a listener returns', async () => {
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

it('a scheduled read is cancelled when the last listener leaves', async () => {
  const live = make()
  const stop = live.listen()
  await asked[0]!.answer('first')
  change()
  stop()
  await settle()
  expect(asked.length).toBe(1)
})

it('a scheduled read does not happen without a listener', async () => {
  const live = make()
  live.readSoon()
  await settle()
  expect(asked.length).toBe(0)
})

it('two listeners share one read, and the first to leave does not stop it for the other', async () => {
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

it('an event of a relevant kind can concern another object', async () => {
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

it('an event with its own handler causes no read, and is handled once while there are listeners', async () => {
  const handle = vi.fn()
  const live = make({ on: { 'contact-changed': handle } })
  const stops = [live.listen(), live.listen()]
  await asked[0]!.answer('first')
  engine.tell({ type: 'contact-changed', person: ANA.person })
  await settle()
  expect([handle.mock.calls.length, asked.length]).toEqual([1, 1])
  for (const stop of stops) stop()
  engine.tell({ type: 'contact-changed', person: ANA.person })
  expect(handle).toHaveBeenCalledOnce()
})

it('an effect that listens does not restart from the answer', async () => {
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
