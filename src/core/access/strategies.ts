// How each kind of audience is reached: one row per kind, supplied by the noun that owns the
// audience.
// All differences between persons, groups and the public in notify, receive, reference and release
// are in these rows.
import type { FeedRecord, FeedSource, Notice } from '../feeds/index.ts'
import type { ShownCard } from '../identity/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import type { Link, MadeFor, ObjectHeader, Ref } from '../store/index.ts'
import type { KeyPair } from '../seal/index.ts'
import type { AudienceKind, Epoch } from '../store/index.ts'
import type { Members } from './memberships.ts'
import type { AudienceGrant } from './grant.ts'
import type { DueNotice } from './notices.ts'

/** What a notice says about its readers. */
export type NoticeReaders = Pick<Notice, 'to' | 'initials' | 'audience'>

/**
 * What share writes in addition to the grant. It is prepared before the transaction of the share.
 */
type Publish = (tx: Transaction) => void

/** `key` is always the key of the person, the id of the group, or `PUBLIC_KEY`. */
export interface AudienceStrategy extends Members {
  /** True if objects for this audience can have tags and later versions. */
  readonly hasVersions: boolean
  /** True if an object for this audience can have no second audience when it is made. */
  readonly standsAlone: boolean
  /** The core that stores a small object for this audience. */
  readonly coreKind: 'objects' | 'public-objects'
  /** How long releases wait so that one record can hold several. ms. */
  readonly releasesSettleMs: number
  /**
   * True if the notices of this audience name their readers. Named readers report arrivals, and a
   * withdrawal without a notice is malformed.
   */
  readonly namesReaders: boolean
  /** The length of a grant for this audience. */
  readonly grantBytes: number

  /** What the header of an object for this audience says. */
  madeFor(key: Uint8Array): MadeFor
  /**
   * @throws BLOCKED, NOT_FOUND, NOT_A_POSTER, INVALID if no object can be given to this audience
   */
  check(rows: Rows, key: Uint8Array): void
  /** Returns the links in the form that this audience can follow. @throws DAMAGED, NOT_YOURS */
  prepareLinks?(links: readonly Link[]): Promise<Link[]>
  /** Prepares to share an object that was made for another audience. @throws INVALID, DAMAGED */
  prepareShare?(object: Uint8Array): Promise<Publish>
  /** True if nothing of this author may reach the audience now: a blocked person. */
  isBarred?(rows: Rows, key: Uint8Array): boolean
  /** Seals the content key in a grant for this audience. */
  seal(rows: Rows, key: Uint8Array, object: Uint8Array, contentKey: Uint8Array): AudienceGrant
  /**
   * Returns the secret from which the author and these readers compute the names of gates. Absent,
   * and null, if stations do not release to this audience.
   * @param since the epoch of the grant that a gate is for
   */
  gateSecret?(rows: Rows, key: Uint8Array, since: Epoch): Uint8Array | null
  /** Returns the names under which this reader may be known at a station, the likeliest first. */
  gateNames?(rows: Rows, asked: AskedGate): GateName[]
  /**
   * Returns the notice in its current form, for example in the current epoch of a group. Null if
   * the audience can no longer be reached.
   */
  renew?(tx: Transaction, due: DueNotice): DueNotice | null
  /** Null if the audience can no longer be reached. */
  readersOf(rows: Rows, due: DueNotice, header: ObjectHeader): NoticeReaders | null
  /**
   * The ref by which this audience finds the blocks of an own object. Null if it cannot reach them.
   */
  refFor(rows: Rows, ref: Ref): Ref | null
  /** True if there is a feed that this audience reads. */
  isReached(rows: Rows, key: Uint8Array): boolean
  /**
   * Appends to that feed. Returns false if there is no such feed any longer.
   * @param since for a group: for those who read this epoch; by default for all members of now
   */
  append(tx: Transaction, key: Uint8Array, record: FeedRecord, since?: Epoch): boolean
  /** The own feed that this audience reads, with its length. Null if it is not known which. */
  feedOf?(rows: Rows, key: Uint8Array, since?: Epoch): { core: Uint8Array; length: number } | null
  /** False if only members of now can be told of an object that was announced in this epoch. */
  canRepeat?(rows: Rows, key: Uint8Array, since: Epoch): boolean
  /** Lets the audience fetch this own core. */
  allowCore(tx: Transaction, key: Uint8Array, place: Pick<Ref, 'core' | 'device'>): void
  /** Takes an open object back from an audience whose members are unknown. */
  withdraw?(tx: Transaction, object: Uint8Array, at: number): void
  /** Appends the changed card of the author to the feeds of this kind. */
  appendCard(tx: Transaction, card: ShownCard, withPicture: boolean): void

  /** Checks a notice against the feed that contains it. @throws MalformedRecord */
  checkNotice(source: FeedSource, notice: Notice): void
  /**
   * Checks that the author of a notice may post to the audience. `isRepeated`: an
   * earlier notice of the object to the same audience counts; this one may name another gate.
   * @throws MalformedRecord, NotYet
   */
  checkPost?(tx: Transaction, source: FeedSource, notice: Notice, isRepeated: boolean): void
  /** Called after a new notice was filed. */
  onFiled?(tx: Transaction, source: FeedSource, notice: Notice): void
  /**
   * Opens a grant: of a notice to `audience`, or of a release answer (null). Returns null if the
   * grant is not for this reader.
   */
  open(
    rows: Rows,
    object: Uint8Array,
    sealed: SealedGrant,
    audience: Notice['audience'] | null,
  ): Uint8Array | null
  /** Lets the other readers fetch this core from this home. */
  allowOthers(tx: Transaction, author: Uint8Array, notice: Notice, ref: Ref): void
  /** True if the notice was also sent to this person; null is an unknown person. */
  isSource(rows: Rows, notice: Notice, person: Uint8Array | null): boolean
  /** Appends a record to a feed that the author reads. Returns false if there is no such feed. */
  answer(tx: Transaction, author: Uint8Array, notice: Notice, record: FeedRecord): boolean
}

/** A grant as its reader gets it. */
export interface SealedGrant {
  /** Who sealed it. */
  readonly author: Uint8Array
  readonly boxNumber: number
  readonly grant: Uint8Array
}

/** A gate at a station, by a notice. */
export interface AskedGate {
  readonly notice: Notice
  readonly object: Uint8Array
  readonly number: number
  readonly station: Uint8Array
}

export interface GateName {
  readonly handle: Uint8Array
  /** Signs the request of the reader. */
  readonly key: KeyPair
}

export type Audiences = Readonly<Record<AudienceKind, AudienceStrategy>>

/** Returns the row for the audience of a notice, or for the audience that reads a feed. */
export function strategyOf(
  audiences: Audiences,
  { audience }: Pick<Notice, 'audience'> | Pick<FeedSource, 'audience'>,
): AudienceStrategy {
  return audiences[audience.kind]
}
