// Whatever a contact sends, the engine goes on: no input holds the thread for long.
// turns.others.test.ts measures the most that is allowed.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PACE } from '../../../src/core/mail/mail-thread.ts'
import { TurnProbe } from '../../support/longest-turn.ts'
import { Mallory } from '../../support/mallory.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { Person } from '../../support/person.ts'
import { makeWhole, useInTurns, WORST_INPUTS } from './worst-inputs.ts'

/** In CPU time. The rule is 50 ms; a loaded machine and the collector of garbage take their share. */
const LONGEST_TURN_MS = 200
/** Of the most that is allowed. */
const SHARE = 0.05

let bob: Person
let mallory: Mallory

beforeEach(async () => {
  const network = new MemoryNetwork()
  bob = await Person.create('bob', network)
  mallory = await Mallory.pairWith(network, bob)
})

afterEach(() => Promise.all([bob.remove(), mallory.remove()]))

for (const { name, write } of WORST_INPUTS)
  test(`${name} holds the thread briefly`, async () => {
    const written = await write(mallory, bob, SHARE)
    await written.arrived()
    const probe = new TurnProbe()
    await useInTurns(written)
    expect(probe.end()).toBeLessThan(LONGEST_TURN_MS)
  })

test('a mail that is never read to its end opens, says so, and keeps no other from being read', async () => {
  const { deadlineMs } = PACE
  PACE.deadlineMs = 1
  const origin = {
    from: { name: 'm', address: '' },
    to: [],
    messageId: '',
    parent: '',
    first: '',
    writtenAt: null,
    files: [],
  }
  const mail = (subject: string): Promise<Awaited<ReturnType<typeof makeWhole>>> =>
    makeWhole(mallory, bob, Buffer.from(`Subject: ${subject}\n\n${'<b>'.repeat(100_000)}`), {
      ...{ kind: 'mail', title: subject, type: 'message/rfc822', origin },
    })
  try {
    const endless = await mail('endless')
    await mallory.announce(bob, endless, { mode: 'open', grant: mallory.grantFor(bob, endless) })
    await bob.arrival(endless.refText)
    const probe = new TurnProbe()
    expect(await bob.read(endless.refText)).toMatchObject({ subject: 'endless', text: '', notRead: ['time'] })
    expect(await bob.list()).toHaveLength(1)
    expect(probe.end()).toBeLessThan(LONGEST_TURN_MS)
  } finally {
    PACE.deadlineMs = deadlineMs
  }
  const plain = await mail('plain')
  await mallory.announce(bob, plain, { mode: 'open', grant: mallory.grantFor(bob, plain) })
  await bob.arrival(plain.refText)
  expect((await bob.read(plain.refText)).text).toContain('<b><b>')
  expect(await bob.list()).toHaveLength(2)
})
