// Makes copies of own files without the location, to give to others. A copy is made once per file,
// found again, and not listed.
// A copy is a separate file, because a sealed object that is named by its content cannot leave out
// a part.
import { findContentKey } from '../../access/index.ts'
import type { Ledger } from '../../ledger/index.ts'
import { randomBytes } from '../../seal/index.ts'
import type { FileFacts } from '../../store/index.ts'
import type { FileReader } from '../file-reader.ts'
import { isFilm, readFilmFacts } from '../films/film-facts.ts'
import { findOwnFile, writeFacts, type OwnFile } from '../own-files.ts'
import { factBytesOf, readFacts } from '../picture-facts.ts'
import type { Sealing } from '../sealing.ts'
import type { Patch, ReadPart } from './patches.ts'
import { findPlaces } from './find-places.ts'
import { lookInto } from './look-into.ts'
import { partsOf, PatchedSource } from './patched-source.ts'
import { PlaceRemains } from './place-remains.ts'
import { placeRuleOf } from './place-rules.ts'
import { saysPlace } from './place-patterns.ts'
import { listNumbers, saysPlaceStill } from './second-look.ts'

interface Ports {
  ledger: Ledger
  sealing: Sealing
  /** Opens an own file for reading any part. */
  open: (file: OwnFile) => Promise<FileReader>
}

const JOB_ID_BYTES = 16

/**
 * Returns the file itself if it contains no location.
 * @throws PlaceRemains if it may contain one that cannot be removed, NO_SPACE
 */
export async function findOrMakePlaceless(ports: Ports, file: OwnFile): Promise<OwnFile> {
  if (placeRuleOf(file.type) === 'none') return file
  const known = findPlaceless(ports.ledger, file)
  if (known !== null) return known
  const reader = await ports.open(file)
  try {
    const copy = await makePlaceless(ports, file, reader)
    await ports.ledger.write((tx) => {
      const sql = 'INSERT OR REPLACE INTO placeless_copies VALUES (?, ?)'
      tx.run(sql, file.object, copy.number)
      // Marks the copy as examined, for when it is given to others.
      tx.run(sql, copy.object, copy.number)
    })
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

async function makePlaceless(ports: Ports, file: OwnFile, reader: FileReader): Promise<OwnFile> {
  const read = partsOf(reader)
  const rule = placeRuleOf(file.type)
  if (rule === 'ask') throw new PlaceRemains('kind', 'Files of this kind are not understood.')
  if (rule === 'look') await lookInto({ read, size: file.size, name: file.name, type: file.type })
  if (rule !== 'clean') return file
  const patches = await findPlaces(read, file.size, file.type)
  const source = new PatchedSource(reader, patches)
  if (await stillSaysPlace(source, file, await listNumbers(read, patches, file.facts.place)))
    throw new PlaceRemains('seen', 'A location is left in it.')
  return (await changesNothing(read, patches)) ? file : storeCopy(ports, file, source)
}

/** True if the patches equal the bytes that are there. */
async function changesNothing(read: ReadPart, patches: readonly Patch[]): Promise<boolean> {
  for (const { start, bytes } of patches)
    if (!(await read(start, bytes.byteLength)).equals(bytes)) return false
  return true
}

async function storeCopy({ ledger, sealing }: Ports, file: OwnFile, source: PatchedSource): Promise<OwnFile> {
  const { file: copy } = await sealing.addStream(source, randomBytes(JOB_ID_BYTES), {
    isListed: false,
    isSlow: false,
  })
  const facts = withoutPlace(file.facts)
  await ledger.write((tx) => writeFacts(tx, copy, facts))
  return { ...copy, facts }
}

function withoutPlace(facts: FileFacts): FileFacts {
  const { caption } = facts
  return { ...facts, place: null, caption: caption !== null && saysPlace(caption) ? null : caption }
}

/**
 * Checks the copy with the readers of facts, and by names and numbers. Neither shares code with the
 * removal.
 */
async function stillSaysPlace(
  source: PatchedSource,
  { type }: OwnFile,
  numbers: readonly Buffer[],
): Promise<boolean> {
  const { place } = isFilm(type)
    ? await readFilmFacts(source.readPart, source.size, type)
    : await readFacts(await source.readStart(factBytesOf(type)), type)
  return place !== null || saysPlaceStill(source.readPart, source.size, numbers)
}
