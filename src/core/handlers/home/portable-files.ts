// Exports and imports by a stream to or from a page. Temporary files are kept in the home and
// removed afterwards.
import { join } from 'node:path'
import { EngineError } from '../../contract/errors.ts'
import type { ExportSelection } from '../../contract/index.ts'
import { portableCalls } from '../../contract/portable.ts'
import { BagZip, exportInto } from '../../export/index.ts'
import { importFrom } from '../../import/index.ts'
import type { OpenHome } from '../../open-home.ts'
import type { EngineFiles } from '../files/engine-files.ts'
import { resolveSelection } from './portable-handlers.ts'
import { inPassingFolder, writePassing } from '../../received-file.ts'

export function createPortableFiles(
  open: () => OpenHome,
  passing: string,
): Pick<EngineFiles, 'exportZip' | 'importFile'> {
  return {
    async exportZip(asked) {
      const home = open()
      const selection = await resolveSelection(home, checkSelection(asked))
      return (output, signal) =>
        inPassingFolder(passing, async (folder) => {
          const target = await BagZip.into(output, join(folder, 'bag'), home.parts.clock.now())
          await home.jobs.run('export', signal, (running) =>
            exportInto(home, target, { selection, ...running }),
          )
        })
    },
    async importFile(body, signal) {
      const home = open()
      return inPassingFolder(passing, async (folder) => {
        const path = await writePassing(body, folder, signal)
        return home.jobs.run('import', signal, (running) => importFrom(home.parts, path, running))
      })
    },
  }
}

/**
 * The selection comes from a URL, so check it against the same schema as in a call.
 * @throws INVALID
 */
function checkSelection(asked: Record<string, string>): ExportSelection {
  const { success, data } = portableCalls.export.input.omit({ path: true }).safeParse(asked)
  if (!success) throw new EngineError('INVALID', 'This is no selection.')
  return data
}
