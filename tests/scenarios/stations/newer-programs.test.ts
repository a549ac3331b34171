// A newer customer and an older station. The station refuses what it does not know, says so, and
// does everything else.
import { expect, test } from 'vitest'
import { key32, oneOf, optional, signedRecord, time, toHex, uint } from '../../../src/core/base/index.ts'
import type { Extension } from '../../../src/core/base/extensions.ts'
import {
  decodeGateActAnswer,
  decodeGatePutAnswer,
  gateActForm,
  encodeGateActs,
  gatePutForm,
  signAct,
  type PutGate,
} from '../../../src/core/station-records/index.ts'
import { ACT_KINDS, BURN_REASONS } from '../../../src/core/station-records/act.ts'
import { createSigningKeyPair, randomBytes, sign } from '../../../src/core/seal/index.ts'
import { eventually } from '../../support/person.ts'
import type { RawCustomer } from '../../support/raw-customer.ts'
import type { TestStation } from '../../support/station.ts'
import { useStations } from '../../support/use-stations.ts'

const DAY_MS = 86_400_000
const make = useStations()

const newGate = (): PutGate => ({
  ...{ handle: randomBytes(32), number: 0, place: 1, share: randomBytes(81), roster: null },
  ...{ key: createSigningKeyPair().publicKey, from: null, expires: null },
  ...{ until: Date.now() + 90 * DAY_MS, isHeld: false },
})

/** A newer program knows a further kind of act. */
const newerAct = signedRecord('gate act', {
  ...{ handle: key32, kind: oneOf([...ACT_KINDS, 'freeze']), seq: uint },
  ...{ why: optional(oneOf(BURN_REASONS)), value: optional(time), key: optional(key32), device: key32 },
})

function freeze(handle: Uint8Array, { identity: { device } }: RawCustomer): Uint8Array {
  const facts = { handle, kind: 'freeze' as const, seq: 1, why: null, value: null, key: null }
  const act = { ...facts, device: device.publicKey }
  const signature = sign('fumikura/gate-act/1', device, newerAct.unsigned.encode(act))
  return newerAct.encode({ ...act, signature })
}

function burn(handle: Uint8Array, { identity }: RawCustomer, ...extensions: Extension[]): Uint8Array {
  const facts = { handle, kind: 'burn', seq: 0, why: 'recalled', value: null, key: null } as const
  return gateActForm.encode(signAct({ ...facts, extensions }, identity.device))
}

async function act(customer: RawCustomer, ...acts: Uint8Array[]): Promise<string[]> {
  const answers = decodeGateActAnswer(await customer.ask('gate-act', encodeGateActs(acts)))
  return answers.map(({ answer, receipt }) => (receipt === null ? `${answer}, unsigned` : answer))
}

const skippedBy = async (station: TestStation): Promise<Record<string, number>> =>
  (await station.do.doctor()).skipped

test('an act of an unknown kind is refused alone, and the recalls beside it apply', async () => {
  const home = await make.station()
  const alice = await make.customer(home)
  const gates = [newGate(), newGate(), newGate()]
  await alice.ask('gate-put', gatePutForm.encode({ gates }))
  const [first, second, third] = gates.map(({ handle }) => handle)
  const extension = (tag: number): Extension => ({ tag, bytes: randomBytes(8) })
  const answers = await act(
    alice,
    freeze(first!, alice),
    burn(first!, alice),
    burn(second!, alice, extension(1)),
    burn(third!, alice, extension(2)),
  )
  // An odd extension may be ignored, an even one must be understood.
  expect(answers).toEqual(['unknown, unsigned', 'burned', 'burned', 'unknown, unsigned'])
  expect(await skippedBy(home)).toEqual({ 'gate-act-unknown': 1 })
  // It can be repeated, and the gate that it is about is as before.
  expect(await act(alice, freeze(first!, alice), burn(third!, alice))).toEqual([
    'unknown, unsigned',
    'burned',
  ])
})

test('a station passes an act with an odd extension on as it is, and no act that it does not know', async () => {
  const [home, other] = [await make.station(), await make.station()]
  const alice = await make.customer(home)
  const there = await alice.alsoJoin(await other.invite())
  const card = alice.makeCardWith(2, [home.device, other.device], { need: 1, distrust: 0 })
  await alice.showCard(card)
  await there.showCard(card)
  const gate = newGate()
  await alice.ask('gate-put', gatePutForm.encode({ gates: [gate] }))
  await there.ask('gate-put', gatePutForm.encode({ gates: [{ ...gate, place: 2 }] }))
  await act(alice, freeze(gate.handle, alice), burn(gate.handle, alice, { tag: 1, bytes: randomBytes(8) }))
  await eventually(async () => (await other.do.doctor()).decisions > 0, 'the other station has heard of it')
  expect(await act(there, burn(gate.handle, alice))).toEqual(['burned'])
  expect(await skippedBy(other)).toEqual({})
})

test('gates in an unknown form are refused together, and can be put again in a known one', async () => {
  const home = await make.station()
  const alice = await make.customer(home)
  const gates = [newGate(), newGate()]
  const putWith = (tag: number): Promise<Uint8Array> =>
    alice.ask('gate-put', gatePutForm.encode({ gates, extensions: [{ tag, bytes: randomBytes(8) }] }))
  expect(toHex(await putWith(2))).toBe('')
  expect(home.do.customers()).toMatchObject([{ gates: 0 }])
  expect(await skippedBy(home)).toEqual({ 'request-gate-put': 1 })
  expect(decodeGatePutAnswer(await putWith(1))).toMatchObject([{ answer: 'kept' }, { answer: 'kept' }])
})
