// Keeps the records of an export: the box of each letter, names, and how the owner had ordered it
// (starred, labels, ...).
// Records are kept before the letters, so that each letter appears once, complete.
// Records are not proven, so they affect only imported letters, and only how these are shown.
import { oneLine, turn } from '../base/index.ts'
import {
  findArchived,
  keepArchived,
  type Archived,
  type ArchivedRecord,
  type LetterParts,
} from '../letters/index.ts'
import { restoreTidy } from '../tidy/index.ts'
import { writeEach, type Transaction } from '../ledger/index.ts'
import { objectId, parseRef, type Ref } from '../store/index.ts'
import { touch } from '../views/index.ts'
import { readLines } from './bag-lines.ts'
import type { FileSource } from './folder-source.ts'

const PATH = 'data/records/letters.jsonl'
const BATCH = 512

/**
 * The name of the person whose export it is. Null for this person's own export. '' if it is the own
 * export, but no card proves that the device of the letter belongs to its author.
 */
export type WhoseOf = (ref: Ref) => string | null

/** Returns how many records wait for their letters. */
export async function keepRecords(
  parts: LetterParts,
  { source, paths, whoseOf }: { source: FileSource; paths: readonly string[]; whoseOf: WhoseOf },
  signal: AbortSignal,
): Promise<number> {
  if (!paths.includes(PATH)) return 0
  let waiting = 0
  let batch: LetterRecord[] = []
  const keep = async (): Promise<void> => {
    const records = batch
    batch = []
    const keepOne = (tx: Transaction, one: LetterRecord): 'waits' | 'is-here' =>
      keepRecord(tx, parts, one, whoseOf)
    for await (const kept of writeEach(parts.ledger, records, keepOne))
      waiting += kept.filter((one) => one === 'waits').length
  }
  for await (const line of readLines(source, PATH)) {
    signal.throwIfAborted()
    await turn.pass()
    const record = parseRecord(line)
    if (record !== null && batch.push(record) >= BATCH) await keep()
  }
  await keep()
  return waiting
}

interface LetterRecord {
  ref: Ref
  record: ArchivedRecord
}

function keepRecord(
  tx: Transaction,
  { store }: LetterParts,
  { ref, record }: LetterRecord,
  whoseOf: WhoseOf,
): 'waits' | 'is-here' {
  const object = objectId(ref)
  const known = findArchived(tx, object)
  const isHere = store.isHere(tx, object)
  // A letter that is own, or arrived by a notice, is not changed.
  if (isHere && known === null) return 'is-here'
  const whose = isHere ? known!.whose : whoseOf(ref)
  // Another person's letters stay in the imported box, whatever the record says.
  const archived: Archived = { whose, record: whose === null ? record : { ...record, box: 'imported' } }
  if (known === null || JSON.stringify(known) !== JSON.stringify(archived)) {
    keepArchived(tx, object, archived)
    if (isHere) touch(tx, object)
  }
  if (!isHere) return 'waits'
  restoreOrder(tx, object, archived)
  return 'is-here'
}

/** Restores how the owner had ordered an own letter. */
export function restoreOrder(tx: Transaction, object: Uint8Array, { whose, record }: Archived): void {
  if (whose === null && record.tidy !== undefined) restoreTidy(tx, object, record.tidy)
}

const BOXES = ['inbox', 'sent', 'notes', 'following', 'imported'] as const
const MAX_NAMES = 100
const MAX_NAME_CHARS = 200
const MAX_LABELS = 50

/** Null if the line names no letter, or one that was withheld. */
function parseRecord(line: string): LetterRecord | null {
  const fields = parse(line)
  const ref = typeof fields?.ref === 'string' ? parseRef(fields.ref) : null
  if (fields === null || ref === null || typeof fields.withheld === 'string') return null
  const { author, to, box, mode, arrivedAt } = fields
  const at = typeof arrivedAt === 'string' ? Date.parse(arrivedAt) : NaN
  const tidy = readTidy(fields.tidy)
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

/** Null if the letter is not archived, starred, unread or labelled. */
function readTidy(value: unknown): ArchivedRecord['tidy'] | null {
  const order = (value ?? {}) as Record<string, unknown>
  const tidy = {
    isArchived: order.isArchived === true,
    isStarred: order.isStarred === true,
    isUnread: order.isUnread === true,
    labels: textsOf(order.labels).slice(0, MAX_LABELS),
  }
  const { isArchived, isStarred, isUnread, labels } = tidy
  return isArchived || isStarred || isUnread || labels.length > 0 ? tidy : null
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
  return typeof name === 'string' ? oneLine(name, MAX_NAME_CHARS) : ''
}

function textsOf(list: unknown): string[] {
  const isName = (one: unknown): one is string => typeof one === 'string' && one.length <= MAX_NAME_CHARS
  return Array.isArray(list) ? list.filter(isName) : []
}
