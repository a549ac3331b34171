// When to dial which device: soon after a loss, rarely if it is away.
import { expect, test } from 'vitest'
import { DialBook } from '../../../src/core/network/wires/dial-book.ts'

class Time {
  nowMs = 1_000_000
  now = (): number => this.nowMs
  monotonicMs = (): number => this.nowMs
}

const middle = (): number => 0.5
const anyone = (): boolean => true
const device = (n: number): Uint8Array => {
  const bytes = Buffer.alloc(32)
  bytes.writeUInt32LE(n)
  return bytes
}

function bookOf(count: number): { time: Time; book: DialBook } {
  const time = new Time()
  const book = new DialBook(time, middle)
  for (let i = 0; i < count; i++) book.add(device(i))
  return { time, book }
}

test('a new device is due at once, and not again until its attempt is over', () => {
  const { book } = bookOf(1)
  expect(book.startNext(anyone)).toEqual(device(0))
  expect(book.startNext(anyone)).toBeNull()
  expect(book.nextDueInMs(anyone)).toBeNull()
})

test('the delays grow by half each time, from half a second to five minutes', () => {
  const { time, book } = bookOf(1)
  const waits: number[] = []
  for (let i = 0; i < 18; i++) {
    book.startNext(anyone)
    book.failed(device(0))
    const waitMs = book.nextDueInMs(anyone)!
    waits.push(Math.round(waitMs))
    time.nowMs += waitMs
  }
  expect(waits.slice(0, 5)).toEqual([500, 750, 1_125, 1_688, 2_531])
  expect(waits.slice(14)).toEqual([145_965, 218_947, 300_000, 300_000])
})

test('a device is retried half a second after a long-lived wire is lost, and ever later after short ones', () => {
  const { time, book } = bookOf(1)
  const loseAfter = (livedMs: number): number => {
    time.nowMs += book.nextDueInMs(anyone)!
    book.startNext(anyone)
    book.reached(device(0))
    expect(book.nextDueInMs(anyone)).toBeNull()
    book.lost(device(0), livedMs)
    return book.nextDueInMs(anyone)!
  }
  expect([60_000, 60_000, 100, 100, 100, 60_000].map(loseAfter)).toEqual([500, 500, 750, 1_125, 1_687.5, 500])
})

test('a hurried device is first, even if it had a long delay', () => {
  const { time, book } = bookOf(3)
  for (let i = 0; i < 12; i++) {
    time.nowMs += 400_000
    book.startNext(anyone)
    book.startNext(anyone)
    book.startNext(anyone)
    for (let n = 0; n < 3; n++) book.failed(device(n))
  }
  expect(book.startNext(anyone)).toBeNull()
  book.hurry(device(2))
  expect(book.startNext(anyone, true)).toEqual(device(2))
  expect(book.startNext(anyone, true)).toBeNull()
})

test('a device that is hurried during its attempt is due again as soon as that fails', () => {
  const { book } = bookOf(1)
  book.startNext(anyone)
  book.hurry(device(0))
  book.failed(device(0))
  expect(book.nextDueInMs(anyone)).toBe(0)
})

test('a thousand absent devices together cause one dial a second', () => {
  const { time, book } = bookOf(1_000)
  const dialled: number[] = []
  const endMs = time.nowMs + 3_600_000
  while (time.nowMs < endMs) {
    for (let next = book.startNext(anyone); next !== null; next = book.startNext(anyone)) {
      dialled.push(time.nowMs)
      book.failed(next)
    }
    time.nowMs += Math.max(1, book.nextDueInMs(anyone)!)
  }
  const lastTenMinutes = dialled.filter((at) => at > endMs - 600_000)
  expect(lastTenMinutes.length).toBeGreaterThan(500)
  expect(lastTenMinutes.length).toBeLessThanOrEqual(601)
})

test('every absent device is dialled in its turn', () => {
  const { time, book } = bookOf(50)
  const turns = new Map<number, number>()
  for (let i = 0; i < 5_000; i++) {
    for (let next = book.startNext(anyone); next !== null; next = book.startNext(anyone)) {
      const n = Buffer.from(next).readUInt32LE()
      turns.set(n, (turns.get(n) ?? 0) + 1)
      book.failed(next)
    }
    time.nowMs += 1_000
  }
  expect(turns.size).toBe(50)
  expect(Math.max(...turns.values()) - Math.min(...turns.values())).toBeLessThanOrEqual(2)
})

test('after wake() all devices are due within half a minute', () => {
  const { time, book } = bookOf(1_000)
  for (let i = 0; i < 1_000; i++) book.startNext(anyone)
  for (let i = 0; i < 1_000; i++) book.failed(device(i))
  for (let i = 0; i < 3; i++) book.hurry(device(i)) // hurried ones stay first
  book.wake()
  time.nowMs += 30_000
  let due = 0
  while (book.startNext(anyone) !== null) due++
  expect(due).toBe(1_000)
})

test('a device that cannot be dialled now is skipped and stays due', () => {
  const { book } = bookOf(2)
  const onlySecond = (candidate: Uint8Array): boolean => Buffer.from(candidate).readUInt32LE() === 1
  expect(book.startNext(onlySecond)).toEqual(device(1))
  expect(book.nextDueInMs(onlySecond)).toBeNull()
  expect(book.nextDueInMs(anyone)).toBe(0)
})
