// File contents over HTTP, for requests whose session was checked already. GET /file/<id> sends all
// or a range, even while the file is still being fetched.
// POST /file/?name=…&sealing=… stores the body as it arrives. A short list of content types is
// shown inline; all others are only saved.
// No answer can run a script or be framed. Exports, imports and backups pass here too.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { EngineError, isEngineError, isShownAsItIs, type ErrorCode } from '../../core/contract/index.ts'
import type { EngineFiles, OpenedFile } from '../../core/index.ts'
import type { ChosenPlaces } from './chosen-places.ts'
import { parseRange, type ByteRange } from './byte-range.ts'

const FILE_PATH = '/file/'
/** File ids are longer than these names. */
const EXPORT_NAME = 'export.zip'
const IMPORT_NAME = 'import'
const PASSING_NAME = 'passing'

/** How long a request waits for remote blocks of a film; the page asks again after that. */
const WAIT_MS = 15_000

const HEADERS = {
  'accept-ranges': 'bytes',
  // A browser cache must not hold in clear text what is sealed on disk.
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
  KEEPERS_AWAY: 503,
  UNREACHABLE: 503,
  MAIL_AWAY: 503,
  GONE: 410,
  LOCKED: 403,
  NO_PERSON: 404,
}

/** True if the request is for a file and not for a part of the page. */
export function isForFiles(request: IncomingMessage): boolean {
  return request.url?.startsWith(FILE_PATH) === true
}

interface FileDoorParts {
  files: EngineFiles
  /** Remembers files that a page sent. Null: no export, import or backup passes, only single files. */
  places: ChosenPlaces | null
}

/** The caller has already checked the session. */
export async function answerForFiles(
  request: IncomingMessage,
  response: ServerResponse,
  { files, places }: FileDoorParts,
): Promise<void> {
  // A paused film or a slow upload may be silent for hours.
  request.socket.setTimeout(0)
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value)
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost')
  const name = pathname.slice(FILE_PATH.length)
  if (places !== null) {
    if (name === EXPORT_NAME && request.method === 'GET') return giveExport(response, files, searchParams)
    if (name === IMPORT_NAME && request.method === 'POST')
      return receiveWhole(request, response, (body, signal) => files.importFile(body, signal))
    if (name === PASSING_NAME && request.method === 'POST')
      return receiveWhole(request, response, async (body, signal) => ({
        place: places.add(await files.receive(body, signal)),
      }))
  }
  if (request.method === 'POST')
    return name === ''
      ? receiveFile(request, response, files, searchParams)
      : refuse(response, 404, 'NOT_FOUND')
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405, 'INVALID')
  await giveFile(request, response, files, name)
}

/** Sends the home or a part of it as a zip while it is made; its length is not known in advance. */
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
    // A browser shows a truncated answer as a failed download.
    await write(response, ending.signal).catch(() => response.destroy())
  } catch (error) {
    refuseError(response, error)
  }
}

/** Receives a file that does not enter the store: `act` uses it, and it is removed afterwards. */
async function receiveWhole(
  request: IncomingMessage,
  response: ServerResponse,
  act: (body: AsyncIterable<Buffer>, signal: AbortSignal) => Promise<unknown>,
): Promise<void> {
  const ending = new AbortController()
  response.on('close', () => ending.abort())
  try {
    const result = await act(request as AsyncIterable<Buffer>, ending.signal)
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' })
    response.end(JSON.stringify(result) + '\n')
  } catch (error) {
    response.setHeader('connection', 'close')
    refuseError(response, error)
    response.once('finish', () => request.destroy())
  }
}

async function receiveFile(
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
    // Do not wait for the rest of the body.
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
  // If a browser seeks away, or a later block fails its check, the answer ends early; no wrong byte
  // is ever sent.
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

/** Encodes a file name as RFC 8187 requires. */
function encodeName(name: string): string {
  return encodeURIComponent(name).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
