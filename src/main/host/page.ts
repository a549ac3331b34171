// The page of the web door: the built renderer's files, or, where it was not built, one honest sentence.
// It is the same for everyone and holds no secret, so it needs no token.
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, normalize, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
}

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

/** On every answer. `port` is named because older browsers do not count ws: as 'self'. */
export function securityHeaders(port: number): Record<string, string> {
  const connect = `'self' ws://127.0.0.1:${port} ws://localhost:${port}`
  return {
    'content-security-policy':
      `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; ` +
      `media-src 'self' blob:; manifest-src 'self'; worker-src 'self'; connect-src ${connect}; ` +
      `base-uri 'none'; form-action 'none'; frame-ancestors 'none'; ` +
      // Text becomes HTML in two places only: in what Svelte was compiled to, and in the cleaning of a letter's Markdown.
      `require-trusted-types-for 'script'; trusted-types svelte-trusted-html dompurify`,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=()',
    'x-frame-options': 'DENY',
  }
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
  response.writeHead(isFront ? 200 : 404, { 'content-type': isFront ? TYPES['.html'] : TYPES['.txt'] })
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
    'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
    'content-length': size,
    'cache-control': isNamedByContent ? 'public, max-age=31536000, immutable' : 'no-cache',
  })
  if (request.method === 'HEAD') return void response.end()
  // A browser that goes away in the middle is nobody's error.
  await pipeline(createReadStream(path), response).catch(() => undefined)
}
