// Copies of files of mine without the place in them, for others: made once for each file, found again, and listed nowhere.
// A file of its own, because what is sealed and named by its content cannot leave a part of itself out.
import { findContentKey } from '../../access/index.ts'
import { EngineError } from '../../contract/errors.ts'
import type { Ledger } from '../../ledger/index.ts'
import { randomBytes } from '../../seal/index.ts'
import type { FileReader } from '../file-reader.ts'
import { findOwnFile, writeFacts, type OwnFile } from '../own-files.ts'
import { isFilm, readFilmFacts } from '../films/film-facts.ts'
import { factBytesOf, readFacts } from '../picture-facts.ts'
import type { Sealing } from '../sealing.ts'
import { canSayPlace, findPlaces } from './find-places.ts'
import { partsOf, PatchedSource } from './patched-source.ts'

interface Ports {
  ledger: Ledger
  sealing: Sealing
  /** Ready to be read in any part. */
  open: (file: OwnFile) => Promise<FileReader>
}

const WORK_ID_BYTES = 16

/** The file itself where it says no place. @throws INVALID (details.reason `place`) when it says one that cannot be taken out, NO_SPACE */
export async function findOrMakePlaceless(ports: Ports, file: OwnFile): Promise<OwnFile> {
  if (!canSayPlace(file.type)) return file
  const known = findPlaceless(ports.ledger, file)
  if (known !== null) return known
  const reader = await ports.open(file)
  try {
    const copy = await makePlaceless(ports, file, reader)
    await ports.ledger.write((tx) =>
      tx.run('INSERT OR REPLACE INTO placeless_copies VALUES (?, ?)', file.object, copy.number),
    )
    return copy
  } finally {
    reader.close()
  }
}

function findPlaceless(ledger: Ledger, file: OwnFile): OwnFile | null {
  const sql = 'SELECT number FROM placeless_copies WHERE object = ?'
  const row = ledger.get<{ number: number }>(sql, file.object)
  const copy = row === undefined ? null : findOwnFile(ledger, row.number)
  return copy !== null && findContentKey(ledger, copy.object) !== null ? copy : null
}

async function makePlaceless(
  { ledger, sealing }: Ports,
  file: OwnFile,
  reader: FileReader,
): Promise<OwnFile> {
  const patches = await findPlaces(partsOf(reader), file.size, file.type).catch((cause: unknown) => {
    if (cause instanceof RangeError) throw cannotTakeOut(file, cause)
    throw cause
  })
  const source = new PatchedSource(reader, patches)
  if (await stillSaysPlace(source, file.type)) throw cannotTakeOut(file)
  if (patches.length === 0) return file
  const { file: copy } = await sealing.addStream(source, randomBytes(WORK_ID_BYTES), false)
  const facts = { ...file.facts, place: null }
  await ledger.write((tx) => writeFacts(tx, copy, facts))
  return { ...copy, facts }
}

/** Looked at once more by the readers of facts, which know nothing of how places are taken out. */
async function stillSaysPlace(source: PatchedSource, type: string): Promise<boolean> {
  const { place } = isFilm(type)
    ? await readFilmFacts(source.readPart, source.size, type)
    : readFacts(await source.readStart(factBytesOf(type)), type)
  return place !== null
}

function cannotTakeOut({ name }: OwnFile, cause?: unknown): EngineError {
  return new EngineError('INVALID', `The place cannot be taken out of ${name}.`, {
    details: { reason: 'place', name },
    cause,
  })
}
