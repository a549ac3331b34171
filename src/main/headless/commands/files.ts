// Commands by which files are stored, attached, listed and saved. Paths are made absolute here: the engine may stand elsewhere.
import { basename, resolve } from 'node:path'
import {
  EngineError,
  isEngineError,
  type Attachment,
  type ErrorCode,
  type OwnFile,
  type RefText,
} from '../../../core/contract/index.ts'
import { asking, type Asked, type Command } from '../command.ts'
import { cleanLine, showSize, showTable, shortRef } from '../screen.ts'

/** A file as --json tells of it. */
interface ToldFile {
  ref: RefText | null
  name: string
  size: number | null
  type: string | null
  /** When and where a picture was taken; not read yet. */
  takenAt: null
  place: null
}

type Refused = ToldFile & { code: ErrorCode; message: string }

function tellFile({ ref, name, size, type }: OwnFile): ToldFile {
  return { ref, name, size, type, takenAt: null, place: null }
}

function showFile(file: ToldFile | Refused): string[] {
  if ('code' in file)
    return ['', '', '', `${cleanLine(file.name)}: ${cleanLine(file.message)} (${file.code})`]
  return [shortRef(file.ref), showSize(file.size ?? 0), cleanLine(file.type ?? ''), cleanLine(file.name)]
}

const add = asking<(ToldFile | Refused)[]>({
  name: 'add',
  usage: 'FILE…',
  summary: 'store files; what cannot be stored is listed with its code',
  args: { min: 1, max: 10_000 },
  async ask({ given, api }) {
    const told: (ToldFile | Refused)[] = []
    for (const file of given.args) {
      try {
        told.push(tellFile(await api.files.add({ path: resolve(file) })))
      } catch (error) {
        if (!isEngineError(error)) throw error
        const nothing = { ref: null, size: null, type: null, takenAt: null, place: null }
        told.push({ ...nothing, name: basename(file), code: error.code, message: error.message })
      }
    }
    return told
  },
  show: (files) => showTable(files.map(showFile)),
})

const PAGE = 1000

const files = asking<ToldFile[]>({
  name: 'files',
  usage: '',
  summary: 'the files you have stored, newest first',
  async ask({ api }) {
    const all: OwnFile[] = []
    for (let page = await api.files.list({ limit: PAGE }); page.length > 0;) {
      all.push(...page)
      page = await api.files.list({ limit: PAGE, before: page.at(-1)!.cursor })
    }
    return all.map(tellFile)
  },
  show: (list) => (list.length === 0 ? 'Nothing here.' : showTable(list.map(showFile))),
})

const MAX_NUMBER = 1000

const save = asking<{ saved: string[] }>({
  name: 'save',
  usage: 'REF [N] --to DIR',
  summary: 'write the files of a letter (or the Nth) into a folder; this opens the letter',
  args: { min: 1, max: 2 },
  network: 'always',
  options: { to: { kind: 'text', hint: 'DIR', about: 'the folder; nothing in it is overwritten' } },
  ask: ({ given, api }) =>
    api.files.save({
      ref: given.args[0]!,
      number: given.args[1] === undefined ? undefined : parseFileNumber(given.args[1]),
      folder: resolve(given.needText('to')),
      waitMs: given.waitMs(),
    }),
  show: ({ saved }) => saved.map(cleanLine).join('\n'),
})

/** Which file of a letter is meant. @throws INVALID */
export function parseFileNumber(text: string): number {
  const number = /^\d{1,4}$/.test(text) ? Number(text) : 0
  if (number < 1 || number > MAX_NUMBER)
    throw new EngineError('INVALID', `N counts from 1, and is not ${text}.`)
  return number
}

/** What `--attach` names, stored first; ids for the letter. */
export async function addAttached({ given, api }: Asked): Promise<string[] | undefined> {
  const paths = given.texts('attach')
  const ids: string[] = []
  for (const path of paths) ids.push((await api.files.add({ path: resolve(path) })).file)
  return ids.length === 0 ? undefined : ids
}

export function showAttachment({ name, size }: Attachment, at: number): string[] {
  return [`File ${at + 1}`, `${cleanLine(name)} (${showSize(size)})`]
}

export const fileCommands: Command[] = [add, files, save]
