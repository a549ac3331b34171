// A large file on its way into its core: sealed as it is read, block after block, behind what stands there already; mine when the last is on
// disk. Part of "store", for files.
import { equalBytes } from '../base/index.ts'
import { EngineError, isEngineError } from '../contract/errors.ts'
import type { OwnCores } from '../cores/index.ts'
import type { DeliveryParts } from '../delivery/index.ts'
import { createSlabWorker, StreamSealer, type SlabWorker, WORTH_A_THREAD_BYTES } from '../seal/index.ts'
import { decodeObjectStart, objectId, type PreparedObject } from '../store/index.ts'
import type { Added, Described, KnownFiles } from './known-files.ts'
import { bytesStanding, deleteSealing, openSecrets, type SealingRow } from './sealing-row.ts'
import type { SealingWork } from './sealing-work.ts'
import type { FileSource } from './source-file.ts'
import type { Turns } from './turns.ts'

type Parts = Pick<DeliveryParts, 'ledger' | 'identity' | 'log'> & {
  ownCores: OwnCores
  known: KnownFiles
  turns: Turns
  /** Seals what is worth a thread of its own. */
  thread: SlabWorker
}

/** What is sealed, where to, and who watches it. */
interface SealingOrder {
  source: FileSource
  row: SealingRow
  work: SealingWork
  described: Described
}

const NO_BLOCK = new Uint8Array(0)

/**
 * Resolves when it is on disk. What ended before is gone, core and key, unless the home was closed meanwhile and the file can be read again.
 * @throws INVALID (it changed meanwhile), ALTERED (it is not the one that was begun with), NO_SPACE, CANCELLED
 */
export async function sealFile(parts: Parts, order: SealingOrder): Promise<Added> {
  const { source, row, work } = order
  const { ownCores, turns } = parts
  await turns.take()
  try {
    const added = await sealIntoCore(parts, order)
    // The same content came in by another way meanwhile.
    if (added.isKnown) await ownCores.whole.discard(row.core)
    return added
  } catch (error) {
    if (!isEngineError(error, 'CANCELLED') || work.isGivenUp || source.path === null)
      await dropSealing(parts, row.core)
    throw error
  } finally {
    turns.give()
  }
}

/** The core with what stands in it, and the key. */
export async function dropSealing(
  { ledger, ownCores, log }: Pick<Parts, 'ledger' | 'ownCores' | 'log'>,
  core: Uint8Array,
): Promise<void> {
  await ledger
    .write((tx) => deleteSealing(tx, core))
    .catch((error: unknown) => log.warn('sealing-not-dropped', { message: String(error) }))
  await ownCores.whole.discard(core)
}

async function sealIntoCore(parts: Parts, { source, row, work, described }: SealingOrder): Promise<Added> {
  const { identity, ownCores, ledger, known, thread } = parts
  const author = { person: identity.person, device: identity.device.publicKey }
  const secrets = openSecrets(row, identity.device)
  if (secrets === null) throw new EngineError('ALTERED', 'What was kept of this file is not this device’s.')
  const sealer = new StreamSealer(
    { author, secrets, lead: row.header, contentBytes: row.size, contentHashKey: known.hashKey },
    row.size < WORTH_A_THREAD_BYTES ? createSlabWorker() : thread,
  )
  const bytes = new ByteCount()
  const core = await ownCores.take(row.core)
  work.begin(bytesStanding(row, core.length))
  const reach = (length: number): void => work.reach(bytesStanding(row, length))
  const blocks = bytes.count(sealer.seal(readPassing(parts, source, work)))
  const length = await ownCores.whole.fill(row.core, notYetStanding(core, blocks, reach))
  const { chunkCount, paddedBytes } = sealer
  const { contentKey } = secrets
  const sealed = { ...sealer.commitments(), contentKey, blocks: [], chunkCount, paddedBytes }
  const prepared: PreparedObject = {
    object: objectId({ ...sealed, ...author }),
    header: decodeObjectStart(row.header).header,
    contentKey,
    bytes: bytes.total,
    sealed,
    whole: { core: row.core, length },
  }
  const content = { size: row.size, hash: sealer.contentHash }
  return ledger.write((tx) => {
    deleteSealing(tx, row.core)
    return known.place(tx, prepared, described, content)
  })
}

/** One that waits lets another one have its turn. @throws CANCELLED */
async function* readPassing(
  { turns }: Parts,
  source: FileSource,
  work: SealingWork,
): AsyncGenerator<Uint8Array, void> {
  for await (const piece of source.read()) {
    if (work.state === 'paused') {
      turns.give()
      await work.untilResumed().finally(() => turns.take())
    }
    work.throwIfStopped()
    yield piece
  }
}

/**
 * What is not in the core yet. What is must be exactly what this file gives under this key, block by block: else it is another file by
 * now, or the core was damaged, and neither may be gone on with. `onReached` is told how long the core is by now. @throws ALTERED
 */
async function* notYetStanding(
  core: Awaited<ReturnType<OwnCores['take']>>,
  blocks: AsyncIterable<readonly Uint8Array[]>,
  onReached: (length: number) => void,
): AsyncGenerator<readonly Uint8Array[], void> {
  const standing = core.length
  let number = 0
  for await (const some of blocks) {
    onReached(core.length)
    const known = some.slice(0, Math.max(0, standing - number))
    for (const [i, block] of known.entries())
      if (!equalBytes((await core.get(number + i, { wait: false })) ?? NO_BLOCK, block))
        throw new EngineError('ALTERED', 'The file is not the one that was begun with.')
    number += some.length
    if (known.length < some.length) yield some.slice(known.length)
  }
  if (number < standing) throw new EngineError('ALTERED', 'More stands there than this file gives.')
}

/** How much readers will fetch of a whole core: every block that passed, whether it stood already or not. */
class ByteCount {
  total = 0

  async *count(blocks: AsyncIterable<readonly Uint8Array[]>): AsyncGenerator<readonly Uint8Array[], void> {
    for await (const some of blocks) {
      for (const { byteLength } of some) this.total += byteLength
      yield some
    }
  }
}
