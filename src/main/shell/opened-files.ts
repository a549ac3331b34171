// Files of the store that another program opens: after a question, as a copy that nobody can change, and never a program.
// What it is and whose is the engine's word; the page only says which one.
import { access, chmod, writeFile } from 'node:fs/promises'
import type { BrowserWindow } from 'electron'
import { EngineError, type FileId } from '../../core/contract/index.ts'
import { askAboutFile, fetchFile, writeInto, type FileWord } from './coming-file.ts'
import type { ElectronParts } from './electron-parts.ts'
import type { FileRelay } from './file-relay.ts'
import type { RunFolder } from './run-folder.ts'
import type { ShellWords } from './words/index.ts'

export type OpenOutcome = 'opened' | 'declined' | 'no-program'

interface OpenedFilesOptions {
  relay: FileRelay
  folder: RunFolder
  openPath: ElectronParts['shell']['openPath']
  platform: NodeJS.Platform
}

const READ_ONLY = 0o400
/** What Windows asks before it trusts what came from elsewhere: documents open guarded by it. */
const FROM_ELSEWHERE = '[ZoneTransfer]\r\nZoneId=3\r\n'

export class OpenedFiles {
  readonly #options: OpenedFilesOptions
  /** Where those are that were opened before; a copy that somebody took away is made anew. */
  readonly #copies = new Map<FileId, Promise<string>>()

  constructor(options: OpenedFilesOptions) {
    this.#options = options
  }

  /**
   * @param ask whether the person wants it
   * @throws INVALID when no other program may open it; NO_SPACE, AUTHOR_AWAY, UNREACHABLE, ALTERED, NOT_FOUND
   */
  async open(file: FileId, ask: (word: FileWord) => Promise<boolean>): Promise<OpenOutcome> {
    const word = await askAboutFile(this.#options.relay, file)
    if (!word.mayOpenOutside) throw new EngineError('INVALID', 'This file can only be saved.')
    if (!(await ask(word))) return 'declined'
    const failure = await this.#options.openPath(await this.#copyOf(file, word))
    return failure === '' ? 'opened' : 'no-program'
  }

  async #copyOf(file: FileId, word: FileWord): Promise<string> {
    const path = await this.#copies.get(file)?.catch(() => null)
    const isThere =
      path &&
      (await access(path).then(
        () => true,
        () => false,
      ))
    if (isThere) return path
    const copying = this.#copy(file, word)
    this.#copies.set(file, copying)
    return copying
  }

  async #copy(file: FileId, { from }: FileWord): Promise<string> {
    const { relay, folder, platform } = this.#options
    const path = await writeInto(await folder.make(), await fetchFile(relay, file))
    // A disk that keeps no such mark keeps the copy all the same.
    if (platform === 'win32' && from !== null)
      await writeFile(`${path}:Zone.Identifier`, FROM_ELSEWHERE).catch(() => undefined)
    await chmod(path, READ_ONLY)
    return path
  }
}

const MAX_SHOWN_CHARS = 120
const [ISOLATE, END_OF_ISOLATE] = ['\u2068', '\u2069']

/** What will be opened: its name, its kind, its size, and from whom it is. */
export async function askToOpen(
  dialog: ElectronParts['dialog'],
  window: BrowserWindow,
  { name, kind, size, from }: FileWord,
  words: ShellWords,
): Promise<boolean> {
  const { title, kinds, fromOther, own, copy, careful, open } = words.openFile
  const facts = [`${kinds[kind]}${tellEnding(name)}`, tellSize(size)].join(' · ')
  const whose = from === null ? own : fromOther(isolate(shorten(from)))
  const { response } = await dialog.showMessageBox(window, {
    type: from === null ? 'question' : 'warning',
    message: title(isolate(shorten(name))),
    detail: [facts, whose, '', from === null ? copy : `${copy} ${careful}`].join('\n'),
    buttons: [open, words.cancel],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  })
  return response === 0
}

/** What turns the direction of writing, or begins a line of its own. */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}]|(?![\u200c\u200d])\p{Cf}/gu

/** What is written from right to left turns nothing that stands around it. */
const isolate = (text: string): string => `${ISOLATE}${text.replace(UNSEEN, '')}${END_OF_ISOLATE}`

/** Its end is what a program is chosen by, and stays in sight. */
function shorten(text: string): string {
  const chars = Array.from(text)
  if (chars.length <= MAX_SHOWN_CHARS) return text
  return `${chars.slice(0, MAX_SHOWN_CHARS - 40).join('')}…${chars.slice(-39).join('')}`
}

function tellEnding(name: string): string {
  const ending = /\.([^.]{1,12})$/.exec(name)?.[1]
  return ending === undefined ? '' : ` (.${ending})`
}

const UNITS = ['B', 'kB', 'MB', 'GB'] as const

function tellSize(bytes: number): string {
  let [value, unit] = [bytes, 0]
  while (value >= 999.5 && unit < UNITS.length - 1) [value, unit] = [value / 1000, unit + 1]
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${UNITS[unit]!}`
}
