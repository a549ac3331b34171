// Imports a large object: seals it again from its body, which is a file of the export, block by
// block into its core.
// The result must equal the blocks that the author's device signed. Only one block is in memory at
// a time.
import { inTurns, MalformedRecord } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import { proveAll } from '../cores/index.ts'
import type { LetterParts } from '../letters/index.ts'
import { firstMailPart } from '../mail/index.ts'
import { blockCountOf, resumeObjectSealer } from '../seal/index.ts'
import { decodeObjectStart, type ObjectHeader } from '../store/index.ts'
import type { FileSource } from './folder-source.ts'
import type { ReadProof } from './read-proof.ts'

/** @throws ALTERED, NO_SPACE */
export async function importLarge(
  { store, foreignCores }: LetterParts,
  source: FileSource,
  proof: ReadProof,
): Promise<ObjectHeader> {
  const { ref, parts } = proof
  if (parts === null || ref.start !== 0 || parts.signed.length !== blockCountOf(ref.chunkCount))
    throw altered()
  const { header, plain } = readLead(parts.lead)
  await store.checkCoreOwner(ref)
  for await (const proven of proveAll(parts.signed, () => sealAgain(source, proof, plain)))
    if ((await foreignCores.addProven(proven)) === 'unfit') throw altered()
  return header
}

/**
 * Returns the header, and the bytes of the lead that are sealed: all except the length prefix,
 * which the sealer writes.
 */
function readLead(lead: Uint8Array): { header: ObjectHeader; plain: Uint8Array } {
  const widths: Record<number, number> = { 0xfd: 3, 0xfe: 5, 0xff: 9 }
  const plain = lead.subarray(widths[lead[0] ?? 0] ?? 1)
  try {
    return { header: decodeObjectStart(plain).header, plain }
  } catch (error) {
    if (error instanceof MalformedRecord) throw altered()
    throw error
  }
}

/** @throws ALTERED if the result does not match the ref */
async function* sealAgain(
  source: FileSource,
  proof: ReadProof,
  plain: Uint8Array,
): AsyncGenerator<Uint8Array> {
  const { ref, contentKey } = proof
  const { salt, size } = proof.parts!
  const sealer = resumeObjectSealer(ref, plain.byteLength + size, { contentKey, salt })
  yield* inTurns(sealer.seal(plain))
  for await (const piece of bodyOf(source, proof)) yield* inTurns(sealer.seal(piece))
  yield* inTurns(sealer.finish())
  const { cipherRoot, keyCommit } = sealer.commitments()
  if (Buffer.compare(cipherRoot, ref.cipherRoot) !== 0 || Buffer.compare(keyCommit, ref.keyCommit) !== 0)
    throw altered()
}

async function* bodyOf(source: FileSource, { beside, kind }: ReadProof): AsyncGenerator<Uint8Array> {
  // The lead of an object without a file has its body too.
  if (beside === null) return
  if (kind !== 'letter') yield* source.read(beside)
  else yield await firstMailPart(source.read(beside))
}

function altered(): EngineError {
  return new EngineError('ALTERED', 'This object is not what its author stored.')
}
