// Seals a large file into its own core, block by block while it is read. An interrupted run
// continues after the blocks that are in the core.
// Part of "store", for files. The file is an own file once its last block is on disk.
import { equalBytes } from '../base/index.ts'
import { EngineError, isEngineError } from '../contract/errors.ts'
import type { OwnCores } from '../cores/index.ts'
import type { DeliveryParts } from '../delivery/index.ts'
import { createSlabWorker, StreamSealer, type SlabWorker, WORTH_A_THREAD_BYTES } from '../seal/index.ts'
import { decodeObjectStart, objectId, type PreparedObject } from '../store/index.ts'
import type { Added, Described, KnownFiles } from './known-files.ts'
import { sealedBytesIn, deleteSealing, openSecrets, type SealingRow } from './sealing-row.ts'
import type { SealingJob } from './sealing-job.ts'
import type { FileSource } from './source-file.ts'
import type { Semaphore } from './semaphore.ts'

type Parts = Pick<DeliveryParts, 'ledger' | 'identity' | 'log'> & {
  ownCores: OwnCores
  known: KnownFiles
  semaphore: Semaphore
  /** Seals large files in a worker thread. */
  thread: SlabWorker
}

/** What to seal, where to, and the job that reports it. */
interface SealingOrder {
  source: FileSource
  row: SealingRow
  job: SealingJob
  described: Described
}

const NO_BLOCK = new Uint8Array(0)

/**
 * Resolves when the file is on disk. If sealing fails, the core and the key are deleted,
 * unless the home was closed and the file can be read again from its path.
 * @throws INVALID (the file changed meanwhile), ALTERED (it is not the file that an earlier run
 * began), NO_SPACE, CANCELLED
 */
export async function sealFile(parts: Parts, order: SealingOrder): Promise<Added> {
  const { source, row, job } = order
  const { ownCores, semaphore: turns } = parts
  await turns.acquire()
  try {
    const added = await sealIntoCore(parts, order)
    // The same content was stored by another call meanwhile.
    if (added.isKnown) await ownCores.whole.discard(row.core)
    return added
  } catch (error) {
    if (!isEngineError(error, 'CANCELLED') || job.isGivenUp || source.path === null)
      await dropSealing(parts, row.core)
    throw error
  } finally {
    turns.release()
  }
}

/** Deletes the row with the key, and the core with all its blocks. */
export async function dropSealing(
  { ledger, ownCores, log }: Pick<Parts, 'ledger' | 'ownCores' | 'log'>,
  core: Uint8Array,
): Promise<void> {
  await ledger
    .write((tx) => deleteSealing(tx, core))
    .catch((error: unknown) => log.warn('sealing-not-dropped', { message: String(error) }))
  await ownCores.whole.discard(core)
}

async function sealIntoCore(parts: Parts, { source, row, job, described }: SealingOrder): Promise<Added> {
  const { identity, ownCores, ledger, known, thread } = parts
  const author = { person: identity.person, device: identity.device.publicKey }
  const secrets = openSecrets(row, identity.device)
  if (secrets === null)
    throw new EngineError('ALTERED', 'The stored key of this file was not sealed by this device.')
  const sealer = new StreamSealer(
    { author, secrets, lead: row.header, contentBytes: row.size, contentHashKey: known.hashKey },
    row.size < WORTH_A_THREAD_BYTES ? createSlabWorker() : thread,
  )
  const bytes = new ByteCount()
  const core = await ownCores.openCore(row.core)
  job.begin(sealedBytesIn(row, core.length))
  const reach = (length: number): void => job.reach(sealedBytesIn(row, length))
  const blocks = bytes.count(sealer.seal(readWhileRunning(parts, source, job)))
  const length = await ownCores.whole.fill(row.core, skipStored(core, blocks, reach))
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
    return known.keep(tx, prepared, described, content)
  })
}

/**
 * Yields the source's pieces. While the job is paused, another file may use its slot.
 * @throws CANCELLED
 */
async function* readWhileRunning(
  { semaphore: turns }: Parts,
  source: FileSource,
  job: SealingJob,
): AsyncGenerator<Uint8Array, void> {
  for await (const piece of source.read()) {
    if (job.state === 'paused') {
      turns.release()
      await job.untilResumed().finally(() => turns.acquire())
    }
    job.throwIfStopped()
    yield piece
  }
}

/**
 * Yields only the blocks that are not in the core yet. The blocks in the core must equal the blocks
 * of this file under this key.
 * If they differ, the file changed or the core is damaged, and the run must not continue.
 * `onReached` receives the length of the core.
 * @throws ALTERED
 */
async function* skipStored(
  core: Awaited<ReturnType<OwnCores['openCore']>>,
  blocks: AsyncIterable<readonly Uint8Array[]>,
  onReached: (length: number) => void,
): AsyncGenerator<readonly Uint8Array[], void> {
  const stored = core.length
  let number = 0
  for await (const some of blocks) {
    onReached(core.length)
    const known = some.slice(0, Math.max(0, stored - number))
    for (const [i, block] of known.entries())
      if (!equalBytes((await core.get(number + i, { wait: false })) ?? NO_BLOCK, block))
        throw new EngineError('ALTERED', 'This is not the file that an earlier run began to store.')
    number += some.length
    if (known.length < some.length) yield some.slice(known.length)
  }
  if (number < stored) throw new EngineError('ALTERED', 'The core has more blocks than this file.')
}

/**
 * Counts the bytes of a whole core, as readers will fetch it, so the blocks that were stored before
 * count too.
 */
class ByteCount {
  total = 0

  async *count(blocks: AsyncIterable<readonly Uint8Array[]>): AsyncGenerator<readonly Uint8Array[], void> {
    for await (const some of blocks) {
      for (const { byteLength } of some) this.total += byteLength
      yield some
    }
  }
}
