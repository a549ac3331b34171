// Writes many rows of which others may decide how many, without holding the thread for long.
import { turn } from '../base/index.ts'
import type { Ledger } from './ledger.ts'
import type { Transaction } from './rows.ts'

/** Without `batchPart`, a batch takes a third of a turn. */
type BatchLedger = Pick<Ledger, 'write'> & Partial<Pick<Ledger, 'batchPart'>>

/**
 * Runs `act` for each item in order, in as many transactions as the time of the thread asks for.
 * Yields the results of each transaction once it is on the disk. An error undoes the transaction
 * of its item; what was yielded before stays.
 * @throws NO_SPACE, DAMAGED, CANCELLED, and what `act` throws
 */
export async function* writeEach<Item, Result>(
  ledger: BatchLedger,
  items: readonly Item[],
  act: (tx: Transaction, item: Item, index: number) => Result,
): AsyncGenerator<Result[]> {
  let next = 0
  while (next < items.length) {
    const from = next
    const results = await ledger.write((tx) => {
      const isFull = turn.beginBatch(ledger.batchPart)
      const some: Result[] = []
      for (let i = from; i < items.length && (i === from || !isFull()); i++) some.push(act(tx, items[i]!, i))
      return some
    }, 'batch')
    next += results.length
    yield results
  }
}

/** Like `writeEach`, for rows without a result. */
export async function writeAll<Item>(
  ledger: BatchLedger,
  items: readonly Item[],
  act: (tx: Transaction, item: Item) => void,
): Promise<void> {
  const writing = writeEach(ledger, items, act)
  while ((await writing.next()).done !== true);
}
