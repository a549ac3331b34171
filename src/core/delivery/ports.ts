// Ports to groups, follows and talks: what these nouns do with their own kinds of feed records.
// They have a higher rank than delivery, so each of them implements its port in its own folder.
import type { FeedRecord, FeedSource } from '../feeds/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import type { Ref } from '../store/index.ts'

export interface GroupRecords {
  nameOf(rows: Rows, group: Uint8Array): string
  /** Files a record in which the owner of a group confirms that this person is a member. */
  receiveMembership(
    tx: Transaction,
    source: FeedSource,
    record: Extract<FeedRecord, { type: 'membership' }>,
  ): void
  receiveLeave(tx: Transaction, source: FeedSource): void
  /** Opens what a member has addressed to this person. Null if it was not sealed so. */
  openAddressed(group: Uint8Array, from: Uint8Array, boxNumber: number, sealed: Uint8Array): FeedRecord | null
  /**
   * Starts the next generation of this person's own feed in a group, because its core froze.
   * Returns true if `frozen` is the core of such a feed.
   */
  succeedFeed(tx: Transaction, frozen: Uint8Array): boolean
  /**
   * Starts the next generation of the core that holds the records of an own group, with new
   * secrets, because that core froze.
   */
  succeedRecords(tx: Transaction, frozen: Uint8Array, last: { length: number; treeHash: Uint8Array }): void
  /** True if all members of the group learn what each of them says about a post. */
  sharesStates(rows: Rows, group: Uint8Array): boolean
  /** The membership records of own groups that this person belongs to, to append to a new feed. */
  listMembershipsOf(tx: Transaction, person: Uint8Array): FeedRecord[]
}

/** What persons say about letters, to all readers of the same feed. */
export interface TalkRecords {
  /** Deletes what anybody said about an object that its author deletes. */
  forgetObject(tx: Transaction, object: Uint8Array): void
  receiveReaction(
    tx: Transaction,
    source: FeedSource,
    record: Extract<FeedRecord, { type: 'reaction' }>,
  ): void
  receiveSeen(tx: Transaction, source: FeedSource, record: Extract<FeedRecord, { type: 'seen' }>): void
  /** A state of a member about the post of another member. */
  receiveFellowState(
    tx: Transaction,
    source: FeedSource,
    record: Extract<FeedRecord, { type: 'state' }>,
  ): void
}

/** The authors whose public feeds this home follows. */
export interface FollowedAuthors {
  receiveArchive(tx: Transaction, source: FeedSource, archive: { core: Uint8Array; length: number }): void
  /**
   * Files the notice of a post that no feed announced, so that it can be opened. The post is either
   * known from the archive of its author, or looked up there now. Returns false if its author is
   * not followed, or lists no such post.
   * @throws AUTHOR_AWAY if no device that has the archive is connected, ALTERED, NO_SPACE
   */
  fileListed(ref: Ref, waitMs: number): Promise<boolean>
}
