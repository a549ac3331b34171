// Runs one import, from a path to a report. It can be repeated at any time, because what is stored
// already is skipped.
import { EngineError, isEngineError } from '../contract/errors.ts'
import type { LetterParts } from '../letters/index.ts'
import { isBag } from './bag-lines.ts'
import { importBag } from './import-bag.ts'
import { importMail, type ImportOptions } from './import-mail.ts'
import { openSource } from './open-source.ts'
import { ImportReport, type Refused } from './import-report.ts'

interface Imported {
  taken: number
  known: number
  refused: Refused[]
  /** Includes refusals that are not listed. */
  refusedCount: number
}

/**
 * @throws NOT_FOUND, INVALID and TOO_LARGE for malicious or changed data, NEWER_HOME, NO_SPACE,
 * CANCELLED
 */
export async function importFrom(parts: LetterParts, path: string, work: ImportOptions): Promise<Imported> {
  const source = await openSource(path)
  const report = new ImportReport()
  try {
    const take = (await isBag(source)) ? importBag : importMail
    await parts.ledger.writeMany(() => parts.index.applyMany(() => take(parts, source, report, work)))
    const { taken, known, refused, refusedCount } = report
    return { taken, known, refused, refusedCount }
  } catch (error) {
    if (work.signal.aborted && !isEngineError(error))
      throw new EngineError('CANCELLED', 'The import was cancelled. What was imported before stays.')
    throw error
  } finally {
    await source.close()
  }
}
