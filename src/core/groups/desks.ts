// Members announce desks to each other: the current card of a person who moved to another device,
// and the desk word of a group's owner.
// Any member relays these, so they also reach members who never meet the owner. In return, members
// offer the desk records that it may have missed.
import type { DeliveryParts } from '../delivery/index.ts'
import { equalBytes, toHex } from '../base/index.ts'
import type { ForeignCores, OwnCores } from '../cores/index.ts'
import { listEras } from '../feeds/index.ts'
import { checkKemKey, decodeCard, encodeCard, latestBoxKey, type Card } from '../identity/index.ts'
import type { Transaction } from '../ledger/index.ts'
import type { Peer } from '../network/index.ts'
import { findAnyCard, type DeskParts } from './any-card.ts'
import {
  decodeDeskWord,
  deskAnnouncementForm,
  MAX_ANNOUNCEMENT_BYTES,
  type DeskAnnouncement,
} from './desk-word.ts'
import { findMember, listCommonGroups, type GroupRow } from './group-row.ts'
import { HEARD } from './gossip-message.ts'
import { deskOfferForm, sealedOfferForm, MAX_OFFERED_ERAS, offerPlace, type Offer } from './offer-message.ts'
import { sealKemBox } from '../seal/index.ts'
import { believeDeskWord } from './present-desk.ts'
import { hasOwned, titleForm } from './title.ts'

interface Options
  extends
    DeskParts,
    Pick<DeliveryParts, 'ledger' | 'foreignCores' | 'peers' | 'addressBook' | 'clock' | 'log'> {
  ownCores: OwnCores
  /** Runs after the commit when the records of this group are now in another core. */
  onMoved: (group: Uint8Array) => void
  /** Runs in the transaction when a known person now writes from another device. */
  onNewDevice: (tx: Transaction, person: Uint8Array) => void
  /** Runs in the transaction when the KEM key of a known card has arrived. */
  onKemKey: (tx: Transaction, person: Uint8Array) => void
}

interface SupersededRow {
  core: Uint8Array
  number: number
  seenAt: number
  title: Uint8Array
  word: Uint8Array | null
}

const ANSWER_TIMEOUT_MS = 10_000
/** The desk reads the record before it answers. */
const OFFER_TIMEOUT_MS = 60_000

export class Desks {
  readonly #options: Options
  /** What was offered on each connection; it need not be offered again there. */
  readonly #offered = new WeakMap<Peer, Set<string>>()

  constructor(options: Options) {
    this.#options = options
    const { peers } = options
    peers.respond({
      name: 'group-desk',
      isForStrangers: true,
      maxRequestBytes: MAX_ANNOUNCEMENT_BYTES,
      handle: (peer, bytes) => this.#hear(peer, deskAnnouncementForm.decode(bytes)),
    })
    peers.events.on('connected', (peer) => this.#meet(peer))
  }

  #meet(peer: Peer): void {
    const { ledger, identity } = this.#options
    if (peer.person === null) return
    const rows = listCommonGroups(ledger, peer.person)
    const isRestored = identity.card.devices.ended.length > 0
    if (rows.length > 0 && isRestored) this.introduce(peer)
    for (const row of rows) this.#sendDesk(peer, row)
    this.offer(peer)
  }

  /** Sends the own card with its KEM key. */
  introduce(peer: Peer): void {
    const { cardBytes: card, boxKeys } = this.#options.identity
    this.#announce(peer, { card, kemKey: boxKeys.kemKey, desk: null })
  }

  /** Tells every connected member where the group's records are now written. */
  announceDesk(row: GroupRow): void {
    const { ledger, peers } = this.#options
    for (const peer of peers.list())
      if (peer.person !== null && findMember(ledger, row.groupId, peer.person) !== null)
        this.#sendDesk(peer, row)
  }

