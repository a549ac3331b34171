// Gates over the network: a raw customer gives shares to whole stations, a stranger with the slot key
// opens, and stations compare their logs.
import { expect, test } from 'vitest'
import {
  accountOf,
  createGateOpenRequest,
  decodeGateActAnswer,
  gateNewsForm,
  decodeGateOpenAnswer,
  decodeGatePutAnswer,
  gateReceiptForm,
  gateActForm,
  encodeGateActs,
  gateForgetForm,
  gateHeadRequestForm,
  gateNewsRequestForm,
  gateOpenRequestForm,
  gatePutForm,
  signAct,
  type GateOpenAnswer,
} from '../../../src/core/station-records/index.ts'
import { createSigningKeyPair, randomBytes } from '../../../src/core/seal/index.ts'
import { eventually } from '../../support/person.ts'
import type { RawCustomer } from '../../support/raw-customer.ts'
import type { TestStation } from '../../support/station.ts'
import { useStations } from '../../support/use-stations.ts'

const NOTHING = new Uint8Array(0)
const DAY_MS = 86_400_000
const make = useStations()
const slot = createSigningKeyPair()
const handle = randomBytes(32)
const share = randomBytes(81)

async function put(alice: RawCustomer): Promise<string> {
  const gate = {
    ...{ handle, number: 0, place: 1, share, key: slot.publicKey, roster: null },
    ...{ from: null, expires: null },
    ...{ until: Date.now() + 90 * DAY_MS, isHeld: false },
  }
  const [answer] = decodeGatePutAnswer(await alice.ask('gate-put', gatePutForm.encode({ gates: [gate] })))
  return answer!.answer
}

async function open(from: TestStation, alice: RawCustomer, key = slot): Promise<GateOpenAnswer> {
  const reader = await make.stranger(from)
  const account = accountOf(from.device, alice.identity.person)
  const connection = { handshakeHash: reader.handshakeHash(from.device), station: from.device }
  const request = createGateOpenRequest({ account, handle }, connection, key)
  const answer = await reader.ask(from.device, 'gate-open', gateOpenRequestForm.encode(request))
  return decodeGateOpenAnswer(answer ?? NOTHING)
}

function burn(alice: RawCustomer): Uint8Array {
  const facts = { handle, kind: 'burn', seq: 0, why: 'recalled', value: null, key: null } as const
  return gateActForm.encode(signAct(facts, alice.identity.device))
}

test('a stranger with the slot key gets the share; another one gets nothing', async () => {
  const home = await make.station()
  const alice = await make.customer(home)
  expect(await put(alice)).toBe('kept')
  expect((await open(home, alice, createSigningKeyPair())).status).toBe('UNKNOWN')
  expect(await open(home, alice)).toMatchObject({ status: 'released', share })
  expect(home.do.customers()).toMatchObject([{ gates: 1 }])
  const news = gateNewsForm.decode(
    await alice.ask('gate-news', gateNewsRequestForm.encode({ since: 0, seen: null })),
  )
  expect(news.entries).toHaveLength(1)
  expect(await alice.ask('gate-forget', gateForgetForm.encode({ handles: [handle] }))).toEqual(Buffer.of(0))
  expect(home.do.customers()).toMatchObject([{ gates: 0 }])
})

test('anybody delivers a burn, and only customers hear what it did', async () => {
  const home = await make.station()
  const alice = await make.customer(home)
  await put(alice)
  const stranger = await make.stranger(home)
  expect(await stranger.ask(home.device, 'gate-act', encodeGateActs([burn(alice)]))).toEqual(Buffer.of(0))
  expect((await open(home, alice)).status).toBe('RECALLED')
  const answers = decodeGateActAnswer(await alice.ask('gate-act', encodeGateActs([burn(alice)])))
  expect(answers).toMatchObject([{ answer: 'burned' }])
})

