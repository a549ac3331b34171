// A reader raises their box key while letters are unopened: they recover on a new device. What the
// stations have was sealed to the key before.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { listGates } from '../../../src/core/gates/gates.ts'
import { objectId, parseRef } from '../../../src/core/store/index.ts'
import { handedOver, sharesHandedOver, useCustomers } from '../../support/customers.ts'
import { Losses } from '../../support/comeback.ts'
import { calling, eventually, type Person } from '../../support/person.ts'
import type { TestStation } from '../../support/station.ts'

const { network, open } = useCustomers()
let losses: Losses
let alice: Person
let bob: Person
let stations: TestStation[]
let words: string[]

beforeEach(async () => {
  losses = await Losses.begin(network)
  ;({ alice, bob, stations } = await open(3))
  words = await bob.do.home.words({}, calling)
})

afterEach(() => losses.end())

/** Sends a letter, which waits unopened. */
async function sent(text: string): Promise<string> {
  const ref = await alice.write(bob, 'unopened', text)
  await sharesHandedOver(alice, ref)
  await bob.arrival(ref)
  return ref
}

/** Resolves when another gate has replaced the first one, and bob opens it with the author off. */
async function opensByNewKey(again: Person, ref: string): Promise<string> {
  const stagesOf = (): string =>
    listGates(alice.home.parts.ledger, objectId(parseRef(ref)!))
      .map(({ stage }) => stage)
      .join()
  await eventually(() => stagesOf() === 'ended,live', 'another gate replaces the first one')
  await sharesHandedOver(alice, ref)
  await handedOver(alice)
  await again.arrival(ref)
  await alice.stop()
  await stations[0]!.stop()
  return (await again.read(ref)).text
}

test('the author is on: the letter is dealt again for the new key, and opens at the stations', async () => {
  const ref = await sent('For the new key.')
  const again = await losses.comeBack(bob, words, await losses.backUp(bob))
  expect(await opensByNewKey(again, ref)).toBe('For the new key.')
})

test('a letter that came after the backup of its reader opens at the stations too', async () => {
  const backup = await losses.backUp(bob)
  const ref = await sent('After the backup.')
  const again = await losses.comeBack(bob, words, backup)
  expect(await opensByNewKey(again, ref)).toBe('After the backup.')
})

test('the author is off: the letter still opens by the key before, which the backup has', async () => {
  const ref = await sent('By the old key.')
  const backup = await losses.backUp(bob)
  await alice.stop()
  const again = await losses.comeBack(bob, words, backup)
  await again.arrival(ref)
  expect((await again.read(ref)).text).toBe('By the old key.')
})
