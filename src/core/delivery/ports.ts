// What groups and follows do with records that are theirs, and are read in a feed like any other.
// Ports: each stands behind one in its own folder, above delivery.
import type { FeedRecord, FeedSource } from '../feeds/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import type { Ref } from '../store/index.ts'

export interface GroupRecords {
  nameOf(rows: Rows, group: Uint8Array): string
  /** The owner of a group says that this person is in it. */
  receiveMembership(
    tx: Transaction,
    source: FeedSource,
    told: Extract<FeedRecord, { type: 'membership' }>,
  ): void
  receiveLeave(tx: Transaction, source: FeedSource): void
  /** My feed in a group froze: its next generation goes on. True if this core was one. */
  succeedFeed(tx: Transaction, frozen: Uint8Array): boolean
  /** The core in which I write the records of a group froze: its next generation goes on, with fresh secrets. */
  succeedRecords(tx: Transaction, frozen: Uint8Array, last: { length: number; treeHash: Uint8Array }): void
  /** Own groups that this person is in, to be told again. */
  listMembershipsOf(tx: Transaction, person: Uint8Array): FeedRecord[]
}

/** Those whose public feeds are read here. */
export interface FollowedAuthors {
  receiveArchive(tx: Transaction, source: FeedSource, archive: { core: Uint8Array; length: number }): void
  /**
   * Files a post that no feed told of, so that it can be opened: one that was seen in its author's archive, or
   * is looked up there now. False if its author is not followed or lists none such.
   * @throws AUTHOR_AWAY when nobody who has the archive is there, ALTERED, NO_SPACE
   */
  fileListed(ref: Ref, waitMs: number): Promise<boolean>
}
