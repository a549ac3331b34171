// Reports to authors which of their notices have arrived.
// The author's side of the state step reads them from the feed of the pair.
import type { Clock } from '../base/index.ts'
import type { PairFeeds } from '../feeds/index.ts'
import type { Ledger, Transaction } from '../ledger/index.ts'

const MAX_ARRIVALS_AT_ONCE = 100

interface Reporting {
  ledger: Ledger
  feeds: PairFeeds
  clock: Clock
}

/** Appends reports to the feeds of pairs, several arrivals to a record. */
export async function appendArrivals({ ledger, feeds, clock }: Reporting): Promise<void> {
  const authors = ledger.all<{ author: Uint8Array }>(
    'SELECT DISTINCT author FROM received WHERE is_arrival_reported = 0',
  )
  for (const { author } of authors.filter((row) => feeds.find(ledger, row.author) !== null)) {
    let reported = MAX_ARRIVALS_AT_ONCE
    while (reported === MAX_ARRIVALS_AT_ONCE)
      reported = await ledger.write((tx) => appendSome(tx, feeds, author, clock.now()))
  }
}

function appendSome(tx: Transaction, feeds: PairFeeds, author: Uint8Array, at: number): number {
  const rows = tx.all<{ object: Uint8Array }>(
    'SELECT object FROM received WHERE author = ? AND is_arrival_reported = 0 LIMIT ?',
    author,
    MAX_ARRIVALS_AT_ONCE,
  )
  const objects = rows.map(({ object }) => object)
  if (objects.length > 0) feeds.append(tx, author, { type: 'arrived', objects, at })
  for (const object of objects) tx.run('UPDATE received SET is_arrival_reported = 1 WHERE object = ?', object)
  return objects.length
}

/**
 * Marks the arrivals of this author as not reported, so that they are reported again. Returns the
 * objects.
 */
export function resetReportedArrivals(tx: Transaction, author: Uint8Array): Uint8Array[] {
  tx.run("UPDATE received SET is_arrival_reported = 0 WHERE author = ? AND audience = 'person'", author)
  const rows = tx.all<{ object: Uint8Array }>('SELECT object FROM received WHERE author = ?', author)
  return rows.map(({ object }) => object)
}
