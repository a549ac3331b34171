// Reclaims groups for an owner who moved to another device, which becomes the desk. It waits a
// while for members to offer records of the lost device.
// Then it writes a complete first record. Offers that arrive later lead to further records.
import type { DeliveryParts } from '../delivery/index.ts'
import { equalBytes, MalformedRecord, Mutex, toHex } from '../base/index.ts'
import { isSignedByDevice, type OwnCores } from '../cores/index.ts'
import { epochSecretAt, findSecret, keepEra } from '../feeds/index.ts'
import { decodeCard, listDevices, verifyAttestation } from '../identity/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import type { Peer } from '../network/index.ts'
import type { DeskParts } from './any-card.ts'
import { decodeDeskWord } from './desk-word.ts'
import { HEARD, NOT_HEARD } from './gossip-message.ts'
import { firstGeneration } from './group-core.ts'
import { findGroup, findMember, getGroup, listGroups, type GroupRow } from './group-row.ts'
import { openState, type GroupState, type MembershipHead, type RecordedMember } from './membership-record.ts'
import type { KemKeyReader } from './kem-key-reader.ts'
import { decideMend, type SupersededRecord } from './mend.ts'
import {
  deskOfferForm,
  sealedOfferForm,
  MAX_OFFER_BYTES,
  offerPlace,
  type Offer,
  type SealedOffer,
} from './offer-message.ts'
import type { DecideChange, Ownership } from './ownership.ts'
import { isToBeReclaimed, moveToDesk, recordSuperseded } from './present-desk.ts'
import type { RecordReader } from './record-reader.ts'
import { continuesFrom, ownerByTitle, titleForm } from './title.ts'
import type { GroupChange } from './write-record.ts'

interface Options
  extends DeskParts, Pick<DeliveryParts, 'ledger' | 'foreignCores' | 'peers' | 'clock' | 'log'> {
  ownCores: OwnCores
  reader: RecordReader
  write: Ownership['writeInTurns']
  handOver: (group: Uint8Array, person: Uint8Array) => Promise<void>
  keyReader: KemKeyReader
  /**
   * Runs after the commit when another person owns the group, and its records are in another core.
   */
  onYielded: (group: Uint8Array) => void
}

/** How long to wait for members while no call needs the group. */
const PATIENCE_MS = 30_000
/** How long to wait while a call needs the group. */
const HURRY_MS = 3_000
/** How long to wait for further offers after one arrived. */
const SETTLE_MS = 400

interface ReadRecord extends SupersededRecord {
  core: Uint8Array
  number: number
  seenAt: number
}

interface Waiting {
  records: ReadRecord[]
  timer: NodeJS.Timeout
  done: Promise<void>
  finish: () => void
}

export class Reclaim {
  readonly #options: Options
  readonly #waiting = new Map<string, Waiting>()
  readonly #mutex = new Mutex()
  #isClosed = false

  constructor(options: Options) {
    this.#options = options
    options.peers.respond({
      name: 'group-offer',
      isForStrangers: false,
      maxRequestBytes: MAX_OFFER_BYTES,
      limits: { burst: 64, perSecond: 4 },
      handle: (peer, bytes) => this.#hear(peer, sealedOfferForm.decode(bytes)),
    })
  }

