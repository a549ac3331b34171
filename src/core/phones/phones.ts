// The phones of this home, and which of them are connected. A link is registered in the same
// synchronous step that reads its row, so that no handshake slips past a revocation.
import { Emitter, equalBytes, fromHex, oneLine, toHex, type Clock } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { PageSeen, PhoneRights } from '../contract/phones.ts'
import type { Ledger } from '../ledger/index.ts'
import { randomBytes } from '../seal/index.ts'
import {
  findFarDoor,
  findFarSecret,
  findPushKey,
  keepFarDoor,
  listRoutes,
  renewRoute,
  type FarDoorRow,
} from './far-key.ts'
import { Pairing, type PairLink, type PairRefusal } from './pairing.ts'
import { PhoneActs } from './phone-acts.ts'
import { LOCKABLE_MS, PhoneLocks, type GivenLock } from './phone-locks.ts'
import type { WakeSource } from './wake-source.ts'
import {
  addPhone,
  countPhones,
  findPhone,
  findPhoneByKey,
  listPhones,
  markRevoked,
  markSeen,
  renamePhone,
  setPush,
  type PhonePush,
  type PhoneRow,
} from './phone-rows.ts'

const ID_BYTES = 8
const MAX_PHONES = 64
const MAX_NAME_CHARS = 64
const MAX_BROWSER_CHARS = 200

/** A connected browser that has proven its key. */
export interface PhoneLink extends PairLink {
  /** The class of its address. */
  readonly from: string
  /** It is paired: from now on this link serves the phone. */
  accept(phone: PhoneRow): void
  /** Ends all that the link has open, at once. */
  close(reason: string): void
}

export type Admission =
  { kind: 'known'; phone: PhoneRow } | { kind: 'pair' } | { kind: 'refused'; why: 'unknown' | 'revoked' }

/** What a push service answered. */
export interface PushReport {
  endpoint: string
  result: 'sent' | 'gone' | 'later'
  /** 0 without an answer. */
  status: number
}

export interface ShownPhone extends PhoneRow {
  isOpen: boolean
}

interface OpenPhone {
  /** The id in hex. */
  phone: string
  /** False while all that came may be a copy of an earlier message. */
  isProven: boolean
}

type PhonesLedger = Pick<Ledger, 'get' | 'all' | 'write'>

/** What carries links to this home. */
export interface FarHost {
  /** The origin at which this home itself serves the page of phones; null without one. */
  origin: string | null
  /** What was seen at the station that serves it. */
  seePage: () => PageSeen | null
}

export class Phones {
  /** `changed`: a phone, a link, or what waits. `door`: the door or its routes. */
  readonly events = new Emitter<{ changed: null; door: null }>()
  /** What a phone did that outlives it. */
  readonly acts: PhoneActs
  readonly locks: PhoneLocks
  /** Set while a program serves phones from this home. */
  host: FarHost | null = null
  /** The last answer of a push service since the start. */
  lastPush: { at: number; status: number } | null = null
  #wakes: WakeSource | null = null
  readonly #ledger: PhonesLedger
  readonly #clock: Clock
  readonly #pairing: Pairing<PhoneLink>
  /** Of a link that waits to be paired: null. */
  readonly #links = new Map<PhoneLink, OpenPhone | null>()

