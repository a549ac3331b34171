// Commands to store, attach, list and save files. Paths are made absolute here, because the engine
// may have another working directory.
import { readdir, stat } from 'node:fs/promises'
import { basename, join, relative, resolve, sep } from 'node:path'
import {
  EngineError,
  isEngineError,
  type AddedFile,
  type Api,
  type Attachment,
  type ErrorCode,
  type IsoTime,
  type ListedFile,
  type Place,
  type RefText,
} from '../../../core/contract/index.ts'
import { FILE_KINDS } from '../../../core/contract/file-kinds.ts'
import { asking, calling, type Command } from '../command.ts'
import { argument, choice, optionalArgument, rest, text, toPath, wait, wholeNumber } from '../fields.ts'
import { cleanLine, showSize, showTable, shortRef } from '../screen.ts'
import { showTime } from '../times.ts'

/** A file in the output of --json. */
interface FileJson {
  ref: RefText | null
  /** Of a file inside a mail: its number there. The ref is that of the mail. */
  number: number | null
  name: string
  size: number | null
  type: string | null
  /** When and where a picture was taken. */
  takenAt: IsoTime | null
  place: Place | null
}

type Refused = FileJson & { code: ErrorCode; message: string }

export function toFileJson({ ref, number, name, size, type, facts }: ListedFile): FileJson {
  return { ref, number, name, size, type, takenAt: facts.takenAt, place: facts.place }
}

/** A file that was not stored, and why. */
interface RefusedFile {
  name: string
  code: ErrorCode
  message: string
}

function toRefusedJson({ name, code, message }: RefusedFile): Refused {
  return { ref: null, number: null, name, size: null, type: null, takenAt: null, place: null, code, message }
}

function showFile(file: FileJson | Refused): string[] {
  if ('code' in file)
    return ['', '', '', '', `${cleanLine(file.name)}: ${cleanLine(file.message)} (${file.code})`]
  const taken = file.takenAt === null ? '' : showTime(file.takenAt)
  return [
    // As `save` takes it.
    file.number === null ? shortRef(file.ref) : `${shortRef(file.ref)} ${file.number}`,
    showSize(file.size ?? 0),
    cleanLine(file.type ?? ''),
    taken,
    cleanLine(file.name),
  ]
}

export function showFiles(files: (FileJson | Refused)[]): string {
  return files.length === 0 ? 'Nothing here.' : showTable(files.map(showFile))
}

const add = asking({
  name: 'add',
  summary: 'store files and folders of files; a file that cannot be stored is listed with its code',
  fields: {
    files: rest('FILE', 1, 10_000),
    album: text('A', 'also add them to this album of yours; create it if it does not exist'),
  },
  async ask({ api, input: { files, album } }) {
    const paths = await spreadFolders(files.map(toPath))
    const outcomes = await inOrder(paths, (path) => storeOne(api, path))
    if (album !== undefined)
      await putInto(
        api,
        album,
        outcomes.filter((one) => 'file' in one),
      )
    return outcomes.map((one) => ('file' in one ? toFileJson(one) : toRefusedJson(one)))
  },
  show: showFiles,
})

async function storeOne(api: Api, path: string): Promise<AddedFile | RefusedFile> {
  try {
    return await api.files.add({ path })
  } catch (error) {
    if (!isEngineError(error)) throw error
    return { name: basename(path), code: error.code, message: error.message }
  }
}

const AT_ONCE = 4

