// Devices: whose device is whose. Every question "who is this device?" is answered here, by one rule.
// A device counts for a person while their newest card names it, with its consent.
import { Emitter, equalBytes, MalformedRecord, toHex } from '../base/index.ts'
import { heirOf, isActive, listDevices, type Card, type Identity } from '../identity/index.ts'
import type { Ledger, Rows, Transaction } from '../ledger/index.ts'
import { isBlockedPerson } from './blocks.ts'
import { findKnownCard } from './known-cards.ts'

interface DeviceRow {
  person: Uint8Array
  isCurrent: number
}

/**
 * A card is only decoded if every device that it names has consented to its person. A device that
 * counted once for a person never becomes another's: one that consents to two stays with the first
 * that is known here.
 */
export class Devices {
  /** Some device counts for somebody else now, or for nobody; after the commit. */
  readonly events = new Emitter<{ changed: null }>()
  readonly #ledger: Ledger
  readonly #own: Uint8Array
  #isChanged = false

  constructor(ledger: Ledger, identity: Identity) {
    this.#ledger = ledger
    this.#own = identity.device.publicKey
    ledger.onCommit(() => {
      if (!this.#isChanged) return
      this.#isChanged = false
      this.events.emit('changed', null)
    })
  }

  /** The person whose device this is; null for a stranger's, and for one of somebody blocked. */
  whoIs = (device: Uint8Array): Uint8Array | null => {
    const owner = this.ownerOf(this.#ledger, device)
    return owner === null || isBlockedPerson(this.#ledger, owner) ? null : owner
  }

  /** True if a blocked person writes with this device, or did. */
  isBlocked = (device: Uint8Array): boolean => {
    const row = this.#find(this.#ledger, device)
    return row !== null && isBlockedPerson(this.#ledger, row.person)
  }

  /** The person whose device this is, blocked or not. For what is not released, given or told to them. */
  ownerOf(rows: Rows, device: Uint8Array): Uint8Array | null {
    const row = this.#find(rows, device)
    return row?.isCurrent === 1 ? row.person : null
  }

  /** The person who writes with this device, or did, blocked or not. For blame, never for rights. */
  writerOf(rows: Rows, device: Uint8Array): Uint8Array | null {
    return this.#find(rows, device)?.person ?? null
  }

  /** The devices that count for a person. */
  listOf(rows: Rows, person: Uint8Array): Uint8Array[] {
    const sql = 'SELECT device FROM person_devices WHERE person = ? AND is_current = 1 ORDER BY device'
    return rows.all<{ device: Uint8Array }>(sql, person).map(({ device }) => device)
  }

  /** The devices that count for these persons, without those of blocked people, in the order of their keys. */
  listUnblocked(rows: Rows, persons: readonly Uint8Array[]): Uint8Array[] {
    const named = JSON.stringify(persons.map(toHex))
    return rows.all<{ device: Uint8Array }>(UNBLOCKED, named).map(({ device }) => device)
  }

  /**
   * True if a person writes with this device, or did. For objects that exist already: their own prefix
   * names person and device, so an ended device that never counted here is enough, unless it is known as another's.
   */
  hadDevice(rows: Rows, person: Uint8Array, device: Uint8Array): boolean {
    if (equalBytes(device, this.#own)) return false
    const row = this.#find(rows, device)
    if (row !== null) return equalBytes(row.person, person)
    const card = findKnownCard(rows, person)
    return card !== null && listDevices(card.devices).some((one) => equalBytes(one, device))
  }

  /** The device to ask for what this one wrote: the same, or its heir. */
  currentDevice(rows: Rows, person: Uint8Array, device: Uint8Array): Uint8Array {
    const card = findKnownCard(rows, person)
    if (card === null || !this.hadDevice(rows, person, device)) return device
    return heirOf(card.devices, device)
  }

  /** The device that the newest card of a person names as their desk. */
  findDesk(rows: Rows, person: Uint8Array): Uint8Array | null {
    return findKnownCard(rows, person)?.desk.device ?? null
  }

  /** True if the newest card of a person names this device as their desk. */
  isDeskOf(rows: Rows, person: Uint8Array, device: Uint8Array): boolean {
    const desk = this.findDesk(rows, person)
    return desk !== null && equalBytes(desk, device)
  }

  /**
   * Ended devices are looked at as well: nobody can end a device of somebody else.
   * @throws MalformedRecord when the card speaks of a device of ours, or of one that counts or counted for another
   */
  check(rows: Rows, card: Card): void {
    for (const device of listDevices(card.devices)) {
      if (equalBytes(device, this.#own)) throw new MalformedRecord('a card that names a device of ours')
      const row = this.#find(rows, device)
      if (row !== null && !equalBytes(row.person, card.person))
        throw new MalformedRecord('a card that names another’s device')
    }
  }

  /** `card` is checked, and the newest of its person: what it names counts from here on, and nothing else. */
  settle(tx: Transaction, { person, devices }: Card): void {
    for (const { device } of devices.named)
      tx.run('INSERT OR IGNORE INTO person_devices VALUES (?, ?, 0)', device, person)
    const sql = 'SELECT device, is_current AS isCurrent FROM person_devices WHERE person = ?'
    for (const row of tx.all<{ device: Uint8Array; isCurrent: number }>(sql, person)) {
      const isCurrent = isActive(devices, row.device) ? 1 : 0
      if (isCurrent === row.isCurrent) continue
      tx.run('UPDATE person_devices SET is_current = ? WHERE device = ?', isCurrent, row.device)
      this.noteChange()
    }
  }

  forget(tx: Transaction, person: Uint8Array): void {
    tx.run('DELETE FROM person_devices WHERE person = ?', person)
    this.noteChange()
  }

  /** Somebody was blocked or unblocked in the transaction that is under way. */
  noteChange(): void {
    this.#isChanged = true
  }

  #find(rows: Rows, device: Uint8Array): DeviceRow | null {
    const sql = 'SELECT person, is_current AS isCurrent FROM person_devices WHERE device = ?'
    return rows.get<DeviceRow & Record<string, never>>(sql, device) ?? null
  }
}

const UNBLOCKED = `
  SELECT device FROM person_devices
  WHERE person IN (SELECT unhex(value) FROM json_each(?)) AND is_current = 1
    AND person NOT IN (SELECT person FROM blocked_people)
  ORDER BY device`

/** True if this device counts for some person now, blocked or not. */
export function isCurrentDevice(rows: Rows, device: Uint8Array): boolean {
  const sql = 'SELECT 1 FROM person_devices WHERE device = ? AND is_current = 1'
  return rows.get(sql, device) !== undefined
}

/** A device that this person lost: it is theirs, and does not count. */
export function keepFormerDevice(tx: Transaction, person: Uint8Array, device: Uint8Array): void {
  tx.run('INSERT OR REPLACE INTO person_devices VALUES (?, ?, 0)', device, person)
}
