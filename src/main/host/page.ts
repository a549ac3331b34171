// The page of the web door: the built renderer's files, or, where it was not built, one honest sentence.
// It is the same for everyone and holds no secret, so it needs no token.
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
<p>The engine is running. Its page was not built; <code>npm run build</code> makes it.</p>
</main>
</html>
`

/** `host` is named because older browsers do not count ws: as 'self'. */
export function securityHeaders(host: string): Record<string, string> {
  const connect = `'self' ws://${host}`
  return { ...pagePolicy(connect), 'x-frame-options': 'DENY' }
}

/** Answers GET and HEAD with a file below `folder`; a folder that is not there with the honest sentence. */
export async function servePage(
  request: IncomingMessage,
  response: ServerResponse,
  folder: string,
): Promise<void> {
  const path = findPath(request.url ?? '/', folder)
  const size = path === null ? null : await findSize(path)
  if (path !== null && size !== null) return sendFile(request, response, path, size)
  const isFront = path === join(folder, 'index.html')
  response.writeHead(isFront ? 200 : 404, {
    'content-type': isFront ? PAGE_TYPES['.html'] : PAGE_TYPES['.txt'],
  })
  response.end(isFront ? NOT_BUILT : 'Not here.\n')
}

/** The file that a URL means, or null when it points out of `folder`. */
function findPath(url: string, folder: string): string | null {
  try {
    const name = decodeURIComponent(new URL(url, 'http://door').pathname)
    if (name.includes('\0')) return null
    const path = normalize(join(folder, name === '/' ? 'index.html' : name))
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
  path: string,
  size: number,
): Promise<void> {
  // The build names its assets by their content; the page itself has to be asked for each time.
  const isNamedByContent = path.split(sep).includes('assets')
  response.writeHead(200, {
    'content-type': PAGE_TYPES[extname(path)] ?? 'application/octet-stream',
    'content-length': size,
    'cache-control': isNamedByContent ? 'public, max-age=31536000, immutable' : 'no-cache',
  })
  if (request.method === 'HEAD') return void response.end()
  // A browser that goes away in the middle is nobody's error.
  await pipeline(createReadStream(path), response).catch(() => undefined)
}
