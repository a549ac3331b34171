// Makes the home of a station with many customers, each with gates and many feeds of one record.
// Rows and cores are written by the station's own functions, without customers on the network.
// Everything of a customer follows from their number, except their person. So a process can act as
// their devices.
import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { silentLog, systemClock } from '../../src/core/base/index.ts'
import { coreKey, CoreShelf } from '../../src/core/cores/index.ts'
import { coreManifest } from '../../src/core/cores/core-key.ts'
import {
  accountOf,
  gateHandle,
  parseStationLink,
  slotKeyPair,
  type PutGate,
} from '../../src/core/station-records/index.ts'
import { openHomeLedger } from '../../src/core/home-ledger.ts'
import { createHome, homePaths } from '../../src/core/home/index.ts'
import { encodeCard } from '../../src/core/identity/index.ts'
import type { Ledger } from '../../src/core/ledger/index.ts'
import { STATION_SCHEMAS } from '../../src/core/open-station.ts'
import type { KeyPair } from '../../src/core/seal/index.ts'
import { Accounts } from '../../src/core/station/accounts.ts'
import { insertHolder, updateCounts } from '../../src/core/station/core-rows.ts'
import { loadSelf } from '../../src/core/station/index.ts'
import { Gates } from '../../src/core/station/station-gates.ts'
import type { StationSelf } from '../../src/core/station/station-self.ts'
import { StationInvites } from '../../src/core/station/station-invites.ts'
import { makeAbsentCard } from '../../tests/support/absent-contacts.ts'
import { deviceOf } from './contacts-home.ts'

export interface StationSize {
  customers: number
  feeds: number
  gates: number
}

/** What a process must know to act as the customers. */
export interface StationCast {
  station: string
  /** The accounts of the customers, in hex. */
  accounts: string[]
}

const CORES_AT_ONCE = 32
const RECORD_BYTES = 1024
const SHARE_BYTES = 81
const DAY_MS = 86_400_000

export function namespaceOf(customer: number, feed: number): Uint8Array {
  const namespace = Buffer.alloc(32)
  namespace.writeUInt32LE(customer + 1)
  namespace.writeUInt32LE(feed + 1, 4)
  return namespace
}

/** The first record of a feed. */
export function recordOf(feed: number): Buffer {
  return Buffer.alloc(RECORD_BYTES, feed & 255)
}

/** A gate of a customer and the key of its reader. */
export function gateOf(customer: number, number: number): { put: PutGate; slot: KeyPair } {
  const secret = Buffer.alloc(32, customer + 1)
  const handle = gateHandle(secret, secret, number)
  const slot = slotKeyPair(secret, handle)
  const conditions = { from: null, expires: null, until: systemClock.now() + 90 * DAY_MS, isHeld: false }
  const share = Buffer.alloc(SHARE_BYTES, number & 255)
  const put = { handle, number, place: 1, share, key: slot.publicKey, roster: null, ...conditions }
  return { put, slot }
}

export function castPath(homeDir: string): string {
  return join(dirname(homeDir), 'cast.json')
}

export async function makeStationHome(homeDir: string, size: StationSize): Promise<void> {
  const { storageKey } = await createHome(homeDir, {}, { clock: systemClock, isStation: true })
  const paths = homePaths(homeDir)
  const opened = { paths, storageKey, clock: systemClock, log: silentLog }
  const ledger = await openHomeLedger(opened, STATION_SCHEMAS)
  const shelf = await CoreShelf.open({ directory: paths.cores, mayBeCopy: true })
  try {
    const self = await loadSelf(ledger, 'busy')
    const accounts: string[] = []
    for (let customer = 0; customer < size.customers; customer++) {
      const account = await addCustomer(ledger, self, customer)
      accounts.push(Buffer.from(account).toString('hex'))
      await writeFeeds(shelf, ledger, { account, customer, feeds: size.feeds })
      await putGates(ledger, self, { account, customer, gates: size.gates })
    }
    await shelf.flush()
    const cast: StationCast = { station: Buffer.from(self.device.publicKey).toString('hex'), accounts }
    writeFileSync(castPath(homeDir), JSON.stringify(cast))
  } finally {
    await shelf.close()
    await ledger.close()
  }
}

async function addCustomer(ledger: Ledger, self: StationSelf, customer: number): Promise<Uint8Array> {
  const station = self.device.publicKey
  const invites = new StationInvites(ledger, self, systemClock)
  const accounts = new Accounts({ ledger, station, invites, clock: systemClock, hasRoom: () => true })
  const card = await makeAbsentCard(deviceOf(customer), `customer ${customer + 1}`)
  const { link } = await invites.create()
  const shown = { card, bytes: encodeCard(card), device: deviceOf(customer).publicKey }
  const refusal = await accounts.join(parseStationLink(link).token, shown)
  if (refusal !== null) throw new Error(`The customer cannot join: ${refusal}.`)
  return accountOf(station, card.person)
}

interface Feeds {
  account: Uint8Array
  customer: number
  feeds: number
}

async function writeFeeds(
  shelf: CoreShelf,
  ledger: Ledger,
  { account, customer, feeds }: Feeds,
): Promise<void> {
  const keys: Uint8Array[] = []
  for (let first = 0; first < feeds; first += CORES_AT_ONCE)
    keys.push(
      ...(await Promise.all(
        Array.from({ length: Math.min(CORES_AT_ONCE, feeds - first) }, (_, at) =>
          writeFeed(shelf, customer, first + at),
        ),
      )),
    )
  await ledger.write((tx) => {
    for (const key of keys) {
      insertHolder(tx, account, key, false)
      const holder = { account, isWatched: false, bytes: RECORD_BYTES, dropped: [] }
      updateCounts(tx, {
        ...{ key, blocks: 1, bytes: RECORD_BYTES, flushedLength: 1 },
        holders: new Map([['', holder]]),
      })
    }
  })
}

async function writeFeed(shelf: CoreShelf, customer: number, feed: number): Promise<Uint8Array> {
  const device = deviceOf(customer)
  const namespace = namespaceOf(customer, feed)
  const key = coreKey(device.publicKey, namespace)
  const core = await shelf.openOwn(key, coreManifest(device.publicKey, namespace))
  await core.append([recordOf(feed)], { keyPair: device })
  await core.close()
  return key
}

async function putGates(
  ledger: Ledger,
  self: StationSelf,
  { account, customer, gates: count }: { account: Uint8Array; customer: number; gates: number },
): Promise<void> {
  const now = systemClock.now()
  const gates = new Gates({
    ...{ ledger, station: self.device, clock: systemClock },
    readTime: () => ({ now, latest: now }),
    findAccount: () => account,
    limitsOf: () => ({ gates: count, releasesPerDay: 0 }),
  })
  await gates.put(
    account,
    Array.from({ length: count }, (_, number) => gateOf(customer, number).put),
  )
}
