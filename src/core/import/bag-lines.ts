// Checks the checksums of an export and reads its lines. If a needed file was changed, nothing is
// imported.
import { createHash } from 'node:crypto'
import { EngineError } from '../contract/errors.ts'
import type { FileSource } from './folder-source.ts'

const MANIFEST = 'manifest-sha256.txt'
const TAGS = 'tagmanifest-sha256.txt'
/** A line may hold a letter, or a block with its proof. */
const MAX_LINE_BYTES = 32 << 20

/** True if the files are an export (a BagIt bag). */
export async function isBag(source: FileSource): Promise<boolean> {
  for await (const path of source.list()) if (path === 'bagit.txt') return true
  return false
}

/**
 * Returns the paths of proofs and records after checking their checksums.
 * @throws INVALID with a reason in details
 */
export async function checkBag(source: FileSource, signal: AbortSignal): Promise<string[]> {
  const there = new Set<string>()
  for await (const path of source.list()) there.add(path)
  const [link] = source.links
  if (link !== undefined) throw changed(link)
  const tags = await readSums(source, TAGS, there)
  await checkSum(source, MANIFEST, tags.get(MANIFEST))
  const sums = await readSums(source, MANIFEST, there)
  const needed = [...there].filter((path) => /^data\/(?:proof|records)\//.test(path))
  for (const path of needed) {
    signal.throwIfAborted()
    await checkSum(source, path, sums.get(path))
  }
  return needed
}

async function readSums(
  source: FileSource,
  manifest: string,
  there: Set<string>,
): Promise<Map<string, string>> {
  if (!there.has(manifest)) throw changed(manifest)
  const sums = new Map<string, string>()
  for await (const line of readLines(source, manifest)) {
    const [, sum, path] = /^([0-9a-f]{64}) {2}(\S.*)$/.exec(line) ?? []
    if (path === undefined || !there.has(path)) throw changed(path ?? manifest)
    if (manifest === TAGS || /^data\/(?:proof|records)\//.test(path)) sums.set(path, sum!)
  }
  return sums
}

async function checkSum(source: FileSource, path: string, expected: string | undefined): Promise<void> {
  const sum = createHash('sha256')
  for await (const piece of source.read(path)) sum.update(piece)
  if (sum.digest('hex') !== expected) throw changed(path)
}

function changed(path: string): EngineError {
  const details = { reason: 'changed', path }
  return new EngineError('INVALID', 'This export was changed, or is not whole.', { details })
}

/** @throws TOO_LARGE for a line that no export has */
export async function* readLines(source: FileSource, path: string): AsyncGenerator<string> {
  let held: Buffer[] = []
  let heldBytes = 0
  for await (const piece of source.read(path)) {
    let rest = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength)
    for (let end = rest.indexOf(10); end !== -1; end = rest.indexOf(10)) {
      yield Buffer.concat([...held, rest.subarray(0, end)]).toString('utf8')
      held = []
      heldBytes = 0
      rest = rest.subarray(end + 1)
    }
    held.push(rest)
    heldBytes += rest.byteLength
    if (heldBytes > MAX_LINE_BYTES) throw new EngineError('TOO_LARGE', 'A line of this export is too long.')
  }
  if (heldBytes > 0) yield Buffer.concat(held).toString('utf8')
}
