// receive: reactions, read marks and states of fellow members, from the feed of a pair or a group.
// A record about a letter that was not for the readers of this feed is malformed. A member's record
// may arrive before the post of another member, so an unknown letter of a group is kept by its name.
import { findAudience } from '../access/index.ts'
import { equalBytes, MalformedRecord } from '../base/index.ts'
import { isDeleted, type TalkRecords } from '../delivery/index.ts'
import { isTitle, type FeedRecord, type FeedSource } from '../feeds/index.ts'
import type { Inbox } from '../inbox/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { keyOf, type ObjectStore } from '../store/index.ts'
import { keepFellowState } from './fellow-states.ts'
import { keepReaction } from './reactions.ts'
import { keepSeen } from './seen.ts'

type Of<Type extends FeedRecord['type']> = Extract<FeedRecord, { type: Type }>

interface Parts {
  store: Pick<ObjectStore, 'findOwn'>
  inbox: Pick<Inbox, 'find'>
}

export class TalkRecordsDesk implements TalkRecords {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  forgetObject(tx: Transaction, object: Uint8Array): void {
    tx.run('DELETE FROM reactions WHERE object = ?', object)
    tx.run('DELETE FROM fellow_states WHERE object = ?', object)
    tx.run('DELETE FROM seen_marks WHERE object = ?', object)
  }

  /** @throws MalformedRecord */
  receiveReaction(tx: Transaction, source: FeedSource, { object, n, text, at }: Of<'reaction'>): void {
    if (!isTitle(text)) throw new MalformedRecord('a reaction that is not one line')
    const talk = this.#checkReader(tx, source, object)
    if (talk === null) return
    keepReaction(tx, { object, person: source.person, n, text, at, talk })
  }

  /** @throws MalformedRecord */
  receiveSeen(tx: Transaction, source: FeedSource, { object, at }: Of<'seen'>): void {
    const talk = this.#checkReader(tx, source, object)
    if (talk === null) return
    keepSeen(tx, talk, { person: source.person, object, at })
  }

  /** @throws MalformedRecord */
  receiveFellowState(tx: Transaction, source: FeedSource, record: Of<'state'>): void {
    const talk = this.#checkReader(tx, source, record.object)
    if (talk !== null) keepFellowState(tx, talk, source.person, record)
  }

  /**
   * Returns the key of the talk. Null for an own letter that was deleted: what others say about it is
   * not kept. @throws MalformedRecord if the letter is not of this talk
   */
  #checkReader(rows: Rows, source: FeedSource, object: Uint8Array): Uint8Array | null {
    if (isDeleted(rows, this.#parts, object)) return null
    const isOfGroup = 'group' in source.audience
    const talk = isOfGroup ? keyOf(source.audience) : source.person
    const isOfTalk = this.#isOwnFor(rows, object, talk) ?? this.#isReceivedIn(rows, object, source, talk)
    if (isOfTalk === false || (isOfTalk === null && !isOfGroup))
      throw new MalformedRecord('a word about a letter of others')
    return talk
  }

  /** Null if the letter is not own. */
  #isOwnFor(rows: Rows, object: Uint8Array, talk: Uint8Array): boolean | null {
    if (this.#parts.store.findOwn(rows, object) === null) return null
    return findAudience(rows, object, talk) !== null
  }

  /** Null if the letter is not known. */
  #isReceivedIn(rows: Rows, object: Uint8Array, source: FeedSource, talk: Uint8Array): boolean | null {
    const received = this.#parts.inbox.find(rows, object)
    if (received === null) return null
    const { author, notice } = received
    return 'group' in notice.audience
      ? equalBytes(keyOf(notice.audience), talk)
      : equalBytes(author, source.person)
  }
}
