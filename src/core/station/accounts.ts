// Accounts: the customers of a station, and the devices that count for each of them.
// Only a card decides which devices count. A device belongs to one account, and stays in it.
import { toHex, type Clock } from '../base/index.ts'
import { accountOf, type JoinRefusal, type StationLimits } from '../station-records/index.ts'
import { compareCards, decodeStoredCard, isActive, type Card } from '../identity/index.ts'
import type { Ledger, Rows, Transaction } from '../ledger/index.ts'
import type { GateLimits } from './gates-parts.ts'
import type { StationInvites } from './station-invites.ts'

export interface Account extends StationLimits {
  account: Uint8Array
  person: Uint8Array
  joinedAt: number
}

/** More customers than this get the answer FULL. */
const MAX_ACCOUNTS = 10_000
/** Devices that the cards of one customer have named, in all. A card with further ones gets FULL. */
const MAX_DEVICES = 256

const COLUMNS = `
  account, person, joined_at AS joinedAt, accounts.bytes, accounts.cores, accounts.gates,
  releases_per_day AS releasesPerDay, egress_per_day AS egressPerDay`

interface Options {
  ledger: Ledger
  /** The device key of this station. */
  station: Uint8Array
  invites: StationInvites
  clock: Clock
  /** False if the station has no room for one more customer. */
  hasRoom: () => boolean
}

/** A card as it arrived: decoded and checked, with its bytes. */
export interface ShownCard {
  card: Card
  bytes: Uint8Array
  /** The device that shows it. */
  device: Uint8Array
}

export class Accounts {
  readonly #options: Options

  constructor(options: Options) {
    this.#options = options
  }

  list(): Account[] {
    return this.#options.ledger.all<Account>(`SELECT ${COLUMNS} FROM accounts ORDER BY joined_at, account`)
  }

