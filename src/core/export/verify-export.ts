// An export checked as its stand-alone verifier checks it: the same code, over a folder or a .zip.
import { stat } from 'node:fs/promises'
import { EngineError } from '../contract/errors.ts'
import { folderSource, verifyBag, type BagSource, type Verdict } from '../../verifier/index.ts'
import { ZipSource } from './zip-source.ts'

export type { Verdict }

/** @throws NOT_FOUND, INVALID (no export), CANCELLED */
export async function verifyExport(
  path: string,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (done: number) => void },
): Promise<Verdict> {
  const found = await stat(path).catch(() => null)
  if (found === null) throw new EngineError('NOT_FOUND', 'There is nothing of that name.')
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

/** Nothing more is read: what is left of the check ends at once. */
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
