// What an export says beside its letters: the box each lay in, names as they were known, and, of my own, how I had ordered them.
// Nothing here is proven, so it touches only letters that came by an import, and no more than how they are shown.
import type { LetterParts, ArchivedRecord } from '../letters/index.ts'
import { findArchived, keepArchived, restoreTidy } from '../letters/index.ts'
import { objectId, parseRef } from '../store/index.ts'
import { readLines } from './bag-lines.ts'
import type { FileSource } from './folder-source.ts'

const PATH = 'data/records/letters.jsonl'
const BATCH = 256

export async function applyRecords(
  parts: LetterParts,
  source: FileSource,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  if (!paths.includes(PATH)) return
  let batch: Told[] = []
  for await (const line of readLines(source, PATH)) {
    signal.throwIfAborted()
    const told = readTold(line)
    if (told === null || batch.push(told) < BATCH) continue
    await apply(parts, batch)
    batch = []
  }
  await apply(parts, batch)
}

interface Told {
  object: Uint8Array
  record: ArchivedRecord
  tidy: { isArchived: boolean; isStarred: boolean; isMuted: boolean; labels: string[] }
}

async function apply({ ledger }: LetterParts, batch: readonly Told[]): Promise<void> {
  await ledger.write((tx) => {
    for (const { object, record, tidy } of batch) {
      const known = findArchived(tx, object)
      if (known === null) continue
      // Somebody else's stays apart from mine, whatever it says.
      const box = known.whose === null ? record.box : 'imported'
      keepArchived(tx, object, { whose: known.whose, record: { ...record, box } })
      if (known.whose === null) restoreTidy(tx, object, tidy)
    }
  })
}

const BOXES = ['inbox', 'sent', 'notes', 'following', 'imported'] as const
const MAX_NAMES = 100
const MAX_NAME_CHARS = 200
const MAX_LABELS = 50

function readTold(line: string): Told | null {
  const told = parse(line)
  const ref = typeof told?.ref === 'string' ? parseRef(told.ref) : null
  if (told === null || ref === null) return null
  const { author, to, box, mode, arrivedAt, tidy } = told
  const order = (tidy ?? {}) as Record<string, unknown>
  const at = typeof arrivedAt === 'string' ? Date.parse(arrivedAt) : NaN
  return {
    object: objectId(ref),
    record: {
      box: BOXES.find((one) => one === box) ?? 'imported',
      wasImported: box === 'imported',
      from: nameOf(author),
      to: Array.isArray(to) ? to.slice(0, MAX_NAMES).map(nameOf) : [],
      mode: mode === 'open' ? 'open' : 'controlled',
      arrivedAt: at >= 0 && at < 8.64e15 ? at : null,
    },
    tidy: {
      isArchived: order.isArchived === true,
      isStarred: order.isStarred === true,
      isMuted: order.isMuted === true,
      labels: textsOf(order.labels).slice(0, MAX_LABELS),
    },
  }
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