  find(account: Uint8Array): Account | null {
    return findAccount(this.#options.ledger, account)
  }

  /** Returns the account for which this device is active. Null for a stranger. */
  findByDevice(device: Uint8Array): Account | null {
    const account = findAccountOfDevice(this.#options.ledger, device)
    return account === null ? null : this.find(account)
  }

  /** Returns the newest card of a customer. */
  readCard({ account }: Account): Card {
    const sql = 'SELECT card FROM accounts WHERE account = ?'
    return decodeStoredCard(this.#options.ledger.get<{ card: Uint8Array }>(sql, account)!.card)
  }

  /** True if a card of this account has named the device, which so has consented to it. */
  hasDevice(account: Uint8Array, device: Uint8Array): boolean {
    const sql = 'SELECT 1 FROM account_devices WHERE device = ? AND account = ?'
    return this.#options.ledger.get(sql, device, account) !== undefined
  }

  /** Opens the account that a token grants, or raises the limits of a known one. Null if it did. */
  join(token: Uint8Array, shown: ShownCard): Promise<JoinRefusal | null> {
    const { ledger, station, invites, clock, hasRoom } = this.#options
    const account = accountOf(station, shown.card.person)
    return ledger.write((tx) => {
      const known = findAccount(tx, account)
      const limits = invites.find(tx, token, { account, isHere: known !== null })
      if (typeof limits === 'string') return limits
      if (!isActive(shown.card.devices, shown.device) || isOfOther(tx, account, shown.device))
        return 'NOT_ACTIVE'
      if (known === null && (countAccounts(tx) >= MAX_ACCOUNTS || !hasRoom())) return 'FULL'
      if (known === null) insertAccount(tx, account, shown, limits, clock.now())
      else raiseLimits(tx, known, limits)
      invites.spend(tx, token, account)
      return this.#believe(tx, account, shown)
    })
  }

  /** Takes the newest card of a customer. An older or rewritten card changes nothing. */
  renewCard(shown: ShownCard): Promise<JoinRefusal | null> {
    const account = accountOf(this.#options.station, shown.card.person)
    return this.#options.ledger.write((tx) =>
      findAccount(tx, account) === null ? 'NOT_A_CUSTOMER' : this.#believe(tx, account, shown),
    )
  }

  #believe(tx: Transaction, account: Uint8Array, { card, bytes, device }: ShownCard): JoinRefusal | null {
    const row = tx.get<{ card: Uint8Array }>('SELECT card FROM accounts WHERE account = ?', account)!
    const isNewer = compareCards(decodeStoredCard(row.card), card) === 'newer'
    // A device that the card does not name could otherwise show a card that it only saw.
    if (isNewer && isActive(card.devices, device)) {
      if (countDevicesWith(tx, account, card) > MAX_DEVICES) return 'FULL'
      tx.run('UPDATE accounts SET card = ? WHERE account = ?', bytes, account)
      writeDevices(tx, account, card)
    }
    const sql = 'SELECT 1 FROM account_devices WHERE device = ? AND account = ? AND is_active = 1'
    return tx.get(sql, device, account) === undefined ? 'NOT_ACTIVE' : null
  }

  remove(tx: Transaction, account: Uint8Array): void {
    tx.run('DELETE FROM account_devices WHERE account = ?', account)
    tx.run('DELETE FROM accounts WHERE account = ?', account)
  }
}

/** Returns the account for which this device is active. Null if there is none. */
export function findAccountOfDevice(rows: Rows, device: Uint8Array): Uint8Array | null {
  const sql = 'SELECT account FROM account_devices WHERE device = ? AND is_active = 1'
  return rows.get<{ account: Uint8Array }>(sql, device)?.account ?? null
}

export function findGateLimits(rows: Rows, account: Uint8Array): GateLimits {
  return findAccount(rows, account) ?? { gates: 0, releasesPerDay: 0 }
}

function findAccount(rows: Rows, account: Uint8Array): Account | null {
  return rows.get<Account>(`SELECT ${COLUMNS} FROM accounts WHERE account = ?`, account) ?? null
}

function countAccounts(rows: Rows): number {
  return rows.get<{ count: number }>('SELECT count(*) AS count FROM accounts')!.count
}

function insertAccount(
  tx: Transaction,
  account: Uint8Array,
  { card, bytes }: ShownCard,
  limits: StationLimits,
  now: number,
): void {
  tx.run(
    'INSERT INTO accounts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    ...[account, card.person, bytes, now],
    ...[limits.bytes, limits.cores, limits.gates, limits.releasesPerDay, limits.egressPerDay],
  )
  writeDevices(tx, account, card)
}

/** A further invite of the same person never takes anything away. */
function raiseLimits(tx: Transaction, known: Account, limits: StationLimits): void {
  tx.run(
    `UPDATE accounts SET bytes = ?, cores = ?, gates = ?, releases_per_day = ?, egress_per_day = ?
     WHERE account = ?`,
    Math.max(known.bytes, limits.bytes),
    Math.max(known.cores, limits.cores),
    Math.max(known.gates, limits.gates),
    Math.max(known.releasesPerDay, limits.releasesPerDay),
    Math.max(known.egressPerDay, limits.egressPerDay),
    known.account,
  )
}

/**
 * A device that belongs to another account stays there. An ended device of a card has not consented, so
 * the card does not make it one of the account.
 */
function writeDevices(tx: Transaction, account: Uint8Array, { devices }: Card): void {
  tx.run('UPDATE account_devices SET is_active = 0 WHERE account = ?', account)
  for (const { device } of devices.named)
    if (!isOfOther(tx, account, device))
      tx.run(
        'INSERT INTO account_devices VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET is_active = 1',
        ...[account, device],
      )
}

/** Returns how many devices the account has after it takes the card. */
function countDevicesWith(rows: Rows, account: Uint8Array, { devices }: Card): number {
  const sql = 'SELECT device FROM account_devices WHERE account = ?'
  const known = rows.all<{ device: Uint8Array }>(sql, account)
  return new Set([...known, ...devices.named].map(({ device }) => toHex(device))).size
}

/** True if another account's card named this device. */
function isOfOther(rows: Rows, account: Uint8Array, device: Uint8Array): boolean {
  const sql = 'SELECT 1 FROM account_devices WHERE device = ? AND account <> ?'
  return rows.get(sql, device, account) !== undefined
}