  /** Must run before the first connection. */
  start(): void {
    for (const row of listGroups(this.#options.ledger))
      if (isToBeReclaimed(this.#options, row)) this.#wait(row.groupId, PATIENCE_MS)
  }

  /** Resolves when this device can write the records, after a short wait for members. */
  async waitForEnd(group: Uint8Array): Promise<void> {
    const row = findGroup(this.#options.ledger, group)
    if (row !== null && isToBeReclaimed(this.#options, row)) await this.#wait(group, HURRY_MS).done
  }

  /** Starts the wait or shortens it. */
  #wait(group: Uint8Array, ms: number): Waiting {
    const id = toHex(group)
    const known = this.#waiting.get(id)
    if (known !== undefined) clearTimeout(known.timer)
    const waiting = known ?? newWaiting()
    waiting.timer = setTimeout(() => void this.#reclaimDesk(group), ms).unref()
    this.#waiting.set(id, waiting)
    return waiting
  }

  async #reclaimDesk(group: Uint8Array): Promise<void> {
    const waiting = this.#waiting.get(toHex(group))
    if (waiting === undefined || this.#isClosed) return
    this.#waiting.delete(toHex(group))
    const { log, write } = this.#options
    const { records } = waiting
    try {
      const behind = Math.max(0, ...records.map(({ began }) => began))
      const decide: DecideChange = (rows, row) =>
        isToBeReclaimed(this.#options, row) ? { ...this.#mend(rows, row, records), desk: { behind } } : null
      await write(group, decide, (tx) => supersedeRecords(tx, group, records))
    } catch (error) {
      log.error('group-not-reclaimed', { message: String(error) })
    }
    waiting.finish()
  }

  #mend(rows: Rows, row: GroupRow, records: readonly ReadRecord[]): GroupChange | null {
    const { acquaintances, identity } = this.#options
    const isBegun = !isToBeReclaimed(this.#options, row) && row.word !== null
    const firstNumber = isBegun ? decodeDeskWord(row.word!).number + 1 : Infinity
    const since = identity.card.devices.at
    return decideMend(rows, { acquaintances, me: identity.person, since, firstNumber }, row, records)
  }

  async #hear(peer: Peer, sealed: SealedOffer): Promise<Uint8Array> {
    if (peer.person === null) return Uint8Array.of(NOT_HEARD)
    return this.#mutex.run(() => this.#consider(peer, sealed))
  }

  /** Null if it was not sealed to this person, by the person at the other end. */
  #open({ person }: Peer, { group, core, boxNumber, sealed }: SealedOffer): Offer | null {
    const { boxKeys, person: me } = this.#options.identity
    const at = person === null ? null : offerPlace({ group, core }, person, me)
    const opened = at === null ? null : boxKeys.openKem(boxNumber, at, sealed)
    return opened === null ? null : { group, core, ...deskOfferForm.decode(opened.plaintext) }
  }

  async #consider(peer: Peer, sealed: SealedOffer): Promise<Uint8Array> {
    const { ledger, identity, write } = this.#options
    const row = findGroup(ledger, sealed.group)
    const isMine = row?.membership === 'member' && equalBytes(row.owner, identity.person)
    const offer = isMine && !this.#isClosed ? this.#open(peer, sealed) : null
    if (row === null || offer === null) return Uint8Array.of(NOT_HEARD)
    const isTimely = offer.seenAt < identity.card.devices.at
    const owner = ownerByTitle(offer.group, offer.title)
    if (owner !== null && !equalBytes(owner, identity.person)) {
      if (isTimely) await this.#yieldTo(row, offer, owner)
      return Uint8Array.of(HEARD)
    }
    const record = this.#isNews(row, offer) ? await this.#read(peer, row, offer, isTimely) : null
    if (isToBeReclaimed(this.#options, row)) {
      const waiting = this.#wait(offer.group, SETTLE_MS)
      if (record !== null) waiting.records.push(record)
    } else if (record !== null) {
      const decide: DecideChange = (rows, known) => {
        const change = this.#mend(rows, known, [record])
        // An unknown other desk had started after this one. Positions would be out of order, so
        // this desk starts again behind it.
        return record.began >= known.began ? { ...change, desk: { behind: record.began } } : change
      }
      await write(offer.group, decide, (tx) => supersedeRecords(tx, offer.group, [record]))
    }
    return Uint8Array.of(HEARD)
  }

  /** True if the offer is a record of an earlier desk that was not read here. */
  #isNews({ groupId: group, core, number }: GroupRow, offer: Offer): boolean {
    const { ledger, ownCores } = this.#options
    if (ownCores.isOwn(offer.core)) return false
    if (equalBytes(core, offer.core)) return offer.number > number
    const sql = 'SELECT number FROM group_superseded WHERE group_id = ? AND core = ?'
    const last = ledger.get<{ number: number }>(sql, group, offer.core)
    return last === undefined || offer.number > last.number
  }

  async #read(peer: Peer, row: GroupRow, offer: Offer, isTimely: boolean): Promise<ReadRecord | null> {
    const { foreignCores, ledger } = this.#options
    const core = await foreignCores.openCore(offer.core)
    peer.attach(core)
    const found = await this.#findHead(offer)
    if (found === null || !this.#isOfMine(core.manifest, offer)) return null
    const { head } = found
    const isOfGroup = equalBytes(head.group, offer.group)
    if (!isOfGroup || !continuesFrom(head.title, titleForm.decode(row.title))) return null
    const offered = offer.eras.find(({ era }) => era === head.era)
    const given = offered === undefined ? null : epochSecretAt(offered, head.epoch)
    const secret = given ?? findSecret(ledger, offer.group, head)
    if (secret === null) return null
    const state = openState(secret, offer.core, head.sealed)
    const roster = await this.#readRoster(offer.core, state)
    if (isTimely && offered !== undefined) await ledger.write((tx) => keepEra(tx, offer.group, offered))
    await this.#readKeys(offer, state, roster)
    return {
      at: head.at,
      began: head.began,
      isTimely,
      state,
      roster,
      core: offer.core,
      number: offer.number,
      seenAt: offer.seenAt,
    }
  }

  /**
   * Finds the offered record in its core, from the offered position backwards.
   * @throws if it has not arrived
   */
  async #findHead({ core, position, number }: Offer): Promise<{ head: MembershipHead } | null> {
    const { reader } = this.#options
    const block = await reader.fetch(core, position)
    if (block === null) throw new Error('an offered record has not come')
    let at = await reader.headFrom(core, position, block)
    while (at !== null && at.head.number > number) at = await reader.before(core, at.head, at.position)
    return at?.head.number === number ? at : null
  }

  /** The lost device sealed to members whom this one does not know. */
  async #readKeys(
    { group, core }: Offer,
    { keys }: GroupState,
    roster: ReadonlyMap<string, RecordedMember>,
  ): Promise<void> {
    const { ledger, acquaintances, keyReader, log } = this.#options
    await ledger.write((tx) => {
      for (const { card } of roster.values()) keepCard(tx, acquaintances, card)
    })
    const persons = [...roster.values()].map(({ person }) => person)
    await keyReader
      .readFrom(group, core, keys, persons)
      .catch((error: unknown) => log.warn('member-keys-not-read', { message: String(error) }))
  }

  async #readRoster(core: Uint8Array, state: GroupState): Promise<Map<string, RecordedMember>> {
    const members = (await this.#options.reader.readSnapshot(core, state, null)) ?? []
    const roster = new Map(members.map((member) => [toHex(member.person), member]))
    for (const { person } of state.removed) roster.delete(toHex(person))
    for (const member of state.put) roster.set(toHex(member.person), member)
    return roster
  }

  /**
   * True if a current or earlier device of this person signed the core, by the own device era or by
   * its desk word.
   */
  #isOfMine(manifest: unknown, { word: bytes }: Offer): boolean {
    const { card, person } = this.#options.identity
    const devices = listDevices(card.devices)
    const word = bytes === null ? null : decodeDeskWord(bytes)
    if (word !== null && verifyAttestation(word.path, word.device, person) !== null) devices.push(word.device)
    return manifest !== null && devices.some((device) => isSignedByDevice(manifest as never, device))
  }

  /** The lost device had handed the group over before, so the new owner keeps it. */
  async #yieldTo(row: GroupRow, offer: Offer, owner: Uint8Array): Promise<void> {
    const { ledger, acquaintances, clock, handOver, onYielded } = this.#options
    const { groupId: group } = row
    if (!continuesFrom(titleForm.decode(row.title), offer.title)) return
    if (!isToBeReclaimed(this.#options, row)) {
      if (findMember(ledger, group, owner) !== null) await handOver(group, owner)
      return
    }
    const card = decodeCard(offer.card)
    if (!equalBytes(card.person, owner)) return
    await ledger.write((tx) => {
      acquaintances.keep(tx, card)
      for (const secrets of offer.eras) keepEra(tx, group, secrets)
      const { core, began, title } = offer
      const desk = { device: card.desk.device, core, generation: firstGeneration(title), began, bytes: null }
      moveToDesk(tx, getGroup(tx, group), { ...desk, owner, title }, clock.now())
    })
    this.#waiting.get(toHex(group))?.finish()
    this.#waiting.delete(toHex(group))
    onYielded(group)
  }

  close(): void {
    this.#isClosed = true
    for (const { timer, finish } of this.#waiting.values()) {
      clearTimeout(timer)
      finish()
    }
  }
}

/** They are not offered to another desk, and not read again. */
function supersedeRecords(tx: Transaction, group: Uint8Array, records: readonly ReadRecord[]): void {
  const row = getGroup(tx, group)
  for (const { core, number, seenAt } of records)
    recordSuperseded(tx, row, { core, number, seenAt, word: null, isOffered: true })
}

function newWaiting(): Waiting {
  let finish = (): void => undefined
  const done = new Promise<void>((resolve) => {
    finish = resolve
  })
  return { records: [], timer: setTimeout(() => undefined, 0), done, finish }
}

/** An invalid card excludes only its own person. */
function keepCard(tx: Transaction, acquaintances: DeskParts['acquaintances'], card: Uint8Array): void {
  try {
    acquaintances.keep(tx, decodeCard(card))
  } catch (error) {
    if (!(error instanceof MalformedRecord)) throw error
  }
}
