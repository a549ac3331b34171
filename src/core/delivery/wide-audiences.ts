// Audiences that are no persons, as letters need them: one grant and one notice for all, whoever is in them.
// A port: groups and the public feed stand behind it, each in a room of its own.
import type { Epoch, Memberships } from '../access/index.ts'
import type { FeedRecord, FeedSource, GroupPlace, Notice } from '../feeds/index.ts'
import type { Reader, Transaction } from '../ledger/index.ts'
import type { Ref } from '../store/index.ts'

export interface GroupAudiences {
  readonly memberships: Memberships
  /** Where the group stands now. @throws NOT_FOUND, or NOT_A_POSTER when I may not post there (any more) */
  getPlaceToPost(reader: Reader, group: Uint8Array): GroupPlace
  /** A content key under the group's secret of that epoch: 80 bytes. */
  sealKey(
    reader: Reader,
    group: Uint8Array,
    since: Epoch,
    object: Uint8Array,
    contentKey: Uint8Array,
  ): Uint8Array
  /** The key in such a grant, of this group, or of any I am in where it is not known; null when it is none of ours. */
  openKey(reader: Reader, object: Uint8Array, grant: Uint8Array, group?: Uint8Array | null): Uint8Array | null
  /** Into my feed in this group; false when I am in it no more. */
  append(tx: Transaction, group: Uint8Array, record: FeedRecord): boolean
  /** Into my feed in this group, but for this member alone; false when there is no way. */
  appendTo(tx: Transaction, group: Uint8Array, person: Uint8Array, record: FeedRecord): boolean
  /** Its members may have this core. */
  allowCore(tx: Transaction, group: Uint8Array, core: Uint8Array, isOwn: boolean): void
  nameOf(reader: Reader, group: Uint8Array): string
  /** The groups I am in. */
  listJoined(reader: Reader): Uint8Array[]
  /** @throws MalformedRecord when its author may not post there, NotYet when that cannot be known yet */
  checkPost(tx: Transaction, source: FeedSource, place: GroupPlace): void
  /** The owner of a group says that this person is in it. */
  receiveMembership(
    tx: Transaction,
    source: FeedSource,
    told: Extract<FeedRecord, { type: 'membership' }>,
  ): void
  receiveLeave(tx: Transaction, source: FeedSource): void
  /** My feed in a group froze: its next generation goes on. Whether this core was one. */
  succeedFeed(tx: Transaction, frozen: Uint8Array): boolean
  /** The core in which I write the records of a group froze: its next generation goes on, with fresh secrets. */
  succeedRecords(tx: Transaction, frozen: Uint8Array, last: { length: number; treeHash: Uint8Array }): void
  /** The groups of mine that this person is in, to be told anew. */
  listMembershipsOf(tx: Transaction, person: Uint8Array): FeedRecord[]
}

export interface PublicAudience {
  /** Into my public feed. */
  append(tx: Transaction, record: FeedRecord): void
  /** It is published no more: out of the archive. */
  withdraw(tx: Transaction, object: Uint8Array): void
  /** Whether whoever comes later finds it. */
  isListed(reader: Reader, object: Uint8Array): boolean
  /** Anyone may have this core of mine, or of a device before this one. */
  allowCore(tx: Transaction, place: Pick<Ref, 'core' | 'device'>): void
  /** Nobody who asks from now on. */
  forbidCore(tx: Transaction, core: Uint8Array): void
  /** One's card has changed: those who follow are told, if there is a feed. */
  changeCard(tx: Transaction): void
}

/** Those whose public feeds are read here. */
export interface FollowedAuthors {
  receiveArchive(tx: Transaction, source: FeedSource, archive: { core: Uint8Array; length: number }): void
  /** A post of theirs has come that was not here before. */
  receivePost(tx: Transaction, source: FeedSource, notice: Notice): void
  /**
   * Files a post that no feed told of, so that it can be opened: one that was seen in its author's archive, or is looked up there now. False
   * where its author is not followed or lists none such. @throws AUTHOR_AWAY when nobody who has the archive is there, ALTERED, NO_SPACE
   */
  fileListed(ref: Ref, waitMs: number): Promise<boolean>
}