  constructor(ledger: PhonesLedger, clock: Clock) {
    this.#ledger = ledger
    this.#clock = clock
    this.acts = new PhoneActs(ledger, clock)
    this.locks = new PhoneLocks(ledger, clock, (id) => this.#endGuessed(id))
    this.#pairing = new Pairing(clock)
    this.#pairing.events.on('changed', () => this.#tell())
  }

  /** What seals messages for a station. Null unless a program serves phones from this home. */
  get wakes(): WakeSource | null {
    return this.#wakes
  }

  set wakes(source: WakeSource | null) {
    this.#wakes = source
    this.#tell()
  }

  get door(): FarDoorRow {
    return findFarDoor(this.#ledger)
  }

  /** The secret of the far key. Null before the door was first opened. */
  get farSecret(): Uint8Array | null {
    return findFarSecret(this.#ledger)
  }

  /** The key that signs for push services, as PKCS #8. Null before the door was first opened. */
  get pushKey(): Uint8Array | null {
    return findPushKey(this.#ledger)
  }

  /** The routes that lead here now, the current one first. */
  get routes(): Uint8Array[] {
    return listRoutes(this.#ledger, this.#clock.now())
  }

  async setDoor(door: FarDoorRow): Promise<void> {
    await this.#ledger.write((tx) => keepFarDoor(tx, door, this.#clock.now()))
    if (!door.isOn) {
      this.#pairing.cancel()
      this.#closeAll('the door is closed')
    }
    this.events.emit('door', null)
    this.#tell()
  }

  /**
   * Decides about a device that has proven `link.key`, and registers its link. Call `leave` when the
   * link ends.
   */
  admit(link: PhoneLink, route: Uint8Array): Admission {
    const row = findPhoneByKey(this.#ledger, link.key)
    if (row?.revokedAt === null) {
      this.#links.set(link, { phone: toHex(row.id), isProven: false })
      return { kind: 'known', phone: row }
    }
    if (row !== null) return { kind: 'refused', why: 'revoked' }
    // A revoked phone knows an earlier route, and could spoil the link of another by wrong proofs.
    const isCurrent = equalBytes(route, this.routes[0] ?? new Uint8Array(0))
    if (!isCurrent || !this.#pairing.isOffered) return { kind: 'refused', why: 'unknown' }
    this.#links.set(link, null)
    return { kind: 'pair' }
  }

  leave(link: PhoneLink): void {
    this.#pairing.leave(link)
    const isShown = this.#links.get(link)?.isProven === true
    this.#links.delete(link)
    if (isShown) this.#tell()
  }

  /** Keeps that the phone of this link was here: it has sent something that nobody can copy. */
  async see(link: PhoneLink): Promise<void> {
    const open = this.#links.get(link)
    if (!open) return
    open.isProven = true
    try {
      await this.#ledger.write((tx) => markSeen(tx, fromHex(open.phone), this.#clock.now(), link.from))
    } finally {
      this.#tell()
    }
  }

  offer(wanted: { name: string | null; isReadOnly: boolean }): { token: Uint8Array; expiresAt: number } {
    return this.#pairing.begin(wanted)
  }

  cancelOffer(): void {
    this.#pairing.cancel()
  }

  /** The name and browser are what the device says. Null if it waits for its digits now. */
  prove(proof: Uint8Array, link: PhoneLink, said: { name: string; browser: string }): PairRefusal | null {
    const name = oneLine(said.name, MAX_NAME_CHARS) || 'Phone'
    return this.#pairing.prove(proof, { link, name, browser: oneLine(said.browser, MAX_BROWSER_CHARS) })
  }

  get waiting() {
    return this.#pairing.findWaiting()
  }

  /**
   * Pairs the device whose digits were typed.
   * @throws INVALID, QUOTA
   */
  async confirm(typed: string): Promise<ShownPhone> {
    const { link, name, browser, isReadOnly } = this.#pairing.take(typed)
    const now = this.#clock.now()
    const rights: PhoneRights = isReadOnly ? 'read' : 'all'
    const phone = {
      ...{ id: randomBytes(ID_BYTES), key: link.key, name, browser, rights },
      ...{ madeAt: now, seenAt: null, seenFrom: link.from, lockableUntil: now + LOCKABLE_MS },
    }
    try {
      await this.#ledger.write((tx) => {
        if (countPhones(tx) >= MAX_PHONES) throw new EngineError('QUOTA', 'A home has at most 64 phones.')
        addPhone(tx, phone)
      })
    } catch (error) {
      link.refuse('over')
      throw error
    }
    const row = this.get(phone.id)
    if (this.#links.has(link)) {
      this.#links.set(link, { phone: toHex(row.id), isProven: true })
      link.accept(row)
    }
    this.#tell()
    return this.#show(row)
  }

  list(): ShownPhone[] {
    return listPhones(this.#ledger).map((row) => this.#show(row))
  }

  /** Also one that was revoked. @throws NOT_FOUND */
  get(id: Uint8Array): PhoneRow {
    const row = findPhone(this.#ledger, id)
    if (row === null) throw noPhone()
    return row
  }

  /** @throws NOT_FOUND */
  async rename(id: Uint8Array, name: string): Promise<void> {
    if (!(await this.#ledger.write((tx) => renamePhone(tx, id, name)))) throw noPhone()
    this.#tell()
  }

  /** Null: it gets no messages. A revoked phone cannot ask for any. */
  async setPush(id: Uint8Array, push: PhonePush | null): Promise<void> {
    await this.#ledger.write((tx) => setPush(tx, id, push))
    this.#tell()
  }

  /** A browser that left its service gets no further messages, unless it has named another meanwhile. */
  async recordPush({ endpoint, result, status }: PushReport): Promise<void> {
    this.lastPush = { at: this.#clock.now(), status }
    if (result !== 'gone') return
    for (const { id, push } of listPhones(this.#ledger))
      if (push?.subscription.endpoint === endpoint) await this.setPush(id, null)
  }

  /**
   * Ends a phone. The row first, or a new link could open behind the closing ones; then the links; and
   * the others are told another route, because this phone knows the one before.
   * @throws NOT_FOUND
   */
  async revoke(id: Uint8Array): Promise<void> {
    const now = this.#clock.now()
    const isRevoked = await this.#ledger.write((tx) => {
      if (!markRevoked(tx, id, now)) return false
      renewRoute(tx, now)
      return true
    })
    if (!isRevoked) throw noPhone()
    this.#endLinks(id, 'revoked')
    this.events.emit('door', null)
    this.#tell()
  }

  /**
   * Gives a phone its lock, by one of its connections. The others were not unlocked, so they end. False
   * if what its browser made is no passkey of its page.
   */
  async setLock(id: Uint8Array, given: GivenLock, link: PhoneLink): Promise<boolean> {
    if (!(await this.locks.set(id, given))) return false
    this.#endLinks(id, 'locked', link)
    this.#tell()
    return true
  }

  /** @param link null: by its owner at home. @throws NOT_FOUND */
  async removeLock(id: Uint8Array, link: PhoneLink | null): Promise<void> {
    if (this.get(id).revokedAt !== null) throw noPhone()
    await this.locks.remove(id)
    this.#endLinks(id, 'locked', link)
    this.#tell()
  }

  /** Somebody guesses its PIN, perhaps on several connections. */
  async #endGuessed(id: Uint8Array): Promise<void> {
    if (this.get(id).revokedAt === null) await this.revoke(id)
  }

  #endLinks(id: Uint8Array, reason: string, except: PhoneLink | null = null): void {
    for (const [link, open] of [...this.#links])
      if (open?.phone === toHex(id) && link !== except) this.#end(link, reason)
  }

  close(): void {
    this.#pairing.close()
    this.#closeAll('the home is closing')
  }

  #closeAll(reason: string): void {
    for (const link of [...this.#links.keys()]) this.#end(link, reason)
  }

  #end(link: PhoneLink, reason: string): void {
    this.#links.delete(link)
    link.close(reason)
  }

  #show(row: PhoneRow): ShownPhone {
    const isOpen = [...this.#links.values()].some(
      (open) => open?.isProven === true && open.phone === toHex(row.id),
    )
    return { ...row, isOpen }
  }

  #tell(): void {
    this.events.emit('changed', null)
  }
}

const noPhone = (): EngineError => new EngineError('NOT_FOUND', 'There is no such phone.')
