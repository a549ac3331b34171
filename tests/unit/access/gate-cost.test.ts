// How many bytes one more reader of a letter with three stations costs in the ledger of the author,
// beside the same letters without stations.
import { expect, it } from 'vitest'
import { listUnsent, markSent } from '../../../src/core/access/index.ts'
import { insertGate, recordReceipt, type StationCustomer } from '../../../src/core/gates/index.ts'
import {
  accountOf,
  gateHandle,
  hashKeptShare,
  signReceipt,
  slotKeyPair,
  type PutGate,
} from '../../../src/core/station-records/index.ts'
import type { Transaction } from '../../../src/core/ledger/index.ts'
import {
  pairKeyOf,
  createSigningKeyPair,
  hashShare,
  randomBytes,
  splitSecret,
  type KeyPair,
} from '../../../src/core/seal/index.ts'
import { AT, DAY_MS } from '../station/test-station.ts'
import { sendLetter, type TestReader } from './letters.ts'
import { PlainLedger } from './plain-ledger.ts'

const READERS = 10
const LETTERS = 60
const MOST_BYTES = 150

const person = randomBytes(32)
const stations = [1, 2, 3].map(() => createSigningKeyPair())
const set = { id: 1, need: 2, distrust: 1, devices: stations.map(({ publicKey }) => publicKey) }
const readers = Array.from({ length: READERS }, (): TestReader => {
  const box = pairKeyOf(randomBytes(32))
  return { name: 'reader', person: randomBytes(32), device: randomBytes(32), box }
})

function sendGated(tx: Transaction): void {
  const { objectId } = sendLetter(tx, readers, AT)
  for (const reader of readers) {
    const secret = randomBytes(32)
    const handle = gateHandle(secret, objectId, 1)
    insertGate(tx, {
      ...{ objectId, person: reader.person, number: 1, set, handle },
      slotKey: slotKeyPair(secret, handle).publicKey,
      shares: splitSecret(randomBytes(80), { need: 2, of: 3 }),
      ...{ until: AT + 90 * DAY_MS, at: AT },
    })
  }
}

function handOver(tx: Transaction, station: KeyPair): number {
  const by: StationCustomer = { station: station.publicKey, person }
  const puts = markSent(tx, by.station, listUnsent(tx, by.station, 64), AT)
  for (const put of puts)
    expect(recordReceipt(tx, by, put.handle, { answer: 'kept', receipt: receiptOf(put, station) })).toBe(true)
  return puts.length
}

function receiptOf({ handle, place, share }: PutGate, station: KeyPair): Uint8Array {
  const answered = hashKeptShare(handle, hashShare(place, share))
  const account = accountOf(station.publicKey, person)
  return signReceipt({ account, answered, n: 0, head: randomBytes(32) }, station)
}

/** The bytes of the pages in use. */
function weigh(ledger: PlainLedger): number {
  const look = (name: string): number =>
    Object.values(ledger.get<Record<string, number>>(`PRAGMA ${name}`)!)[0]!
  return (look('page_count') - look('freelist_count')) * look('page_size')
}

function cost(send: (tx: Transaction) => void): number {
  const ledger = new PlainLedger()
  try {
    const before = weigh(ledger)
    for (let letter = 0; letter < LETTERS; letter++) ledger.transact(send)
    for (const station of stations) while (ledger.transact((tx) => handOver(tx, station)) > 0);
    return (weigh(ledger) - before) / (LETTERS * READERS)
  } finally {
    ledger.close()
  }
}

it(`one more reader costs at most ${MOST_BYTES} bytes for each station, once it has its share`, () => {
  const without = cost((tx) => void sendLetter(tx, readers, AT))
  const beside = cost(sendGated)
  expect((beside - without) / stations.length).toBeLessThan(MOST_BYTES)
})
