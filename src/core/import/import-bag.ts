// An export of ours, taken in: each object under its own name, as it was stored, proven once more. One's own as it was; another's as theirs.
// Nothing becomes writable by it: the cores it came from stay what they are, and this device only holds some of their blocks.
import { equalBytes, MalformedRecord, parseText } from '../base/index.ts'
import { EngineError, isEngineError } from '../contract/errors.ts'
import { createProver, rescueBlock, type ProvenBlock } from '../cores/index.ts'
import {
  attachmentsOf,
  keepAnnouncedPart,
  keepArchived,
  keepAttached,
  keepVersion,
  type Archived,
  type LetterParts,
} from '../letters/index.ts'
import { readPrefix } from '../seal/index.ts'
import { formatRef, linkTo, objectId, type ObjectHeader, type Ref } from '../store/index.ts'
import { checkBag, readLines } from './bag-lines.ts'
import type { FileSource } from './folder-source.ts'
import type { ImportWork } from './import-mail.ts'
import { readProof, type ReadProof } from './read-proof.ts'
import { applyRecords } from './apply-records.ts'
import { readCards } from './read-cards.ts'
import type { ImportReport } from './report.ts'
import { takeLarge } from './take-large.ts'

export type ImportParts = LetterParts

/** So many share one commit: a batch is here as a whole or not at all, and known the next time. */
const BATCH = 512
const BATCH_BYTES = 16 << 20

/** @throws INVALID when it was changed or is not whole (nothing is taken then), NO_SPACE, CANCELLED */
export async function importBag(
  parts: LetterParts,
  source: FileSource,
  report: ImportReport,
  work: ImportWork,
): Promise<void> {
  const paths = await checkBag(source, work.signal)
  const whose = await readOwner(parts, source, paths)
  const attests = await readCards(parts, source, paths)
  const isProven = createProver()
  const take = (batch: readonly ReadProof[]): Promise<void> =>
    takeBatch(parts, source, { batch, whose, attests, isProven, report })
  for (const path of paths.filter((one) => one.startsWith('data/proof/'))) {
    let batch: ReadProof[] = []
    let bytes = 0
    for await (const line of readLines(source, path)) {
      work.signal.throwIfAborted()
      const proof = readOrRefuse(line, path, report)
      if (proof === null) continue
      bytes += line.length
      if (batch.push(proof) < BATCH && bytes < BATCH_BYTES) continue
      await take(batch)
      batch = []
      bytes = 0
      work.onProgress({ done: report.done, total: 0 })
    }
    await take(batch)
  }
  await applyRecords(parts, source, paths, work.signal)
}

/** Null when it is my own. @throws INVALID */
async function readOwner(parts: LetterParts, source: FileSource, paths: string[]): Promise<string | null> {
  const path = 'data/records/home.json'
  if (!paths.includes(path)) throw new EngineError('INVALID', 'It does not say whose it is.')
  const first = await readLines(source, path).next()
  const { person, name, format } = parseOwner(first.done === true ? undefined : first.value)
  if (format !== 1) throw new EngineError('NEWER_HOME', 'This export is of a later form than is known here.')
  const key = typeof person === 'string' ? parseText(person) : null
  if (key !== null && equalBytes(key, parts.identity.person)) return null
  return typeof name === 'string' ? name.replace(/\p{Cc}/gu, ' ').slice(0, MAX_NAME_CHARS) : ''
}

function parseOwner(line: string | undefined): Record<string, unknown> {
  try {
    return JSON.parse(line ?? '') as Record<string, unknown>
  } catch (cause) {
    throw new EngineError('INVALID', 'It does not say whose it is.', { cause })
  }
}

const MAX_NAME_CHARS = 128

function readOrRefuse(line: string, path: string, report: ImportReport): ReadProof | null {
  try {
    return readProof(line)
  } catch (error) {
    if (!(error instanceof MalformedRecord)) throw error
    report.refuse(path, 'INVALID')
    return null
  }
}

