// A film that was just stored says when and where it was taken: read from the store, where any part of it can be, however it came.
// After store; a film that says nothing, or cannot be read so, is stored all the same.
import type { Log } from '../base/index.ts'
import type { Ledger } from '../ledger/index.ts'
import { isFilm, readFilmFacts } from './films/film-facts.ts'
import type { FileReader } from './file-reader.ts'
import { writeFacts, type OwnFile } from './own-files.ts'
import { partsOf } from './placeless/patched-source.ts'

interface Ports {
  ledger: Ledger
  log: Log
  /** Ready to be read in any part. */
  open: (file: OwnFile) => Promise<FileReader>
}

/** The entry with what the film says. What is known of it already stays. */
export async function keepFilmFacts({ ledger, log, open }: Ports, file: OwnFile): Promise<OwnFile> {
  const { takenAt, place, camera } = file.facts
  if (!isFilm(file.type) || takenAt !== null || place !== null || camera !== null) return file
  try {
    const found = await readStored(open, file)
    if (Object.values(found).every((fact) => fact === null)) return file
    const facts = { ...file.facts, ...found }
    await ledger.write((tx) => writeFacts(tx, file, facts))
    return { ...file, facts }
  } catch (error) {
    log.warn('film-not-read', { message: String(error) })
    return file
  }
}

async function readStored(open: Ports['open'], file: OwnFile): ReturnType<typeof readFilmFacts> {
  const reader = await open(file)
  try {
    return await readFilmFacts(partsOf(reader), file.size, file.type)
  } finally {
    reader.close()
  }
}
