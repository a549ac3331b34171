// Imports an export of Fumikura: each object under its own ref, after its proof was verified. The
// person's own objects become own again; others stay others'.
// The import makes no core writable. This device only holds some blocks of the cores that the
// objects came from.
import { equalBytes, MalformedRecord, oneLine, orderedAt, parseText, toHex, turn } from '../base/index.ts'
import { EngineError, isEngineError } from '../contract/errors.ts'
import { createProver, rescueBlock, type ProvenBlock } from '../cores/index.ts'
import { keepAnnouncedPart } from '../albums/index.ts'
import { correspondentKey } from '../correspondents/index.ts'
import { attachmentsOf, keepAttached, keepVersion, keepWithin } from '../delivery/index.ts'
import {
  findArchived,
  removeUnkeptArchived,
  keepArchived,
  type LetterParts,
  type Archived,
} from '../letters/index.ts'
import { writeEach, type Transaction } from '../ledger/index.ts'
import { findOrigin, keepPeople, textOrNull } from '../mail/index.ts'
import { readPrefix } from '../seal/index.ts'
import { formatRef, linkTo, type ObjectHeader, type Ref } from '../store/index.ts'
import { touch } from '../views/index.ts'
import { checkBag, readLines } from './bag-lines.ts'
import type { FileSource } from './folder-source.ts'
import type { ImportOptions } from './import-mail.ts'
import { keepRecords, restoreOrder, type WhoseOf } from './keep-records.ts'
import { createProofReader, type ReadProof } from './read-proof.ts'
import { readCards } from './read-cards.ts'
import type { ImportReport } from './import-report.ts'
import { importLarge } from './import-large.ts'

export type ImportParts = LetterParts

/** Objects that are read at once. If an import ends early, the next one skips what is stored. */
const BATCH = 512
const BATCH_BYTES = 16 << 20
/** Objects that are verified at once. Some of them take a millisecond together. */
const AT_ONCE = 8

/**
 * @throws INVALID if the export was changed or is incomplete (nothing is imported then), NO_SPACE,
 * CANCELLED
 */
export async function importBag(
  parts: LetterParts,
  source: FileSource,
  report: ImportReport,
  work: ImportOptions,
): Promise<void> {
  const paths = await checkBag(source, work.signal)
  const whose = await readOwner(parts, source, paths)
  const attests = await readCards(parts, source, paths)
  const whoseOf: WhoseOf = (ref) => (attests(ref) ? whose : (whose ?? ''))
  // Builds the index of what is here before, if there is none yet.
  await parts.index.follow(new Map())
  const waiting = await keepRecords(parts, { source, paths, whoseOf }, work.signal)
  const taking: Taking = { source, whoseOf, isProven: createProver(), report, matchedRecords: 0 }
  try {
    await importAll(parts, paths, taking, work)
    await parts.foreignCores.flush()
  } finally {
    // A full or closed ledger keeps these records; the next import removes them.
    if (waiting > taking.matchedRecords) await removeUnkeptArchived(parts.ledger).catch(() => undefined)
  }
}

async function importAll(
  parts: ImportParts,
  paths: readonly string[],
  taking: Taking,
  work: ImportOptions,
): Promise<void> {
  const { source, report } = taking
  const read = createProofReader()
  for (const path of paths.filter((one) => one.startsWith('data/proof/'))) {
    let batch: ReadProof[] = []
    let bytes = 0
    for await (const line of readLines(source, path)) {
      work.signal.throwIfAborted()
      await turn.pass()
      const proof = readOrRefuse(() => read(line), path, report)
      if (proof === null) continue
      bytes += line.length
      if (batch.push(proof) < BATCH && bytes < BATCH_BYTES) continue
      await importBatch(parts, batch, taking)
      batch = []
      bytes = 0
      work.onProgress({ done: report.done, total: 0 })
    }
    await importBatch(parts, batch, taking)
  }
}

/** Returns the name of the export's owner. Null if this person made the export. @throws INVALID */
async function readOwner(parts: LetterParts, source: FileSource, paths: string[]): Promise<string | null> {
  const path = 'data/records/home.json'
  if (!paths.includes(path)) throw new EngineError('INVALID', 'The export does not name its owner.')
  const { person, name, format } = parseOwner(await firstLine(source, path))
  if (format !== 1)
    throw new EngineError('NEWER_HOME', 'This export has a newer format than this version can read.')
  const key = typeof person === 'string' ? parseText(person) : null
  if (key !== null && equalBytes(key, parts.identity.person)) return null
  return typeof name === 'string' ? oneLine(name, MAX_NAME_CHARS) : ''
}

async function firstLine(source: FileSource, path: string): Promise<string | undefined> {
  const lines = readLines(source, path)
  try {
    const first = await lines.next()
    return first.done === true ? undefined : first.value
  } finally {
    // Closes the file.
    await lines.return(undefined)
  }
}

function parseOwner(line: string | undefined): Record<string, unknown> {
  try {
    return JSON.parse(line ?? '') as Record<string, unknown>
  } catch (cause) {
    throw new EngineError('INVALID', 'The export does not name its owner.', { cause })
  }
}

const MAX_NAME_CHARS = 128

function readOrRefuse(read: () => ReadProof | null, path: string, report: ImportReport): ReadProof | null {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof MalformedRecord)) throw error
    report.refuse(path, 'INVALID')
    return null
  }
}

