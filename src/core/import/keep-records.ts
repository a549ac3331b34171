// What an export says beside its letters: the box each lay in, names as they were known, and, of my own, how I had ordered them.
// It is kept before the letters, so that each of them comes with all that is known of it, and is seen once. Nothing here is proven: it
// touches only letters that come by an import, and no more than how they are shown.
import {
  findArchived,
  keepArchived,
  type Archived,
  type ArchivedRecord,
  type LetterParts,
} from '../letters/index.ts'
import { restoreTidy } from '../tidy/index.ts'
import type { Transaction } from '../ledger/index.ts'
import { objectId, parseRef, type Ref } from '../store/index.ts'
import { touch } from '../views/index.ts'
import { readLines } from './bag-lines.ts'
import type { FileSource } from './folder-source.ts'

const PATH = 'data/records/letters.jsonl'
const BATCH = 512

/** Whose a letter of this author's device is: null for my own. */
export type WhoseOf = (ref: Ref) => string | null

/** Gives how many of them wait for their letters. */
export async function keepRecords(
  parts: LetterParts,
  { source, paths, whoseOf }: { source: FileSource; paths: readonly string[]; whoseOf: WhoseOf },
  signal: AbortSignal,
): Promise<number> {
  if (!paths.includes(PATH)) return 0
  let waiting = 0
  let batch: Told[] = []
  const keep = async (): Promise<void> => {
    const told = batch
    batch = []
    waiting += await parts.ledger.write(
      (tx) => told.filter((one) => keepRecord(tx, parts, one, whoseOf) === 'waits').length,
    )
  }
  for await (const line of readLines(source, PATH)) {
    signal.throwIfAborted()
    const told = readTold(line)
    if (told !== null && batch.push(told) >= BATCH) await keep()
  }
  await keep()
  return waiting
}

interface Told {
  ref: Ref
  record: ArchivedRecord
}

function keepRecord(
  tx: Transaction,
  { store }: LetterParts,
  { ref, record }: Told,
  whoseOf: WhoseOf,
): 'waits' | 'is-here' {
  const object = objectId(ref)
  const known = findArchived(tx, object)
  const isHere = store.isHere(tx, object)
  // What is mine, or came as letters come, is not touched.
  if (isHere && known === null) return 'is-here'
  const whose = isHere ? known!.whose : whoseOf(ref)
  // Somebody else's stays apart from mine, whatever it says.
  const archived: Archived = { whose, record: whose === null ? record : { ...record, box: 'imported' } }
  if (known === null || JSON.stringify(known) !== JSON.stringify(archived)) {
    keepArchived(tx, object, archived)
    if (isHere) touch(tx, object)
  }
  if (!isHere) return 'waits'
  orderAsTold(tx, object, archived)
  return 'is-here'
}

/** Of my own: as I had ordered it there. */
export function orderAsTold(tx: Transaction, object: Uint8Array, { whose, record }: Archived): void {
  if (whose === null && record.tidy !== undefined) restoreTidy(tx, object, record.tidy)
}

const BOXES = ['inbox', 'sent', 'notes', 'following', 'imported'] as const
const MAX_NAMES = 100
const MAX_NAME_CHARS = 200
const MAX_LABELS = 50

/** Null for what is told of no letter, or of one that could not leave. */
function readTold(line: string): Told | null {
  const told = parse(line)
  const ref = typeof told?.ref === 'string' ? parseRef(told.ref) : null
  if (told === null || ref === null || typeof told.withheld === 'string') return null
  const { author, to, box, mode, arrivedAt } = told
  const at = typeof arrivedAt === 'string' ? Date.parse(arrivedAt) : NaN
  const tidy = readTidy(told.tidy)
  return {
    ref,
    record: {
      box: BOXES.find((one) => one === box) ?? 'imported',
      wasImported: box === 'imported',
      from: nameOf(author),
      to: Array.isArray(to) ? to.slice(0, MAX_NAMES).map(nameOf) : [],
      mode: mode === 'open' ? 'open' : 'controlled',
      arrivedAt: at >= 0 && at < 8.64e15 ? at : null,
      ...(tidy === null ? {} : { tidy }),
    },
  }
}

/** Null where nothing was done with it. */
function readTidy(told: unknown): ArchivedRecord['tidy'] | null {
  const order = (told ?? {}) as Record<string, unknown>
  const tidy = {
    isArchived: order.isArchived === true,
    isStarred: order.isStarred === true,
    isMuted: order.isMuted === true,
    labels: textsOf(order.labels).slice(0, MAX_LABELS),
  }
  return tidy.isArchived || tidy.isStarred || tidy.isMuted || tidy.labels.length > 0 ? tidy : null
}

function parse(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}

function nameOf(person: unknown): string {
  const name = (person as { name?: unknown } | null)?.name
  return typeof name === 'string' ? name.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ').slice(0, MAX_NAME_CHARS) : ''
}

function textsOf(list: unknown): string[] {
  const isName = (one: unknown): one is string => typeof one === 'string' && one.length <= MAX_NAME_CHARS
  return Array.isArray(list) ? list.filter(isName) : []
}
