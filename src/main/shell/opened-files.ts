// Opens a file of the store in another program: after a question, as a read-only copy, and never an
// executable file.
// The engine says what the file is and who wrote it; the page only names its id.
import { access, chmod, writeFile } from 'node:fs/promises'
import type { BrowserWindow } from 'electron'
import { EngineError, sizeOf, type FileId } from '../../core/contract/index.ts'
import { describeFile, fetchFile, writeInto, type FileDescription } from './coming-file.ts'
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
/** The mark of the web: Windows opens documents with this mark in protected mode. */
const FROM_ELSEWHERE = '[ZoneTransfer]\r\nZoneId=3\r\n'

export class OpenedFiles {
  readonly #options: OpenedFilesOptions
  /** Paths of copies that were opened before; a deleted copy is made again. */
  readonly #copies = new Map<FileId, Promise<string>>()

  constructor(options: OpenedFilesOptions) {
    this.#options = options
  }

  /**
   * @param ask resolves with true if the person agrees
   * @throws INVALID if no other program may open the file; NO_SPACE, AUTHOR_AWAY, UNREACHABLE,
   * ALTERED, NOT_FOUND
   */
  async open(file: FileId, ask: (description: FileDescription) => Promise<boolean>): Promise<OpenOutcome> {
    const description = await describeFile(this.#options.relay, file)
    if (!description.mayOpenOutside) throw new EngineError('INVALID', 'This file can only be saved.')
    if (!(await ask(description))) return 'declined'
    const failure = await this.#options.openPath(await this.#copyOf(file, description))
    return failure === '' ? 'opened' : 'no-program'
  }

  async #copyOf(file: FileId, description: FileDescription): Promise<string> {
    const path = await this.#copies.get(file)?.catch(() => null)
    const isThere =
      path &&
      (await access(path).then(
        () => true,
        () => false,
      ))
    if (isThere) return path
    const copying = this.#copy(file, description)
    this.#copies.set(file, copying)
    return copying
  }

  async #copy(file: FileId, { from }: FileDescription): Promise<string> {
    const { relay, folder, platform } = this.#options
    const path = await writeInto(await folder.make(), await fetchFile(relay, file))
    // A disk that cannot store the mark keeps the copy without it.
    if (platform === 'win32' && from !== null)
      await writeFile(`${path}:Zone.Identifier`, FROM_ELSEWHERE).catch(() => undefined)
    await chmod(path, READ_ONLY)
    return path
  }
}

const MAX_SHOWN_CHARS = 120
const [ISOLATE, END_OF_ISOLATE] = ['\u2068', '\u2069']

/** Asks the person and shows the file's name, kind, size and author. */
export async function askToOpen(
  dialog: ElectronParts['dialog'],
  window: BrowserWindow,
  { name, kind, size, from }: FileDescription,
  words: ShellWords,
): Promise<boolean> {
  const { title, kinds, fromOther, own, copy, careful, open } = words.openFile
  const facts = [`${kinds[kind]}${showEnding(name)}`, showSize(size)].join(' · ')
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

/** Control characters that change the direction of text or start a new line. */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}]|(?![\u200c\u200d])\p{Cf}/gu

/** Isolates the text, so that right-to-left characters do not affect the text around it. */
const isolate = (text: string): string => `${ISOLATE}${text.replace(UNSEEN, '')}${END_OF_ISOLATE}`

/** Keeps the end of the name visible, because the ending decides which program opens the file. */
function shorten(text: string): string {
  const chars = Array.from(text)
  if (chars.length <= MAX_SHOWN_CHARS) return text
  return `${chars.slice(0, MAX_SHOWN_CHARS - 40).join('')}…${chars.slice(-39).join('')}`
}

function showEnding(name: string): string {
  const ending = /\.([^.]{1,12})$/.exec(name)?.[1]
  return ending === undefined ? '' : ` (.${ending})`
}

function showSize(bytes: number): string {
  const { value, unit } = sizeOf(bytes)
  return `${value} ${unit}`
}