/** Runs `act` on each item, a few at a time. Returns the results in the order of the list. */
async function inOrder<In, Out>(list: readonly In[], act: (one: In) => Promise<Out>): Promise<Out[]> {
  const results: Out[] = []
  let next = 0
  const work = async (): Promise<void> => {
    while (next < list.length) {
      const at = next++
      results[at] = await act(list[at]!)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return results
}

/** Replaces each folder by the files in it; hidden files and links are skipped. */
async function spreadFolders(paths: readonly string[]): Promise<string[]> {
  const spread: string[] = []
  for (const path of paths) {
    const isFolder = (await stat(path).catch(() => null))?.isDirectory() === true
    for (const one of isFolder ? await listFolder(path) : [path]) spread.push(one)
  }
  return spread
}

async function listFolder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter(
      (path) =>
        !relative(folder, path)
          .split(sep)
          .some((part) => part.startsWith('.')),
    )
    .sort()
}

const PUT_AT_ONCE = 1000

async function putInto(api: Api, title: string, stored: readonly AddedFile[]): Promise<void> {
  const album = await findOrCreate(api, title)
  const ids = [...new Set(stored.map(({ file }) => file))]
  for (let start = 0; start < ids.length; start += PUT_AT_ONCE)
    await api.albums.add({ album, files: ids.slice(start, start + PUT_AT_ONCE) })
}

async function findOrCreate(api: Api, title: string): Promise<RefText> {
  try {
    return (await api.albums.get({ album: title })).album
  } catch (error) {
    if (!isEngineError(error, 'NOT_FOUND') || title.startsWith('fumikura://')) throw error
    return (await api.albums.create({ title })).album
  }
}

const PAGE = 1000

const files = asking({
  name: 'files',
  summary:
    'your stored files, newest first, or those of an album; with --from, files in letters you opened and in mails',
  fields: {
    album: text('A', 'an album: its title, or the beginning of its ref'),
    from: text('WHO', 'a person, a mail address, `others`, or `all`').to(readFrom),
    kind: choice(FILE_KINDS, 'K', FILE_KINDS.join(', ')),
    tag: text('T', 'only files tagged with this word'),
  },
  async ask({ api, input: { album, from, kind, tag } }) {
    const filters = { from, kind: kind && [kind], tag }
    const isNarrowed = Object.values(filters).some((filter) => filter !== undefined)
    const all =
      album !== undefined && !isNarrowed
        ? await readAll((after) => api.albums.files({ album, limit: PAGE, after }))
        : await readAll((before) => api.files.list({ ...filters, album, limit: PAGE, before }))
    return all.map(toFileJson)
  },
  show: showFiles,
})

/** Reads all pages of a list. */
async function readAll(
  readPage: (cursor: string | undefined) => Promise<ListedFile[]>,
): Promise<ListedFile[]> {
  const all: ListedFile[] = []
  for (let page = await readPage(undefined); page.length > 0; page = await readPage(page.at(-1)!.cursor))
    all.push(...page)
  return all
}

function readFrom(text: string): 'others' | 'all' | { person: string } {
  return text === 'others' || text === 'all' ? text : { person: text }
}

/** Finds files of an album by their names or the start of their refs. @throws NOT_FOUND */
export async function resolveFiles(api: Api, album: string, names: readonly string[]): Promise<string[]> {
  const all = await readAll((after) => api.albums.files({ album, limit: PAGE, after }))
  return names.flatMap((name) => {
    const found = all.filter((file) => file.name === name || isRefStart(file.ref, name))
    if (found.length === 0) throw new EngineError('NOT_FOUND', `The album contains no file named ${name}.`)
    return found.map(({ file }) => file)
  })
}

const MIN_REF_START = 6

function isRefStart(ref: RefText, text: string): boolean {
  return text.length >= MIN_REF_START && (ref.startsWith(text) || shortTail(ref).startsWith(text))
}

const shortTail = (ref: RefText): string => ref.slice('fumikura://ref/'.length)

/** The number of a file in a letter, from 1. */
export const FILE_NUMBER = optionalArgument('N').to(wholeNumber(1000))

const save = calling('files.save', {
  name: 'save',
  summary: 'write the files of a letter (or the Nth) into a folder; this opens the letter',
  fields: {
    ref: argument('REF'),
    number: FILE_NUMBER,
    folder: text('DIR', 'the folder; nothing in it is overwritten').as('to').needed().to(toPath),
    waitMs: wait(),
  },
  show: ({ saved }) => saved.map(cleanLine).join('\n'),
})

const REF_START = 'fumikura://ref/'
/** The start of a ref, as the program shows it. */
const SHORT_REF = /^[a-z0-9]{8,}$/

/**
 * The files that `--attach` names: paths, which are stored first, and refs of own files. A path
 * takes precedence over a short ref.
 */
export async function addAttached(api: Api, attached: readonly string[]): Promise<string[] | undefined> {
  const ids: string[] = []
  for (const named of attached)
    ids.push((await findStored(api, named)) ?? (await api.files.add({ path: resolve(named) })).file)
  return ids.length === 0 ? undefined : ids
}

/** Returns the own file that a full or short ref names; null for a path. @throws AMBIGUOUS */
async function findStored(api: Api, named: string): Promise<string | null> {
  if (named.startsWith(REF_START)) return named
  if (!SHORT_REF.test(named) || (await stat(resolve(named)).catch(() => null)) !== null) return null
  const all = await readAll((before) => api.files.list({ limit: PAGE, before }))
  const [found, ...more] = new Set(all.filter(({ ref }) => isRefStart(ref, named)).map(({ ref }) => ref))
  if (more.length > 0) throw new EngineError('AMBIGUOUS', 'Several files have a ref that starts with this.')
  return found ?? null
}

export function showAttachment({ name, size, type }: Attachment, at: number): string[] {
  const what = type === 'message/rfc822' ? 'mail, ' : ''
  return [`File ${at + 1}`, `${cleanLine(name)} (${what}${showSize(size)})`]
}

export const fileCommands: Command[] = [add, files, save]
