// Runs a whole export, from the selection to a complete bag: letters, then albums, files and other
// data, then the pages and manifests.
// It ends with a complete bag or leaves nothing behind.
import { equalBytes, toText, isDiskFull } from '../base/index.ts'
import { EngineError, isEngineError } from '../contract/errors.ts'
import type { Files, OwnFile } from '../files/index.ts'
import { findContentKey } from '../access/index.ts'
import type { Albums } from '../albums/index.ts'
import type { LetterParts } from '../letters/index.ts'
import type { Groups } from '../groups/index.ts'
import { Bag } from './bag.ts'
import type { MailJoiner } from './cut-mails.ts'
import { writeAlbum } from './album-writer.ts'
import { BagFolder, type BagTarget } from './bag-folder.ts'
import { BagZip } from './bag-zip.ts'
import { FileWriter } from './file-writer.ts'
import { LetterWriter } from './letter-writer.ts'
import { dayOf, UniqueNames } from './export-names.ts'
import { firstPage } from './html-pages.ts'
import { writeCards, writeDrafts, writeGroups, writePeople } from './people-writer.ts'
import { beginFeed, endFeed } from './post-writer.ts'
import { README } from './readme-text.ts'
import { countSelected, isEverything, readSelected, type Selection } from './export-selection.ts'

interface ExportParts {
  parts: LetterParts
  files: Files
  groups: Groups
  albums: Albums
  accounts: { largeParts: MailJoiner }
}

interface ExportOrder {
  selection: Selection
  signal: AbortSignal
  onProgress: (progress: { done: number; total: number }) => void
}

interface ExportResult {
  letters: number
  files: number
  bytes: number
}

/**
 * Writes a folder, or a .zip if the path ends so.
 * @throws INVALID (the name is in use), NO_SPACE, CANCELLED
 */
export async function exportTo(home: ExportParts, path: string, order: ExportOrder): Promise<ExportResult> {
  return exportInto(
    home,
    path.endsWith('.zip') ? await BagZip.create(path, home.parts.clock.now()) : await BagFolder.create(path),
    order,
  )
}

/** Writes into any target. @throws NO_SPACE, CANCELLED */
export async function exportInto(
  home: ExportParts,
  target: BagTarget,
  order: ExportOrder,
): Promise<ExportResult> {
  const bag = new Bag(target)
  try {
    return await writeBag(home, bag, order)
  } catch (error) {
    await bag.abandon().catch(() => undefined)
    throw explain(error, order.signal)
  }
}

async function writeBag(home: ExportParts, bag: Bag, order: ExportOrder): Promise<ExportResult> {
  const { parts } = home
  const { selection, signal } = order
  const at = parts.clock.now()
  const files = new FileWriter({ parts, files: home.files, bag, signal })
  const letters = new LetterWriter({ parts, joiner: home.accounts.largeParts, bag, files, signal })
  const me = { id: toText(parts.identity.person), name: parts.identity.card.name }
  await beginFeed(bag, me, at)
  await writeLetters(home, letters, order)
  await endFeed(bag)
  await writeAlbums(home, bag, files, order)
  await writeCards(parts, letters.authors.values(), bag)
  if (isEverything(selection)) {
    await writeOwnFiles(home, files, signal)
    await writePeople(parts, bag)
    await writeGroups(parts, home.groups.list(), bag)
    await writeDrafts(parts, bag)
  }
  const pages = [...letters.months].sort()
  const counts = { letters: letters.written, files: files.written }
  const others = OTHERS.filter(({ path }) => bag.isGrowing(path))
  await bag.put('index.html', firstPage({ owner: me.name, at, ...counts, months: pages, others }))
  await bag.put(
    'records/home.json',
    `${JSON.stringify({ format: 1, person: me.id, name: me.name, ...counts })}\n`,
  )
  signal.throwIfAborted()
  const { default: verifier } = await import('virtual:fumikura-verify')
  const tools = { 'README.txt': README, 'fumikura-verify.cjs': verifier }
  const size = await bag.finish(bagInfo(me, at), tools)
  return { ...counts, bytes: size.bytes }
}

const OTHERS = [
  { name: 'Contacts (vCard)', path: 'contacts.vcf' },
  { name: 'What was published (Atom)', path: 'public/atom.xml' },
  { name: 'Letters as JSON lines', path: 'records/letters.jsonl' },
]

async function writeLetters(
  { parts }: ExportParts,
  letters: LetterWriter,
  order: ExportOrder,
): Promise<void> {
  const { selection, signal, onProgress } = order
  const total = await countSelected(parts, selection)
  let done = 0
  let writing = Promise.resolve()
  try {
    for await (const page of readSelected(parts, selection)) {
      // The next page is read while the previous one is written.
      const read = await letters.read(page)
      await writing
      signal.throwIfAborted()
      writing = letters.writeAll(page, read)
      writing.catch(() => undefined)
      done += page.length
      onProgress({ done, total: Math.max(done, total) })
    }
    await writing
    await letters.finish()
  } finally {
    await writing.catch(() => undefined)
    await letters.waitForWrites()
  }
}

/** Writes all albums of a full export, or the selected one. Any other selection has no albums. */
async function writeAlbums(
  { parts, albums }: ExportParts,
  bag: Bag,
  files: FileWriter,
  { selection, signal }: ExportOrder,
): Promise<void> {
  if (selection.album === null && !isEverything(selection)) return
  const all = await albums.list()
  const chosen = all.filter(({ album }) => selection.album === null || equalBytes(album, selection.album))
  const names = new UniqueNames()
  for (const { album } of chosen) {
    signal.throwIfAborted()
    await writeAlbum(parts, bag, { files, names }, await albums.read(albums.get(album)))
  }
}

const PAGE = 100

async function writeOwnFiles(
  { files, parts, accounts }: ExportParts,
  writer: FileWriter,
  signal: AbortSignal,
): Promise<void> {
  for (
    let page = files.listAfter(0, PAGE);
    page.length > 0;
    page = files.listAfter(page.at(-1)!.number, PAGE)
  )
    for (const file of page) {
      signal.throwIfAborted()
      if (!accounts.largeParts.hasFile(file.object)) await writeOwnFile(parts, files, writer, file)
    }
}

async function writeOwnFile(
  parts: LetterParts,
  files: Files,
  writer: FileWriter,
  file: OwnFile,
): Promise<void> {
  const contentKey = findContentKey(parts.ledger, file.object)
  if (contentKey === null) return
  await writer.write({ ref: files.refOf(file), contentKey, name: file.name, size: file.size })
}

function bagInfo(me: { id: string; name: string }, at: number): Record<string, string> {
  return {
    'Source-Organization': `${me.name} (${me.id})`,
    'Bagging-Date': dayOf(at),
    'Bag-Software-Agent': 'Fumikura',
    'External-Description':
      'Letters, files and contacts of one person, each with the proof of what its author stored.',
  }
}

function explain(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted && !isEngineError(error))
    return new EngineError('CANCELLED', 'The export was cancelled.')
  if (isDiskFull(error))
    return new EngineError('NO_SPACE', 'There is no space left on the disk of the export.', { cause: error })
  return error
}
