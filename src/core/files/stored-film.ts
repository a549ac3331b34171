// Reads when, where and with what a film was taken. It reads from the store, which gives random
// access also for a film that came as a stream.
// Runs after "store". A film without metadata, or with unreadable metadata, is stored nevertheless.
import type { Log } from '../base/index.ts'
import type { Ledger } from '../ledger/index.ts'
import { isFilm, readFilmFacts } from './films/film-facts.ts'
import type { FileReader } from './file-reader.ts'
import { writeFacts, type OwnFile } from './own-files.ts'
import { partsOf } from './placeless/patched-source.ts'

interface Ports {
  ledger: Ledger
  log: Log
  /** Opens an own file for reading any part. */
  open: (file: OwnFile) => Promise<FileReader>
}

/** Returns the entry with the facts of the film. Facts that are known already stay. */
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