/** Whoever is to be believed as the author: a device that the person's own card names, here or in the export. */
type Attests = (ref: Ref) => boolean

interface Batch {
  batch: readonly ReadProof[]
  whose: string | null
  attests: Attests
  isProven: (block: ProvenBlock) => boolean
  report: ImportReport
}

async function takeBatch(
  parts: ImportParts,
  source: FileSource,
  { batch, whose, attests, isProven, report }: Batch,
): Promise<void> {
  const fresh = batch.filter(({ ref }) => !isHere(parts, objectId(ref)))
  report.known += batch.length - fresh.length
  const taken = (
    await Promise.all(fresh.map((proof) => takeOrRefuse(parts, source, proof, { isProven, report })))
  ).filter((one) => one !== null)
  const now = parts.clock.now()
  await parts.ledger.write((tx) => {
    for (const { proof, header, loose } of taken) {
      const { ref, contentKey } = proof
      const object = objectId(ref)
      parts.store.keep(tx, ref, contentKey, header, now)
      if (loose !== null) rescueBlock(tx, ref.core, loose.position, loose.block)
      keepAttached(tx, object, attachmentsOf(header, ref.person), { author: ref.person, at: header.at })
      const replaces = linkTo(header, 'replaces')?.ref ?? null
      keepVersion(tx, { object, author: ref.person, replaces, at: header.at })
      const { kind, title, at } = header
      keepAnnouncedPart(tx, {
        ref,
        reply: linkTo(header, 'reply')?.ref ?? null,
        title: title === '' ? null : title,
        kind,
        at,
      })
      if (kind === 'letter')
        keepArchived(tx, object, firstRecord(parts, ref, attests(ref) ? whose : (whose ?? '')))
    }
  })
  report.taken += taken.length
}

function isHere({ store, ledger }: LetterParts, object: Uint8Array): boolean {
  return store.findOwn(ledger, object) !== null || store.findKept(ledger, object) !== null
}

/** What is known of it before its record was read. */
function firstRecord({ identity }: LetterParts, { person }: Ref, whose: string | null): Archived {
  const mine = equalBytes(person, identity.person) ? 'sent' : 'inbox'
  const box = whose === null ? mine : 'imported'
  return { whose, record: { box, from: '', to: [], mode: 'controlled', arrivedAt: null } }
}

interface Taken {
  proof: ReadProof
  header: ObjectHeader
  /** Its block, where its core is known here at another length and does not take it. */
  loose: { position: number; block: Uint8Array } | null
}

async function takeOrRefuse(
  parts: ImportParts,
  source: FileSource,
  proof: ReadProof,
  { isProven, report }: Pick<Batch, 'isProven' | 'report'>,
): Promise<Taken | null> {
  try {
    return proof.proven === null
      ? { proof, header: await takeLarge(parts, source, proof), loose: null }
      : await takeSmall(parts, proof, { proven: proof.proven, isProven })
  } catch (error) {
    if (isEngineError(error, 'NO_SPACE') || isEngineError(error, 'CANCELLED')) throw error
    report.refuse(proof.beside ?? formatRef(proof.ref), isEngineError(error) ? error.code : 'INVALID')
    return null
  }
}

/** Its name, its author and its place, each proven. @throws ALTERED */
async function takeSmall(
  { store, foreignCores }: ImportParts,
  proof: ReadProof,
  { proven, isProven }: Pick<Batch, 'isProven'> & { proven: ProvenBlock },
): Promise<Taken> {
  const { ref, contentKey } = proof
  const { header } = store.open(ref, [proven.block], contentKey)
  const prefix = readPrefix(proven.block)
  if (!equalBytes(prefix.person, ref.person) || !equalBytes(prefix.device, ref.device) || !isProven(proven))
    throw new EngineError('ALTERED', 'Its author’s device did not sign it.')
  await store.checkPlace(ref)
  const isIn = await foreignCores.takeIn(proven)
  return { proof, header, loose: isIn ? null : { position: proven.position, block: proven.block } }
}
