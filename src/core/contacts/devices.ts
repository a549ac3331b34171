// Devices: which device belongs to which person. All code asks here.
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
 * A card can be decoded only if every device that it names has consented to its person. A device
 * that once counted for a person never counts for another. One that consents to two persons stays
 * with the first that is known here.
 */
export class Devices {
  /** Emitted after the commit, if a device now counts for another person or for none. */
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

  /** Returns the person of this device; null for a stranger's or a blocked person's device. */
  whoIs = (device: Uint8Array): Uint8Array | null => {
    const owner = this.ownerOf(this.#ledger, device)
    return owner === null || isBlockedPerson(this.#ledger, owner) ? null : owner
  }

  /** True if the device belongs, or belonged, to a blocked person. */
  isBlocked = (device: Uint8Array): boolean => {
    const row = this.#find(this.#ledger, device)
    return row !== null && isBlockedPerson(this.#ledger, row.person)
  }

  /** Returns the person of this device, blocked or not. Use it to find whom to refuse. */
  ownerOf(rows: Rows, device: Uint8Array): Uint8Array | null {
    const row = this.#find(rows, device)
    return row?.isCurrent === 1 ? row.person : null
  }

  /**
   * Returns the person whose device this is or was, blocked or not. Use it to attribute bad input,
   * never to grant rights.
   */
  writerOf(rows: Rows, device: Uint8Array): Uint8Array | null {
    return this.#find(rows, device)?.person ?? null
  }

  /** Returns the devices that count for a person. */
  listOf(rows: Rows, person: Uint8Array): Uint8Array[] {
    const sql = 'SELECT device FROM person_devices WHERE person = ? AND is_current = 1 ORDER BY device'
    return rows.all<{ device: Uint8Array }>(sql, person).map(({ device }) => device)
  }

  /**
   * Returns the devices that count for these persons, sorted by key, without blocked people's
   * devices.
   */
  listUnblocked(rows: Rows, persons: readonly Uint8Array[]): Uint8Array[] {
    const named = JSON.stringify(persons.map(toHex))
    return rows.all<{ device: Uint8Array }>(UNBLOCKED, named).map(({ device }) => device)
  }

  /**
   * True if the person writes, or wrote, with this device. Use it for existing objects, because
   * their prefix names person and device. An ended device that never counted here is accepted,
   * unless it belongs to another person.
   */
  hadDevice(rows: Rows, person: Uint8Array, device: Uint8Array): boolean {
    if (equalBytes(device, this.#own)) return false
    const row = this.#find(rows, device)
    if (row !== null) return equalBytes(row.person, person)
    const card = findKnownCard(rows, person)
    return card !== null && listDevices(card.devices).some((one) => equalBytes(one, device))
  }

  /** Returns the device to ask for objects that `device` wrote: the same device or its heir. */
  currentDevice(rows: Rows, person: Uint8Array, device: Uint8Array): Uint8Array {
    const card = findKnownCard(rows, person)
    if (card === null || !this.hadDevice(rows, person, device)) return device
    return heirOf(card.devices, device)
  }

  /**
   * Returns the device whose public feed counts: `device`, unless the person's newest card does not
   * name it. Then it is the heir or, if a recovery by the words alone named none, another device on
   * the card. A person without a known card may have any device.
   */
  publishingDevice(rows: Rows, person: Uint8Array, device: Uint8Array): Uint8Array {
    const card = findKnownCard(rows, person)
    if (card === null) return device
    const heir = heirOf(card.devices, device)
    return isActive(card.devices, heir) ? heir : card.signedBy
  }

  /** Returns the device that the person's newest card names as their desk. */
  findDesk(rows: Rows, person: Uint8Array): Uint8Array | null {
    return findKnownCard(rows, person)?.desk.device ?? null
  }

  /** True if the person's newest card names this device as their desk. */
  isDeskOf(rows: Rows, person: Uint8Array, device: Uint8Array): boolean {
    const desk = this.findDesk(rows, person)
    return desk !== null && equalBytes(desk, device)
  }

  /**
   * Checks ended devices as well, because nobody can end another person's device.
   * @throws MalformedRecord if the card names our device, or one that counts or counted for another
   * person
   */
  check(rows: Rows, card: Card): void {
    for (const device of listDevices(card.devices)) {
      if (equalBytes(device, this.#own)) throw new MalformedRecord('the card names our own device')
      const row = this.#find(rows, device)
      if (row !== null && !equalBytes(row.person, card.person))
        throw new MalformedRecord('the card names a device of another person')
    }
  }

  /**
   * Call this function with the newest card of the person, after `check`. From now on exactly the
   * devices that it names count.
   */
  update(tx: Transaction, { person, devices }: Card): void {
    for (const { device } of devices.named)
      tx.run('INSERT OR IGNORE INTO person_devices VALUES (?, ?, 0)', device, person)
    const sql = 'SELECT device, is_current AS isCurrent FROM person_devices WHERE person = ?'
    for (const row of tx.all<{ device: Uint8Array; isCurrent: number }>(sql, person)) {
      const isCurrent = isActive(devices, row.device) ? 1 : 0
      if (isCurrent === row.isCurrent) continue
      tx.run('UPDATE person_devices SET is_current = ? WHERE device = ?', isCurrent, row.device)
      this.markChanged()
    }
  }

  forget(tx: Transaction, person: Uint8Array): void {
    tx.run('DELETE FROM person_devices WHERE person = ?', person)
    this.markChanged()
  }

  /** A person was blocked or unblocked in the current transaction. */
  markChanged(): void {
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

/** True if this device counts for any person now, blocked or not. */
export function isCurrentDevice(rows: Rows, device: Uint8Array): boolean {
  const sql = 'SELECT 1 FROM person_devices WHERE device = ? AND is_current = 1'
  return rows.get(sql, device) !== undefined
}

/** Records a device that this person lost. It stays theirs but does not count. */
export function keepFormerDevice(tx: Transaction, person: Uint8Array, device: Uint8Array): void {
  tx.run('INSERT OR REPLACE INTO person_devices VALUES (?, ?, 0)', device, person)
}
