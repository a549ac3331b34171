// Two people who are never online together reach each other by a station of either.
import { setTimeout as pause } from 'node:timers/promises'
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import { expect, test } from 'vitest'
import {
  comeBack,
  handedOver,
  isDropped,
  join,
  knowsStations,
  sharesHandedOver,
  useCustomers,
} from '../../support/customers.ts'
import { eventually } from '../../support/person.ts'

const LETTERS = 3
/** Longer than the pauses before a visit of a mailbox. */
const BETWEEN_LETTERS_MS = 150
/** An idle wire is let go 2 s after its last use. One that ends sooner was ended for a visit. */
const NOT_IDLE_MS = 1_500
const OPEN = { ...PLAIN_POLICY, mode: 'open' } as const

const { person, station, pair } = useCustomers()

test.each([['reader'], ['author'], ['both']])(
  'they write to each other by the station of: %s',
  async (whose) => {
    const [alice, bob] = [await person('alice'), await person('bob')]
    await pair(alice, bob)
    if (whose !== 'reader') await join(alice, await station('of alice'))
    if (whose !== 'author') await join(bob, await station('of bob'))
    await knowsStations(alice, bob)
    await knowsStations(bob, alice)
    const [cardOfAlice, cardOfBob] = [alice.home.parts.identity, bob.home.parts.identity]

    await bob.stop()
    const first = await alice.write(bob, 'first', 'Are you there?', { policy: OPEN })
    if (whose !== 'reader') await handedOver(alice)
    await isDropped(alice, cardOfBob)
    await alice.stop()

    await comeBack(bob)
    await bob.arrival(first)
    if (whose !== 'reader') expect((await bob.read(first)).text).toBe('Are you there?')
    const second = await bob.write(alice, 'second', 'Now I am.', { policy: OPEN })
    if (whose !== 'author') await handedOver(bob)
    await isDropped(bob, cardOfAlice)
    await bob.stop()

    await comeBack(alice)
    await alice.arrival(second)
    if (whose !== 'author') expect((await alice.read(second)).text).toBe('Now I am.')
    expect((await alice.status(first))[0]!.arrivedAt).not.toBeNull()
  },
)

test.each([['reader'], ['author']])(
  'with the pauses of the engine, a notice at the station of the %s is read by the first visit',
  async (whose) => {
    const [alice, bob] = [await person('alice'), await person('bob')]
    await pair(alice, bob)
    await join(whose === 'reader' ? bob : alice, await station('cellar'))
    await knowsStations(alice, bob)
    await knowsStations(bob, alice)
    const cardOfBob = bob.home.parts.identity
    await bob.stop()
    const ref = await alice.write(bob, 'a letter', 'Never together.', { policy: OPEN })
    await (whose === 'reader' ? isDropped(alice, cardOfBob) : handedOver(alice))
    await alice.stop()
    await bob.start()
    await bob.arrival(ref)
    if (whose === 'author') expect((await bob.read(ref)).text).toBe('Never together.')
  },
)

test('a mailbox forgets what was read', async () => {
  const [alice, bob, cellar] = [await person('alice'), await person('bob'), await station('cellar')]
  await pair(alice, bob)
  await join(bob, cellar)
  await knowsStations(alice, bob)
  const card = bob.home.parts.identity
  const before = cellar.do.customers()[0]!.bytes
  await bob.stop()
  const ref = await alice.write(bob, 'a letter', 'It waits in the mailbox.')
  await isDropped(alice, card)
  expect(cellar.do.customers()[0]!.bytes).toBeGreaterThan(before)
  await comeBack(bob)
  await bob.arrival(ref)
  const { ledger } = bob.home.parts
  const length = alice.home.parts.feeds.lengthOfMine(alice.home.parts.ledger, card.person)
  await eventually(() => {
    const sql = 'SELECT dropped_length AS dropped FROM station_watches'
    return ledger.get<{ dropped: number }>(sql)?.dropped === length
  })
})

test('a reader’s own name ends no wire on which they read without it', async () => {
  const [alice, bob, cellar] = [await person('alice'), await person('bob'), await station('cellar')]
  await pair(alice, bob)
  await join(alice, cellar)
  await knowsStations(bob, alice)
  const card = alice.home.parts.identity
  const refs: string[] = []
  for (let n = 0; n < LETTERS; n++) refs.push(await alice.write(bob, `${n}`, `letter ${n}`))
  for (const ref of refs) await sharesHandedOver(alice, ref)
  await alice.stop()
  await bob.stop()
  await comeBack(bob, { readAgainMs: [60_000, 60_000] })
  await bob.arrival(refs.at(-1)!)
  const { peers } = bob.home.parts
  let [ended, usedAt] = [0, Infinity]
  const stop = peers.events.on('anonymousLeft', () => {
    if (performance.now() - usedAt < NOT_IDLE_MS) ended++
  })
  for (const [n, ref] of refs.entries()) {
    // While a letter is read, the wire is in use.
    usedAt = Infinity
    expect((await bob.read(ref)).text).toBe(`letter ${n}`)
    usedAt = performance.now()
    await pause(BETWEEN_LETTERS_MS)
  }
  stop()
  expect(ended).toBe(0)
  // The mailbox gets what bob says about the letters, on another wire.
  await isDropped(bob, card)
})
