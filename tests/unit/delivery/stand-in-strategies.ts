// Audiences of a plain home other than persons: a group with the members that a test names, and the
// public.
// Each call is recorded, in the transaction of the call.
import {
  nobodyKnown,
  withdrawPublic,
  type AudienceStrategy,
  type NoticeReaders,
} from '../../../src/core/access/index.ts'
import { NO_EPOCH, PUBLIC_KEY, type AudienceKind } from '../../../src/core/store/index.ts'
import { equalBytes } from '../../../src/core/base/index.ts'
import { feedRecordForm, type FeedRecord } from '../../../src/core/feeds/index.ts'
import type { Rows } from '../../../src/core/ledger/index.ts'
import { randomBytes } from '../../../src/core/seal/index.ts'

export const group = { kind: 'group', key: randomBytes(32) } as const
export const everyone = { kind: 'public', key: Buffer.from(PUBLIC_KEY) } as const

/** `members`: the readers of the group. A test may change them, and may close the feed. */
export interface StandIn {
  members: Uint8Array[]
  isOpen: boolean
}

type Told = Pick<AudienceStrategy, 'append' | 'allowCore' | 'isReached' | 'appendCard'>

function written(way: AudienceKind, standIn: Pick<StandIn, 'isOpen'>): Told {
  return {
    isReached: () => standIn.isOpen,
    append(tx, key, record) {
      if (!standIn.isOpen) return false
      tx.run('INSERT INTO told VALUES (?, ?, ?)', way, key, feedRecordForm.encode(record))
      return true
    },
    allowCore: (tx, key, { core }) => void tx.run('INSERT INTO allowed VALUES (?, ?, ?)', way, key, core),
    appendCard: () => undefined,
  }
}

const NO_READING: Pick<AudienceStrategy, 'checkNotice' | 'open' | 'allowOthers' | 'isSource' | 'answer'> = {
  checkNotice: () => undefined,
  open: (_reader, _object, { grant }) => (grant.byteLength === 32 ? grant : null),
  allowOthers: () => undefined,
  isSource: () => false,
  answer: () => false,
}

export function standInGroup(standIn: StandIn): AudienceStrategy {
  const place = { era: 0, epoch: 1, number: 1, record: new Uint8Array(32) }
  const readers = (key: Uint8Array): NoticeReaders => ({
    ...{ to: [], initials: null },
    audience: { kind: 'group', group: key, ...place },
  })
  return {
    ...written('group', standIn),
    ...NO_READING,
    ...{ hasVersions: false, standsAlone: true, coreKind: 'objects', namesReaders: false, grantBytes: 32 },
    releasesSettleMs: 10_000,
    mayRead: (_reader, _key, person) => standIn.members.some((member) => equalBytes(member, person)),
    list: () => standIn.members,
    count: () => standIn.members.length,
    listGone: () => [],
    madeFor: (key) => ({ kind: 'group', group: key }),
    check: () => undefined,
    seal: (_reader, key, _object, contentKey) => ({
      ...{ audience: { kind: 'group', key }, since: place, boxNumber: 0, grant: contentKey },
    }),
    renew: (_tx, due) => (standIn.isOpen ? { ...due, since: place } : null),
    readersOf: (_reader, { audience }) => readers(audience.key),
    refFor: (_reader, ref) => ref,
  }
}

/** @param publicCore the core in which anyone finds an object */
export function standInPublic(publicCore: Uint8Array): AudienceStrategy {
  return {
    ...nobodyKnown,
    ...written('public', { isOpen: true }),
    ...NO_READING,
    ...{ hasVersions: true, standsAlone: true, namesReaders: false, releasesSettleMs: 0, grantBytes: 32 },
    coreKind: 'public-objects',
    madeFor: () => ({ kind: 'public' }),
    check: () => undefined,
    seal: (_reader, _key, _object, contentKey) => ({
      ...{ audience: everyone, since: NO_EPOCH, boxNumber: 0, grant: contentKey },
    }),
    readersOf: () => ({ to: [], initials: null, audience: { kind: 'public' } }),
    refFor: (_reader, ref) => ({ ...ref, core: publicCore }),
    withdraw(tx, object, at) {
      withdrawPublic(tx, object, at)
      tx.run('INSERT INTO withdrawn VALUES (?, ?)', object, at)
    },
  }
}

/** Returns the calls of a stand-in, in order. */
export function toldTo(rows: Rows, { kind, key }: { kind: AudienceKind; key: Uint8Array }): FeedRecord[] {
  return rows
    .all<{ record: Uint8Array }>(
      'SELECT record FROM told WHERE way = ? AND key = ? ORDER BY rowid',
      kind,
      key,
    )
    .map(({ record }) => feedRecordForm.decode(record))
}

export function allowedTo(rows: Rows, kind: AudienceKind): Uint8Array[] {
  return rows
    .all<{ core: Uint8Array }>('SELECT core FROM allowed WHERE way = ? ORDER BY rowid', kind)
    .map(({ core }) => core)
}
