// Invariants of a writer and a reader after any failure, read from both homes
// feed by feed and letter by letter.
import { toHex } from '../../../src/core/base/index.ts'
import {
  openFeedRecord,
  pairSecrets,
  recordKey,
  type FeedRecord,
  type PairRow,
} from '../../../src/core/feeds/index.ts'
import { objectId } from '../../../src/core/store/index.ts'
import type { Person } from '../../support/person.ts'

export type Entries = Awaited<ReturnType<Person['list']>>

const PAGE = 100

/** Returns every page of a box, newest first. */
export async function listAll(person: Person, box: 'inbox' | 'sent' | 'imported'): Promise<Entries> {
  const entries: Entries = []
  for (;;) {
    const page = await person.list(box, { limit: PAGE, before: entries.at(-1)?.cursor })
    entries.push(...page)
    if (page.length < PAGE) return entries
  }
}

/** Returns the pair of `person` with the other, as stored in the ledger of `person`. */
export function pairWith(person: Person, other: Person): PairRow {
  return person.home.parts.feeds.find(person.home.parts.ledger, Buffer.from(other.id, 'hex'))!
}

/**
 * Returns every record of the feed from `author` to `reader`; throws if one is missing or
 * misplaced.
 */
export async function readOwnFeed(author: Person, reader: Person): Promise<FeedRecord[]> {
  const pair = pairWith(author, reader)
  await author.home.ownCores.drain()
  const core = await author.home.ownCores.openCore(pair.myCore)
  const { length } = author.home.ownCores.list().find((row) => toHex(row.core) === toHex(pair.myCore))!
  if (core.length !== length) throw new Error(`the feed has ${core.length} blocks, its mark says ${length}`)
  const key = recordKey(pairSecrets(pair.pairSecret, pair.era).epochSecret, pair.myCore)
  const records: FeedRecord[] = []
  for (let position = 0; position < length; position++) {
    const block = await core.get(position, { wait: false })
    if (block === null) throw new Error(`the feed has a gap at ${position}`)
    records.push(openFeedRecord(key, pair.myCore, position, block))
  }
  return records
}

/** True if the reader's copy of the feed equals the author's feed. */
export async function isSameFeed(author: Person, reader: Person): Promise<boolean> {
  const mine = await author.home.ownCores.openCore(pairWith(author, reader).myCore)
  const theirs = await reader.home.parts.foreignCores.openCore(pairWith(reader, author).theirCore)
  if (theirs.length !== mine.length || theirs.fork !== mine.fork) return false
  return toHex(await theirs.treeHash()) === toHex(await mine.treeHash())
}

/** Counts how often records of one type name each object. */
export function countNamed(
  records: FeedRecord[],
  type: 'notice' | 'arrived' | 'kept' | 'state',
): Map<string, number> {
  const named = records.flatMap((record) => (record.type === type ? namedBy(record) : []))
  const counts = new Map<string, number>()
  for (const id of named.map(toHex)) counts.set(id, (counts.get(id) ?? 0) + 1)
  return counts
}

function namedBy(record: FeedRecord): Uint8Array[] {
  if (record.type === 'notice') return [objectId(record.notice.ref)]
  if (record.type === 'state') return [record.object]
  return record.type === 'arrived' || record.type === 'kept' ? record.objects : []
}

/** Damage that the two have noticed: frozen cores, rewritten feeds, skipped input. */
export function listTroubles(...people: Person[]): string[] {
  return people.flatMap(({ name, home }) => [
    ...home.ownCores
      .list()
      .flatMap(({ frozen, kind }) => (frozen === null ? [] : [`${name}: a core of ${kind} is ${frozen}`])),
    ...home.parts.ledger.all('SELECT core FROM rewritten_cores').map(() => `${name}: a rewritten core`),
    ...home.parts.badInput.list().map(({ kind, count }) => `${name}: ${count} ${kind}`),
  ])
}