  #sendDesk(peer: Peer, { owner, title, word }: GroupRow): void {
    const card = word === null ? null : findAnyCard(this.#options.ledger, this.#options, owner)
    if (word === null || card === null || equalBytes(decodeDeskWord(word).device, peer.device)) return
    this.#announce(peer, {
      card: encodeCard(card),
      kemKey: null,
      desk: { title: titleForm.decode(title), word },
    })
  }

  #announce(peer: Peer, announcement: DeskAnnouncement): void {
    peer
      .request('group-desk', deskAnnouncementForm.encode(announcement), ANSWER_TIMEOUT_MS)
      .catch((error: unknown) => this.#options.log.warn('desk-not-announced', { message: String(error) }))
  }

  /**
   * An announcement about an unknown person changes nothing, and the answer does not reveal who is
   * known here.
   */
  async #hear(_peer: Peer, { card: bytes, kemKey, desk }: DeskAnnouncement): Promise<Uint8Array> {
    const { ledger, clock, peers, onMoved } = this.#options
    const card = decodeCard(bytes)
    if (kemKey !== null) checkKemKey(card, kemKey)
    const heard = await ledger.write((tx) => {
      const before = this.#keepCard(tx, card, kemKey)
      const word = desk === null ? null : believeDeskWord(tx, this.#options, desk, clock.now())
      return { before, word }
    })
    if (heard.before !== null) {
      peers.refresh(card.signedBy)
      peers.refresh(heard.before)
    }
    if (heard.word !== null) onMoved(heard.word.group)
    const desks = peers.find(card.desk.device)
    if (desks !== null) this.offer(desks)
    return Uint8Array.of(HEARD)
  }

  /**
   * Stores the card. Returns the person's previous device if a known person now writes from another
   * one; else null.
   */
  #keepCard(tx: Transaction, card: Card, kemKey: Uint8Array | null): Uint8Array | null {
    const { identity, acquaintances, addressBook, onNewDevice, onKemKey } = this.#options
    const { person, signedBy } = card
    const known = equalBytes(person, identity.person) ? null : acquaintances.findCard(tx, person)
    const isBlocked = addressBook.isBlockedPerson(tx, person)
    if (known === null || isBlocked) return null
    const isNew = !equalBytes(known.signedBy, signedBy) && addressBook.keepCard(tx, card) === 'newer'
    const isKeyNew = kemKey !== null && acquaintances.findKemKey(tx, person) === null
    if (isKeyNew) addressBook.keepKemKey(tx, person, kemKey)
    if (isNew) onNewDevice(tx, person)
    else if (isKeyNew) onKemKey(tx, person)
    return isNew ? known.signedBy : null
  }

  /**
   * Offers the owner's desk the records of earlier desks. The desk decides whether they are new to
   * it.
   */
  offer(peer: Peer): void {
    const { ledger, log } = this.#options
    const { person } = peer
    if (person === null) return
    const card = findAnyCard(ledger, this.#options, person)
    if (card === null || !equalBytes(card.desk.device, peer.device)) return
    for (const row of listCommonGroups(ledger, person).filter((one) => isForDesk(one, card)))
      this.#offerGroup(peer, row).catch((error: unknown) =>
        log.warn('record-not-offered', { message: String(error) }),
      )
  }

  async #offerGroup(peer: Peer, row: GroupRow): Promise<void> {
    const { ledger } = this.#options
    const { groupId: group, core, number, seenAt, title, word } = row
    const isWaiting = !row.isMoved && !equalBytes(row.ownerDevice, peer.device)
    if (isWaiting && number >= 0) await this.#sendOffer(peer, row, { core, number, seenAt, title, word })
    if (!equalBytes(row.ownerDevice, peer.device)) return
    const sql =
      'SELECT core, number, seen_at AS seenAt, title, word FROM group_superseded WHERE group_id = ? AND is_offered = 0'
    for (const superseded of ledger.all<SupersededRow & Record<string, never>>(sql, group))
      if (await this.#sendOffer(peer, row, superseded))
        await ledger.write((tx) =>
          tx.run(
            'UPDATE group_superseded SET is_offered = 1 WHERE group_id = ? AND core = ?',
            group,
            superseded.core,
          ),
        )
  }

  /** True if the desk has the record now. */
  async #sendOffer(peer: Peer, row: GroupRow, superseded: SupersededRow): Promise<boolean> {
    const { ledger } = this.#options
    const id = `${toHex(row.groupId)} ${toHex(superseded.core)} ${superseded.number}`
    const offered = this.#offered.get(peer) ?? new Set<string>()
    this.#offered.set(peer, offered)
    const card = findAnyCard(ledger, this.#options, row.owner)
    if (offered.has(id) || card === null || !this.#canSealTo(peer)) return false
    offered.add(id)
    const core = await this.#openCore(superseded.core)
    if (core.length === 0) return false
    peer.attach(core)
    const eras = listEras(ledger, row.groupId).filter(({ era }) => !row.isMoved || era < row.began)
    const offer: Offer = {
      ...{ group: row.groupId, core: superseded.core, position: core.length - 1, number: superseded.number },
      ...{ seenAt: superseded.seenAt, began: row.began, card: encodeCard(card), word: superseded.word },
      title: titleForm.decode(superseded.title),
      eras: eras.slice(-MAX_OFFERED_ERAS),
    }
    const answer = await peer.request('group-offer', this.#sealOffer(peer, offer), OFFER_TIMEOUT_MS)
    if (answer?.[0] === HEARD) return true
    offered.delete(id)
    return false
  }

  /** False until the person of the desk has sent the KEM key of their card. */
  #canSealTo({ person }: Peer): boolean {
    const { acquaintances, ledger } = this.#options
    return person !== null && acquaintances.findKemKey(ledger, person) !== null
  }

  #sealOffer(peer: Peer, offer: Offer): Uint8Array {
    const { acquaintances, ledger, identity } = this.#options
    const to = peer.person!
    const { group, core } = offer
    const { number } = latestBoxKey(acquaintances.findCard(ledger, to)!)
    const at = offerPlace(offer, identity.person, to)
    const sealed = sealKemBox(acquaintances.findKemKey(ledger, to)!, at, deskOfferForm.encode(offer))
    return sealedOfferForm.encode({ group, core, boxNumber: number, sealed })
  }

  #openCore(core: Uint8Array): ReturnType<ForeignCores['openCore']> {
    const { ownCores, foreignCores } = this.#options
    return ownCores.isOwn(core) ? ownCores.openCore(core) : foreignCores.openCore(core)
  }
}

/**
 * True if the card is the owner's, or that of an earlier owner who may have restored a backup from
 * before the hand-over.
 */
function isForDesk({ owner, title }: GroupRow, { person, devices }: Card): boolean {
  if (equalBytes(owner, person)) return true
  return devices.ended.length > 0 && hasOwned(titleForm.decode(title), person)
}