interface Taking {
  source: FileSource
  /** Whose export a letter came from, see WhoseOf. */
  whoseOf: WhoseOf
  isProven: (block: ProvenBlock) => boolean
  report: ImportReport
  /** The number of letters for which a record was kept. */
  matchedRecords: number
}

async function importBatch(parts: ImportParts, batch: readonly ReadProof[], taking: Taking): Promise<void> {
  const { report } = taking
  const fresh = batch.filter(({ object }) => !parts.store.isHere(parts.ledger, object))
  report.known += batch.length - fresh.length
  const taken: Taken[] = []
  for (let at = 0; at < fresh.length; at += AT_ONCE) {
    await turn.pass()
    const some = fresh.slice(at, at + AT_ONCE).map((proof) => importOrRefuse(parts, proof, taking))
    taken.push(...(await Promise.all(some)).filter((one) => one !== null))
  }
  const how = { now: parts.clock.now(), whoseOf: taking.whoseOf }
  for await (const hadRecord of writeEach(parts.ledger, taken, (tx, one) => keepTaken(tx, parts, one, how))) {
    taking.matchedRecords += hadRecord.filter(Boolean).length
    report.taken += hadRecord.length
  }
  const texts = taken.map(({ proof, text }) => [toHex(proof.object), text] as const)
  await parts.index.follow(new Map(texts.filter((one): one is [string, string] => one[1] !== null)))
}

/** True for a letter or mail for which a record was kept. */
function keepTaken(
  tx: Transaction,
  parts: ImportParts,
  { proof, header, loose }: Taken,
  { now, whoseOf }: { now: number; whoseOf: WhoseOf },
): boolean {
  const { ref, object, contentKey } = proof
  // The author of a notice gets a record that the object is kept. For an object without a notice,
  // which only an import brought, no person gets one.
  const isDurable = parts.inbox.find(tx, object) === null
  parts.store.keep(tx, ref, { contentKey, header, at: now, isDurable })
  if (loose !== null) rescueBlock(tx, ref.core, loose.position, loose.block)
  const orderAt = orderedAt(header.at, now)
  const from = { author: ref.person, at: orderAt, holder: parts.identity.person }
  keepAttached(tx, object, attachmentsOf(header, ref.person), from)
  parts.kinds[header.kind].onKept?.(tx, header)
  const replaces = linkTo(header, 'replaces')?.ref ?? null
  keepVersion(tx, { object, author: ref.person, replaces, at: orderAt })
  const { kind, title, at } = header
  const reply = linkTo(header, 'reply')?.ref ?? null
  keepAnnouncedPart(tx, { ref, reply, title: title === '' ? null : title, kind, at })
  if (kind === 'file' || kind === 'collection') return false
  const archived = findArchived(tx, object)
  if (archived === null) keepArchived(tx, object, firstRecord(parts, ref, whoseOf(ref)))
  else restoreOrder(tx, object, archived)
  const origin = findOrigin(tx, parts, ref, header)
  if (origin !== null) keepPeople(tx, origin, header.at)
  const author = origin === null ? ref.person : correspondentKey(origin.from)
  keepWithin(tx, object, header, { author, at: orderAt })
  touch(tx, object)
  return archived !== null
}

/** Returns the record of a letter without one in the export. */
function firstRecord({ identity }: LetterParts, { person }: Ref, whose: string | null): Archived {
  const mine = equalBytes(person, identity.person) ? 'sent' : 'inbox'
  const box = whose === null ? mine : 'imported'
  return { whose, record: { box, from: '', to: [], mode: 'controlled', arrivedAt: null } }
}

interface Taken {
  proof: ReadProof
  header: ObjectHeader
  /** The block, if the core is known here at another length and does not accept it. */
  loose: { position: number; block: Uint8Array } | null
  /** The text for the full-text index. Null if the index must read the object again. */
  text: string | null
}

async function importOrRefuse(
  parts: ImportParts,
  proof: ReadProof,
  { source, isProven, report }: Taking,
): Promise<Taken | null> {
  try {
    return proof.proven === null
      ? { proof, header: await importLarge(parts, source, proof), loose: null, text: null }
      : await importSmall(parts, proof, { proven: proof.proven, isProven })
  } catch (error) {
    if (isEngineError(error, 'NO_SPACE') || isEngineError(error, 'CANCELLED')) throw error
    report.refuse(proof.beside ?? formatRef(proof.ref), isEngineError(error) ? error.code : 'INVALID')
    return null
  }
}

/** Verifies the ref, the author and the position of an object. @throws ALTERED */
async function importSmall(
  { store, foreignCores }: ImportParts,
  proof: ReadProof,
  { proven, isProven }: Pick<Taking, 'isProven'> & { proven: ProvenBlock },
): Promise<Taken> {
  const { ref, contentKey } = proof
  const opened = await store.open(ref, [proven.block], contentKey)
  const prefix = readPrefix(proven.block)
  if (!equalBytes(prefix.person, ref.person) || !equalBytes(prefix.device, ref.device)) throw altered()
  await store.checkCoreOwner(ref)
  const isIn = await foreignCores.addProven(proven)
  if (isIn !== 'proven' && !isProven(proven)) throw altered()
  const loose = isIn === 'unfit' ? { position: proven.position, block: proven.block } : null
  return { proof, header: opened.header, loose, text: await textOrNull(opened, { ref, count: null }) }
}

function altered(): EngineError {
  return new EngineError('ALTERED', 'The device of the author did not sign this object.')
}
