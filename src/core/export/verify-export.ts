// Checks an export with the code of the stand-alone verifier, from a folder or a .zip.
import { stat } from 'node:fs/promises'
import { EngineError } from '../contract/errors.ts'
import { folderSource, verifyBag, type BagSource, type Verdict } from '../../verifier/index.ts'
import { ZipSource } from './zip-source.ts'

export type { Verdict }

/** @throws NOT_FOUND, INVALID (not an export), CANCELLED */
export async function verifyExport(
  path: string,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (done: number) => void },
): Promise<Verdict> {
  const found = await stat(path).catch(() => null)
  if (found === null) throw new EngineError('NOT_FOUND', 'There is no file or folder with this name.')
  const zip = found.isDirectory() ? null : await ZipSource.open(path)
  try {
    const source = zip === null ? folderSource(path) : zipSource(zip)
    const verdict = await verifyBag(untilAborted(source, signal), onProgress)
    if (signal.aborted) throw new EngineError('CANCELLED', 'The check was cancelled.')
    return verdict
  } finally {
    await zip?.close()
  }
}

/** Every read throws after the abort, so the check ends soon. */
function untilAborted({ list, read }: BagSource, signal: AbortSignal): BagSource {
  return {
    list,
    async *read(path) {
      signal.throwIfAborted()
      yield* read(path)
    },
  }
}

function zipSource(zip: ZipSource): BagSource {
  return { list: () => zip.list(), read: (path) => zip.read(path) }
}