test('strangers may not put gates, ask for news or for heads', async () => {
  const home = await make.station()
  const eve = await make.outsider(home)
  expect(await eve.ask('gate-put', gatePutForm.encode({ gates: [] }))).toEqual(NOTHING)
  expect(await eve.ask('gate-news', gateNewsRequestForm.encode({ since: 0, seen: null }))).toEqual(NOTHING)
  expect(await eve.ask('gate-head', gateHeadRequestForm.encode({ heads: [] }))).toEqual(NOTHING)
})

test('leaving burns the gates, and ends no letter', async () => {
  const home = await make.station()
  const alice = await make.customer(home)
  await put(alice)
  await alice.ask('station-leave', NOTHING)
  expect((await open(home, alice)).status).toBe('MOVED')
})

test('a station that is put back to a copy of its home learns from another one, and decides nothing', async () => {
  const [first, second] = [await make.station(), await make.station()]
  const alice = await make.customer(first)
  const rule = { need: 2, distrust: 1 }
  const card = alice.makeCardWith(2, [first.device, second.device], rule)
  const away = await alice.alsoJoin(await second.invite())
  await alice.showCard(card)
  await away.showCard(card)
  await put(alice)
  const putBack = await first.copyHome()
  await alice.peer.dial(first.device)
  await eventually(async () => {
    const [answer] = decodeGateActAnswer(await alice.ask('gate-act', encodeGateActs([burn(alice)])))
    return answer?.answer === 'burned'
  })
  await eventually(async () => {
    const news = gateNewsForm.decode(
      await away.ask('gate-news', gateNewsRequestForm.encode({ since: 0, seen: null })),
    )
    return news.heads.some(({ receipt }) => gateReceiptForm.decode(receipt).n === 1)
  })
  await putBack()
  await first.start()
  await eventually(async () => (await open(first, alice)).status === 'FENCED')
  expect(first.do.customers()).toMatchObject([{ fenced: true }])
  expect(await first.do.doctor()).toMatchObject({ healthy: false, fenced: 1, clock: 'trusted' })
})

test('an act that reaches one station reaches the others, also one that was off', async () => {
  const [first, second] = [await make.station(), await make.station()]
  const alice = await make.customer(first)
  const away = await alice.alsoJoin(await second.invite())
  const card = alice.makeCardWith(2, [first.device, second.device], { need: 1, distrust: 0 })
  await alice.showCard(card)
  await away.showCard(card)
  await put(alice)
  await put(away)
  const { device } = second
  await second.stop()
  const [answer] = decodeGateActAnswer(await alice.ask('gate-act', encodeGateActs([burn(alice)])))
  expect(answer?.answer).toBe('burned')
  alice.peer.hangUp(first.device)
  alice.peer.undial(device)
  await second.start()
  expect(second.do.customers()).toMatchObject([{ gates: 1 }])
  await eventually(() => second.do.customers()[0]!.gates === 0)
  expect((await open(second, alice)).status).toBe('RECALLED')
})

test('a station that is away does not keep the others from hearing of a decision', async () => {
  const [first, second, third] = [await make.station(), await make.station(), await make.station()]
  const alice = await make.customer(first)
  const away = await alice.alsoJoin(await second.invite())
  const card = alice.makeCardWith(2, [first.device, second.device, third.device], { need: 2, distrust: 1 })
  await third.stop()
  await alice.showCard(card)
  await away.showCard(card)
  await put(alice)
  const headsAt = async (n: number): Promise<boolean> => {
    const { heads } = gateNewsForm.decode(
      await away.ask('gate-news', gateNewsRequestForm.encode({ since: 0, seen: null })),
    )
    return heads.some(({ receipt }) => gateReceiptForm.decode(receipt).n === n)
  }
  await eventually(() => headsAt(0))
  await eventually(async () => {
    const [answer] = decodeGateActAnswer(await alice.ask('gate-act', encodeGateActs([burn(alice)])))
    return answer?.answer === 'burned'
  })
  await eventually(() => headsAt(1))
})
