// One of three stations breaks the rules of gates in every way. Two honest ones still open a
// letter, and the liar alone neither opens nor ends it.
import { expect, test } from 'vitest'
import {
  gateOpenRequestForm,
  gateOpenAnswerForm,
  signReaderReceipt,
  type GateOpenAnswer,
} from '../../../src/core/station-records/index.ts'
import { toHex } from '../../../src/core/base/index.ts'
import type { RefText } from '../../../src/core/contract/index.ts'
import { randomBytes } from '../../../src/core/seal/index.ts'
import { comeBack, handedOver, join, knowsStations, useCustomers } from '../../support/customers.ts'
import { LyingStation } from '../../support/lying-station.ts'
import { PATIENCE_MS } from '../../support/patience.ts'
import { calling, eventually, type Person } from '../../support/person.ts'
import { refused } from '../../support/refused.ts'
import type { TestStation } from '../../support/station.ts'

const { person, station, pair, network } = useCustomers()

interface Stage {
  alice: Person
  bob: Person
  honest: TestStation[]
  liar: LyingStation
}

/** Alice with two honest stations and a liar, who confirms every share and every act. */
async function open(): Promise<Stage> {
  const [alice, bob] = [await person('alice'), await person('bob')]
  const honest = [await station('one'), await station('two')]
  const liar = await LyingStation.open(network)
  liar.confirmGates(alice.home.parts.identity.person)
  await pair(alice, bob)
  for (const one of honest) await join(alice, one)
  await alice.do.stations.add({ link: liar.link, waitMs: PATIENCE_MS }, calling)
  await knowsStations(bob, alice)
  return { alice, bob, honest, liar }
}

/** Resolves when every station has the letters, and has confirmed its share of each key. */
async function isConfirmed(alice: Person, count: number): Promise<void> {
  await handedOver(alice)
  const sql = 'SELECT count(*) AS n FROM gate_places WHERE is_kept'
  await eventually(
    () => alice.home.parts.ledger.get<{ n: number }>(sql)!.n === count,
    `${count} shares are confirmed`,
  )
}

/** Answers of a liar to a reader, each with whatever signature it can make. */
function lies(liar: LyingStation): Record<string, (request: Uint8Array) => Uint8Array | Promise<Uint8Array>> {
  const signed =
    (answer: 'released' | 'RECALLED' | 'EXPIRED', share: Uint8Array | null) =>
    (bytes: Uint8Array): Uint8Array => {
      const { account, handle, key } = gateOpenRequestForm.decode(bytes)
      const receipt = signReaderReceipt({ account, handle, key, answer, at: 1 }, liar.peer.device)
      return gateOpenAnswerForm.encode({ status: answer, share, receipt })
    }
  const unsigned = (answer: GateOpenAnswer) => () => gateOpenAnswerForm.encode(answer)
  return {
    nothing: () => new Uint8Array(0),
    nonsense: () => randomBytes(100),
    'a random share': signed('released', randomBytes(81)),
    'a share whose x is 0': signed('released', Buffer.concat([randomBytes(80), Buffer.of(0)])),
    'a short share': signed('released', randomBytes(2)),
    'a share without its signature': unsigned({
      status: 'released',
      share: randomBytes(81),
      receipt: randomBytes(150),
    }),
    'a recall that it signs': signed('RECALLED', null),
    'an expiry that it signs': signed('EXPIRED', null),
    'a hold': unsigned({ status: 'HELD', share: null, receipt: null }),
    'no answer at all': () => new Promise<Uint8Array>(() => undefined),
  }
}

test('two of three stations open a letter, and no answer of the third prevents it', async () => {
  const { alice, bob, liar } = await open()
  const all = Object.entries(lies(liar))
  const refs: RefText[] = []
  for (const [name] of all) refs.push(await alice.write(bob, name, `Opened beside ${name}.`))
  await isConfirmed(alice, 3 * all.length)
  await bob.arrival(refs.at(-1)!)
  await alice.stop()
  for (const [i, [name, lie]] of all.entries()) {
    liar.peer.answers.set('gate-open', lie)
    expect((await bob.read(refs[i]!)).text).toBe(`Opened beside ${name}.`)
  }
  await liar.remove()
})

test('one lying station cannot open a letter and cannot end it', async () => {
  const { alice, bob, honest, liar } = await open()
  const all = Object.values(lies(liar))
  const refs: RefText[] = []
  for (const [i] of all.entries()) refs.push(await alice.write(bob, `sealed ${i}`, 'Later.'))
  await isConfirmed(alice, 3 * all.length)
  await bob.arrival(refs.at(-1)!)
  await alice.stop()
  await honest[0]!.stop()
  // All letters are asked for at once, again if the liar was not asked for all. Each of them gets another lie, whenever it is asked for.
  const lieOf = new Map<string, (typeof all)[number]>()
  liar.peer.answers.set('gate-open', (request) => {
    const handle = toHex(gateOpenRequestForm.decode(request).handle)
    const lie = lieOf.get(handle) ?? all[lieOf.size]!
    lieOf.set(handle, lie)
    return lie(request)
  })
  await eventually(async () => {
    const came = await Promise.allSettled(refs.map((ref) => bob.read(ref, 3_000)))
    expect(came).toEqual(refs.map(() => ({ status: 'rejected', reason: refused('KEEPERS_AWAY') })))
    return lieOf.size === all.length
  }, 'each lie is told')
  await comeBack(alice)
  for (const ref of refs) expect((await bob.read(ref)).text).toBe('Later.')
  await liar.remove()
})

test('a recall beside a liar is certain only with the answers of all three', async () => {
  const { alice, bob, honest, liar } = await open()
  const ref = await alice.write(bob, 'recalled', 'Never.')
  await isConfirmed(alice, 3)
  await bob.arrival(ref)
  await bob.stop()
  network.partition(alice.device, honest[1]!.device)
  const { readers } = await alice.do.letters.recall({ ref, waitMs: 1_000 }, calling)
  // One honest burn and one lie are two answers; the third station may still release.
  expect(readers).toMatchObject([{ outcome: 'recalling' }])
  network.heal()
  await eventually(async () => (await alice.status(ref))[0]?.state === 'recalled', 'certain')
  await liar.remove()
})
