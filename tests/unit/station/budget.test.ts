// How many bytes an account may still use.
import { expect, test } from 'vitest'
import { Budget, MAX_WATCHED_CORE_BYTES, type Charge } from '../../../src/core/station/budget.ts'

const account = { account: Buffer.alloc(32, 1), bytes: 1000 }
const other = { account: Buffer.alloc(32, 2), bytes: 1000 }
const MIB = 1 << 20

const charge = (of: { account: Uint8Array }, isWatched = false): Charge => ({
  ...{ account: of.account, isWatched, bytes: 0 },
})

test('bytes of own cores, of blocks under way and of the station reduce the room', () => {
  const budget = new Budget(1500)
  const own = charge(account)
  budget.addCore(own)
  budget.change(own, 600)
  budget.storedBytes = 600
  expect(budget.bytesOf(account)).toBe(600)
  expect(budget.roomFor(account, own)).toBe(400)
  const release = budget.reserve(account.account, 300)
  expect(budget.roomFor(account, own)).toBe(100)
  expect(budget.roomFor(other, charge(other))).toBe(600)
  release()
  expect(budget.roomFor(account, own)).toBe(400)
  budget.removeCore(own)
  expect(budget.bytesOf(account)).toBe(0)
  expect(budget.coresOf(account.account)).toBe(0)
})

test('watched cores take at most a quarter, and count at most a quarter', () => {
  const budget = new Budget(Infinity)
  const watched = charge(account, true)
  budget.addCore(watched)
  expect(budget.roomFor(account, watched)).toBe(250)
  budget.change(watched, 900)
  expect(budget.roomFor(account, watched)).toBe(0)
  expect(budget.bytesOf(account)).toBe(250)
  expect(budget.roomFor(account, charge(account))).toBe(750)
})

test('one watched core takes at most 32 MiB beyond what was read', () => {
  const large = { account: account.account, bytes: 1000 * MIB }
  const budget = new Budget(Infinity)
  const watched = charge(account, true)
  budget.addCore(watched)
  budget.change(watched, 30 * MIB)
  expect(budget.roomFor(large, watched)).toBe(2 * MIB)
  expect(budget.roomFor(large, charge(account, true))).toBe(MAX_WATCHED_CORE_BYTES)
  budget.change(watched, 40 * MIB)
  expect(budget.roomFor(large, watched)).toBe(0)
  expect(budget.bytesOf(large)).toBe(32 * MIB)
})

test('nothing is left below zero', () => {
  const budget = new Budget(100)
  const own = charge(account)
  budget.addCore(own)
  budget.change(own, 2000)
  budget.storedBytes = 2000
  expect(budget.roomFor(account, own)).toBe(0)
  expect(budget.isFull).toBe(true)
})
