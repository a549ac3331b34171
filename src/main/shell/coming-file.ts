// A file of the store on its way to a disk: its bytes come from the engine's process as they are fetched and checked.
import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import { EngineError, isEngineError, type FileId, type FileKind } from '../../core/contract/index.ts'
import type { FileRelay } from './file-relay.ts'
import { toWriteRefusal } from './kept-file.ts'

export interface ComingFile {
  /** Harmless as it is: the engine's own rule. */
  name: string
  body: Readable
}

/** What the engine says of a file when its first bytes were seen; the page is not asked. */
export interface FileWord {
  name: string
  size: number
  kind: FileKind
  /** By the one rule of the contract: whether another program may open it. */
  mayOpenOutside: boolean
  /** Who stored it; null for oneself. */
  from: string | null
}

const MAX_NUMBER = 999

/** @throws AUTHOR_AWAY, UNREACHABLE, ALTERED, NOT_FOUND */
export async function fetchFile(relay: FileRelay, file: FileId): Promise<ComingFile> {
  const answer = await fetchAnswer(relay, file)
  const body = Readable.fromWeb(answer.body as ReadableStream<Uint8Array>)
  // It may be cut off while the person still looks for a place; whoever writes it meets that then.
  body.on('error', () => undefined)
  return { name: answer.name, body }
}

async function fetchAnswer(relay: FileRelay, file: FileId) {
  const response = await relay.get(file)
  const { ok, body, headers } = response
  if (!ok || body === null) throw await refusalOf(response)
  return { body, headers, name: nameOf(headers) }
}

/** Nothing more of it is fetched than its beginning. @throws as `fetchFile` */
export async function askAboutFile(relay: FileRelay, file: FileId): Promise<FileWord> {
  const { headers, name, body } = await fetchAnswer(relay, file)
  await body.cancel()
  const from = headers.get('fumikura-from')
  return {
    name,
    size: Number(headers.get('content-length') ?? 0),
    kind: (headers.get('fumikura-kind') ?? 'other') as FileKind,
    mayOpenOutside: headers.get('fumikura-outside') === 'ask',
    from: from === null ? null : decodeURIComponent(from),
  }
}

async function refusalOf(response: Response): Promise<EngineError> {
  const told: unknown = await response.json().catch(() => null)
  const code = typeof told === 'object' && told !== null && 'error' in told ? told.error : null
  return new EngineError((code ?? 'UNREACHABLE') as EngineError['code'], 'The engine did not give this file.')
}

function nameOf(headers: Headers): string {
  const encoded = /filename\*=UTF-8''([^;]+)/.exec(headers.get('content-disposition') ?? '')?.[1] ?? ''
  const name = basename(decodeURIComponent(encoded).replaceAll('\\', '/'))
  return name === '' || name === '.' || name === '..' ? 'file' : name
}

/** Never over another one: the second of a name is `name (2).txt`. Gives where it is. @throws as `writeFile`, INVALID */
export async function writeInto(folder: string, { name, body }: ComingFile): Promise<string> {
  const ending = extname(name)
  const stem = ending === '' ? name : name.slice(0, -ending.length)
  for (let number = 1; number <= MAX_NUMBER; number++) {
    const path = join(folder, number === 1 ? name : `${stem} (${number})${ending}`)
    try {
      await writeFile(path, body, 'wx')
      return path
    } catch (error) {
      if (!(isEngineError(error) && isTaken(error.cause))) throw error
    }
  }
  body.destroy()
  throw new EngineError('INVALID', 'There are too many of that name in this folder.')
}

const isTaken = (error: unknown): boolean => (error as NodeJS.ErrnoException | undefined)?.code === 'EEXIST'

/** What was only begun does not stay. @throws NO_SPACE, INVALID; UNREACHABLE when it was cut off on the way */
export async function writeFile(path: string, body: Readable, flags: 'w' | 'wx'): Promise<void> {
  const file = createWriteStream(path, { flags })
  try {
    // Nothing is taken from the file that comes before there is a place for it.
    await new Promise<void>((resolve, reject) => file.once('open', () => resolve()).once('error', reject))
  } catch (error) {
    throw toWriteRefusal(error)
  }
  try {
    await pipeline(body, file)
  } catch (error) {
    await rm(path, { force: true })
    const isOfDisk = typeof (error as NodeJS.ErrnoException).syscall === 'string'
    if (isOfDisk) throw toWriteRefusal(error)
    throw new EngineError('UNREACHABLE', 'It was cut off on the way.', { cause: error })
  }
}
