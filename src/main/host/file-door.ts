// Files over HTTP, for a page that was let in by then. GET /file/<id>: in whole or by a range, while they are still remote.
// POST /file/?name=…&sealing=…: the body is stored as it comes. What is shown inline is a short list, judged by content;
// everything else is only ever saved. Nothing of it can run or be framed. Exports, imports and backups pass here, too.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { EngineError, isEngineError, isShownAsItIs, type ErrorCode } from '../../core/contract/index.ts'
import type { EngineFiles, OpenedFile } from '../../core/index.ts'
import type { ChosenPlaces } from './chosen-places.ts'
import { parseRange, type ByteRange } from './byte-range.ts'

const FILE_PATH = '/file/'
/** No ids of files: those are longer. */
const EXPORT_NAME = 'export.zip'
const IMPORT_NAME = 'import'
const PASSING_NAME = 'passing'

/** A film that is away is waited for so long; a page asks again. */
const WAIT_MS = 15_000

const HEADERS = {
  'accept-ranges': 'bytes',
  // What was sealed on disk is not to lie in clear in a browser's cache.
  'cache-control': 'no-store',
  'content-security-policy': `default-src 'none'; sandbox; frame-ancestors 'self'`,
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
}

const STATUS: Partial<Record<ErrorCode, number>> = {
  INVALID: 400,
  TOO_LARGE: 413,
  NO_SPACE: 507,
  CANCELLED: 409,
  NOT_FOUND: 404,
  AUTHOR_AWAY: 503,
  UNREACHABLE: 503,
  LOCKED: 403,
  NO_PERSON: 404,
}

/** Whether a request is for files, and not for a part of the page. */
export function isForFiles(request: IncomingMessage): boolean {
  return request.url?.startsWith(FILE_PATH) === true
}

/** Whoever asks was let in by then. */
export async function answerForFiles(
  request: IncomingMessage,
  response: ServerResponse,
  { files, places }: { files: EngineFiles; places: ChosenPlaces },
): Promise<void> {
  // A film that is paused, or a file whose storing is, may be silent for hours.
  request.socket.setTimeout(0)
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value)
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost')
  const name = pathname.slice(FILE_PATH.length)
  if (name === EXPORT_NAME && request.method === 'GET') return giveExport(response, files, searchParams)
  if (name === IMPORT_NAME && request.method === 'POST')
    return takeWhole(request, response, (body, signal) => files.importFile(body, signal))
  if (name === PASSING_NAME && request.method === 'POST')
    return takeWhole(request, response, async (body, signal) => ({
      place: places.add(await files.receive(body, signal)),
    }))
  if (request.method === 'POST') return takeFile(request, response, files, searchParams)
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405, 'INVALID')
  await giveFile(request, response, files, name)
}

/** All or a part of the home, as it is made: nobody knows how long it will be. */
async function giveExport(
  response: ServerResponse,
  files: EngineFiles,
  query: URLSearchParams,
): Promise<void> {
  const ending = new AbortController()
  response.on('close', () => ending.abort())
  try {
    const write = await files.exportZip(Object.fromEntries(query))
    response.writeHead(200, {
      'content-type': 'application/zip',
      'content-disposition': 'attachment; filename="fumikura.zip"',
    })
    // A browser takes an answer that is cut short for a download that failed.
    await write(response, ending.signal).catch(() => response.destroy())
  } catch (error) {
    refuseError(response, error)
  }
}

/** A file that is no part of the store: something is made of it, and it does not stay. */
async function takeWhole(
  request: IncomingMessage,
  response: ServerResponse,
  act: (body: AsyncIterable<Buffer>, signal: AbortSignal) => Promise<unknown>,
): Promise<void> {
  const ending = new AbortController()
  response.on('close', () => ending.abort())
  try {
    const told = await act(request as AsyncIterable<Buffer>, ending.signal)
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' })
    response.end(JSON.stringify(told) + '\n')
  } catch (error) {
    response.setHeader('connection', 'close')
    refuseError(response, error)
    response.once('finish', () => request.destroy())
  }
}

async function takeFile(
  request: IncomingMessage,
  response: ServerResponse,
  files: EngineFiles,
  query: URLSearchParams,
): Promise<void> {
  const size = Number(request.headers['content-length'] ?? Number.NaN)
  const [name, sealing] = [query.get('name') ?? '', query.get('sealing') ?? '']
  try {
    if (!Number.isSafeInteger(size)) throw new EngineError('INVALID', 'A file comes with its length.')
    const added = await files.add({ name, size, sealing, body: request as AsyncIterable<Buffer> })
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' })
    response.end(JSON.stringify(added) + '\n')
  } catch (error) {
    // What is still to come of it is not waited for.
    response.setHeader('connection', 'close')
    refuseError(response, error)
    response.once('finish', () => request.destroy())
  }
}

async function giveFile(
  request: IncomingMessage,
  response: ServerResponse,
  files: EngineFiles,
  id: string,
): Promise<void> {
  const ending = new AbortController()
  response.on('close', () => ending.abort())
  let file: OpenedFile
  try {
    file = await files.open(id, { waitMs: WAIT_MS, signal: ending.signal })
  } catch (error) {
    return refuseError(response, error)
  }
  try {
    await sendFile(request, response, file)
  } finally {
    file.close()
  }
}

async function sendFile(request: IncomingMessage, response: ServerResponse, file: OpenedFile): Promise<void> {
  const range = parseRange(request.headers.range, file.size)
  if (range === 'none') {
    response.writeHead(416, { 'content-range': `bytes */${file.size}` })
    return void response.end()
  }
  const { start, end }: ByteRange = range === 'whole' ? { start: 0, end: file.size } : range
  const isInline = isShownAsItIs(file.type)
  response.writeHead(range === 'whole' ? 200 : 206, {
    'content-type': isInline ? file.type : 'application/octet-stream',
    'content-disposition': `${isInline ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeName(file.name)}`,
    'content-length': end - start,
    'fumikura-kind': file.kind,
    'fumikura-outside': file.outside,
    ...(file.from === null ? {} : { 'fumikura-from': encodeName(file.from) }),
    ...(range === 'whole' ? {} : { 'content-range': `bytes ${start}-${end - 1}/${file.size}` }),
  })
  if (request.method === 'HEAD') return void response.end()
  // A browser that seeks away, or a file that turns out wrong in the middle, cuts the answer short: nothing false is ever sent.
  await pipeline(file.read(start, end), response).catch(() => response.destroy())
}

function refuseError(response: ServerResponse, error: unknown): void {
  const code = isEngineError(error) ? error.code : 'INTERNAL'
  refuse(response, STATUS[code] ?? 502, code)
}

function refuse(response: ServerResponse, status: number, code: ErrorCode): void {
  if (response.destroyed) return
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
  response.end(JSON.stringify({ error: code }) + '\n')
}

/** As RFC 8187 wants it. */
function encodeName(name: string): string {
  return encodeURIComponent(name).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
