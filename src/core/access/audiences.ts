// How each kind of audience is reached: one row per kind, given by the noun that knows the audience.
// Everything that notify, receive, reference and release do differently for persons, groups and the public is in these rows.
import type { FeedRecord, FeedSource, Notice } from '../feeds/index.ts'
import type { ShownCard } from '../identity/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import type { Link, MadeFor, ObjectHeader, Ref } from '../store/index.ts'
import type { AudienceKind, Members } from './audience.ts'
import type { AudienceGrant } from './grant.ts'
import type { DueNotice } from './notices.ts'

/** What a notice says of whom it is for. */
export type NoticeReaders = Pick<Notice, 'to' | 'initials' | 'audience'>

/** What share has to write beside the grant, prepared before its transaction. */
export type Publish = (tx: Transaction) => void

/** `key` is everywhere the person's key, the group's id, or `PUBLIC_KEY`. */
export interface AudienceStrategy extends Members {
  /** What is given to it can have tags and later versions. */
  readonly hasVersions: boolean
  /** Nobody else can be named beside it when an object is made. */
  readonly standsAlone: boolean
  /** The core in which a small object is stored that is made for it. */
  readonly coreKind: 'objects' | 'public-objects'
  /** Releases wait so long to be told together; ms. */
  readonly releasesSettleMs: number
  /** Its notices name their readers: these tell the author what arrived, and a withdrawal tells them nothing new. */
  readonly namesReaders: boolean

  /** What the header of an object says that is made for it. */
  madeFor(key: Uint8Array): MadeFor
  /** @throws BLOCKED, NOT_FOUND, NOT_A_POSTER, INVALID if nothing can be given to it */
  check(rows: Rows, key: Uint8Array): void
  /** Links as this audience can follow them. @throws DAMAGED, NOT_YOURS */
  prepareLinks?(links: readonly Link[]): Promise<Link[]>
  /** An object that was made for others is to be given to it. @throws INVALID, DAMAGED */
  prepareShare?(object: Uint8Array): Promise<Publish>
  /** The content key as its grant keeps it. */
  seal(rows: Rows, key: Uint8Array, object: Uint8Array, contentKey: Uint8Array): AudienceGrant
  /** The notice as it is to go out now; null if this audience cannot be told any more. */
  renew?(tx: Transaction, due: DueNotice): DueNotice | null
  /** Null if this audience cannot be told any more. */
  readersOf(rows: Rows, due: DueNotice, header: ObjectHeader): NoticeReaders | null
  /** Where it finds the blocks of an own object; null if it has no way to them. */
  refFor(rows: Rows, ref: Ref): Ref | null
  /** There is a feed that it reads. */
  isReached(rows: Rows, key: Uint8Array): boolean
  /** Into that feed; false if there is none any more. */
  append(tx: Transaction, key: Uint8Array, record: FeedRecord): boolean
  /** It may have this own core. */
  allowCore(tx: Transaction, key: Uint8Array, place: Pick<Ref, 'core' | 'device'>): void
  /** An open object is taken back from an audience whose members are not known. */
  withdraw?(tx: Transaction, object: Uint8Array, at: number): void
  /** The author's own card has changed. */
  appendCard(tx: Transaction, card: ShownCard, withPicture: boolean): void

  /** What a notice in this feed must be. @throws MalformedRecord */
  checkNotice(source: FeedSource, notice: Notice): void
  /** Whether its author may write it there. @throws MalformedRecord, NotYet */
  checkPost?(tx: Transaction, source: FeedSource, notice: Notice): void
  /** A notice was filed that was not here before. */
  onFiled?(tx: Transaction, source: FeedSource, notice: Notice): void
  /** The content key of a grant in a notice to `audience`, or in an answer (null); null if it is not for this reader. */
  open(
    rows: Rows,
    object: Uint8Array,
    sealed: { boxNumber: number; grant: Uint8Array },
    audience: Notice['audience'] | null,
  ): Uint8Array | null
  /** Its other readers may have this core from here. */
  allowOthers(tx: Transaction, author: Uint8Array, notice: Notice, ref: Ref): void
  /** Whether a peer of this person, or of somebody unknown, was told of it too. */
  isSource(rows: Rows, notice: Notice, person: Uint8Array | null): boolean
  /** Into a feed that the author reads; false if there is none. */
  answer(tx: Transaction, author: Uint8Array, notice: Notice, record: FeedRecord): boolean
}

export type Audiences = Readonly<Record<AudienceKind, AudienceStrategy>>

/** The row of a notice's audience, or of the audience that reads a feed. */
export function strategyOf(
  audiences: Audiences,
  { audience }: Pick<Notice, 'audience'> | Pick<FeedSource, 'audience'>,
): AudienceStrategy {
  return audiences[audience.kind]
}
