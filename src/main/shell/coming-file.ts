// Writes a file of the store to disk. Its bytes arrive from the engine's process as they are
// fetched and checked.
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
  /** Safe to use as a file name, because the engine has sanitized it. */
  name: string
  body: Readable
}

/** The engine's description of a file, made from its first bytes; the page is not asked. */
export interface FileDescription {
  name: string
  size: number
  kind: FileKind
  /** True if another program may open the file, by the contract's rule. */
  mayOpenOutside: boolean
  /** The name of the author; null for an own file. */
  from: string | null
}

const MAX_NUMBER = 999

/** @throws AUTHOR_AWAY, UNREACHABLE, ALTERED, NOT_FOUND */
export async function fetchFile(relay: FileRelay, file: FileId): Promise<ComingFile> {
  const answer = await fetchAnswer(relay, file)
  const body = Readable.fromWeb(answer.body as ReadableStream<Uint8Array>)
  // The stream may fail while the person still chooses a folder; the writer gets the error then.
  body.on('error', () => undefined)
  return { name: answer.name, body }
}

async function fetchAnswer(relay: FileRelay, file: FileId) {
  const response = await relay.get(file)
  const { ok, body, headers } = response
  if (!ok || body === null) throw await refusalOf(response)
  return { body, headers, name: nameOf(headers) }
}

/** Fetches no more than the beginning of the file. @throws as `fetchFile` */
export async function describeFile(relay: FileRelay, file: FileId): Promise<FileDescription> {
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
  const body: unknown = await response.json().catch(() => null)
  const code = typeof body === 'object' && body !== null && 'error' in body ? body.error : null
  return new EngineError(
    (code ?? 'UNREACHABLE') as EngineError['code'],
    'The engine could not supply this file.',
  )
}

function nameOf(headers: Headers): string {
  const encoded = /filename\*=UTF-8''([^;]+)/.exec(headers.get('content-disposition') ?? '')?.[1] ?? ''
  const name = basename(decodeURIComponent(encoded).replaceAll('\\', '/'))
  return name === '' || name === '.' || name === '..' ? 'file' : name
}

/**
 * Writes the file without overwriting another; a second file of the same name becomes `name
 * (2).txt`. Returns the path.
 * @throws as `writeFile`, INVALID
 */
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
  throw new EngineError('INVALID', 'This folder has too many files with this name.')
}

const isTaken = (error: unknown): boolean => (error as NodeJS.ErrnoException | undefined)?.code === 'EEXIST'

/** Removes an incomplete file. @throws NO_SPACE, INVALID; UNREACHABLE if the transfer broke off */
export async function writeFile(path: string, body: Readable, flags: 'w' | 'wx'): Promise<void> {
  const file = createWriteStream(path, { flags })
  try {
    // Reads no byte of the file before the target could be opened.
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
    throw new EngineError('UNREACHABLE', 'The transfer was interrupted.', { cause: error })
  }
}
