// Serves a page of a door: the built renderer's files, or one sentence if it was not built.
// The files are the same for everyone and contain no secret, so they need no session.
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, normalize, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { PAGE_TYPES, pagePolicy } from './page-policy.ts'

const NOT_BUILT = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Fumikura</title>
<main>
<h1>Fumikura</h1>
<p>The engine is running. The page is not built; run <code>npm run build</code>.</p>
</main>
</html>
`

/** `host` is listed because older browsers do not count ws: as 'self'. */
export function securityHeaders(host: string): Record<string, string> {
  const connect = `'self' ws://${host}`
  return { ...pagePolicy(connect), 'x-frame-options': 'DENY' }
}

export interface PackedFile {
  bytes: Buffer
  /** As in Content-Encoding. */
  encoding: string
}

export interface PageServing {
  /** The file at `/`. */
  entry?: string
  /** Compresses a file for a browser that accepts these encodings. Null: it is sent as it is. */
  pack?: (path: string, accepted: string) => Promise<PackedFile | null>
}

/**
 * Answers GET and HEAD with a file in `folder`, or with the sentence above if the folder does not
 * exist.
 */
export async function servePage(
  request: IncomingMessage,
  response: ServerResponse,
  folder: string,
  { entry = 'index.html', pack }: PageServing = {},
): Promise<void> {
  const path = findPath(request.url ?? '/', folder, entry)
  const size = path === null ? null : await findSize(path)
  if (path !== null && size !== null) return sendFile(request, response, { path, size, pack })
  const isFront = path === join(folder, entry)
  response.writeHead(isFront ? 200 : 404, {
    'content-type': isFront ? PAGE_TYPES['.html'] : PAGE_TYPES['.txt'],
  })
  response.end(isFront ? NOT_BUILT : 'Not here.\n')
}

/** Returns the file for a URL; null if the URL points outside `folder`. */
function findPath(url: string, folder: string, entry: string): string | null {
  try {
    const name = decodeURIComponent(new URL(url, 'http://door').pathname)
    if (name.includes('\0')) return null
    const path = normalize(join(folder, name === '/' ? entry : name))
    return path.startsWith(folder.endsWith(sep) ? folder : folder + sep) ? path : null
  } catch {
    return null
  }
}

async function findSize(path: string): Promise<number | null> {
  const found = await stat(path).catch(() => null)
  return found?.isFile() ? found.size : null
}

async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  { path, size, pack }: { path: string; size: number } & Pick<PageServing, 'pack'>,
): Promise<void> {
  const packed = (await pack?.(path, request.headers['accept-encoding'] ?? '')) ?? null
  // The build names its assets by their content; the browser must ask for the page itself each
  // time.
  const isNamedByContent = path.split(sep).includes('assets')
  response.writeHead(200, {
    'content-type': PAGE_TYPES[extname(path)] ?? 'application/octet-stream',
    'content-length': packed?.bytes.byteLength ?? size,
    'cache-control': isNamedByContent ? 'public, max-age=31536000, immutable' : 'no-cache',
    ...(pack === undefined ? {} : { vary: 'accept-encoding' }),
    ...(packed === null ? {} : { 'content-encoding': packed.encoding }),
  })
  if (request.method === 'HEAD') return void response.end()
  if (packed !== null) return void response.end(packed.bytes)
  // A browser that disconnects early is no error.
  await pipeline(createReadStream(path), response).catch(() => undefined)
}
