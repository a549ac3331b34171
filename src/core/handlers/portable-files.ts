// Exports and imports that go by a stream, to a page and from it. What has to lie somewhere meanwhile lies in the home, and is gone after it.
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { BagZip, EVERYTHING, exportInto } from '../export/index.ts'
import { importFrom } from '../import/index.ts'
import type { OpenHome } from '../open-home.ts'
import type { EngineFiles } from './engine-files.ts'

export function createPortableFiles(
  open: () => OpenHome,
  passing: string,
): Pick<EngineFiles, 'exportZip' | 'importFile'> {
  return {
    async exportZip(output, signal) {
      const home = open()
      await inFolder(passing, async (folder) => {
        const place = await BagZip.into(output, join(folder, 'bag'))
        await home.works.run('export', signal, (work) =>
          exportInto(home, place, { selection: EVERYTHING, ...work }),
        )
      })
    },
    async importFile(body, signal) {
      const home = open()
      return inFolder(passing, async (folder) => {
        const path = join(folder, 'sent')
        await pipeline(body, createWriteStream(path, { mode: 0o600 }), { signal })
        return home.works.run('import', signal, (work) => importFrom(home.parts, path, work))
      })
    },
  }
}

async function inFolder<T>(passing: string, act: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(passing, 'passing-'))
  try {
    return await act(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
