// Serves the page on its own scheme: the built files by a list from build time, and under /file/
// the files of the engine by id. There is no file:// and no path lookup, so a name that is not on
// the list is not served.
import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { PAGE_TYPES, pagePolicy } from '../host/page-policy.ts'
import type { ElectronParts } from './electron-parts.ts'
import type { FileRelay } from './file-relay.ts'

/**
 * Not `fumikura:`, which any program may open, because a link must not be able to name a file of
 * the page.
 */
export const PAGE_SCHEME = 'fumikura-app'
export const PAGE_ORIGIN = `${PAGE_SCHEME}://app`
export const PAGE_URL = `${PAGE_ORIGIN}/desktop.html`

/**
 * The page needs no network and no DNS prefetch, because it uses its ports, and sends files to its
 * own scheme.
 */
const HEADERS = { ...pagePolicy("'self'"), 'x-dns-prefetch-control': 'off' }

/** Must run before the app is ready. */
export function registerPageScheme(protocol: ElectronParts['protocol']): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true }
  protocol.registerSchemesAsPrivileged([{ scheme: PAGE_SCHEME, privileges }])
}

export interface PageFiles {
  /** The folder of the built page. */
  dir: string
  /** Relative names with slashes; see `page-files.json` in the build. */
  names: ReadonlySet<string>
}

/** Reads the list that the build wrote. @throws if the page was not built */
export async function readPageFiles(dir: string): Promise<PageFiles> {
  const names: unknown = JSON.parse(await readFile(join(dir, 'page-files.json'), 'utf8'))
  if (!Array.isArray(names) || !names.every((name) => typeof name === 'string'))
    throw new Error('page-files.json is not a list of names')
  return { dir, names: new Set(names) }
}

const FILES = `${PAGE_ORIGIN}/file/`

/** Answers GET for a name on the list and relays requests for files; everything else is 404. */
export function answerPage(files: PageFiles, relay: FileRelay): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.url.startsWith(FILES)) return relay.answer(request, request.url.slice(PAGE_ORIGIN.length))
    const name = findName(request)
    if (name === null || !files.names.has(name)) return notHere()
    const type = PAGE_TYPES[extname(name)] ?? 'application/octet-stream'
    try {
      const bytes = await readFile(join(files.dir, name))
      return new Response(bytes, { headers: { ...HEADERS, 'content-type': type } })
    } catch {
      // The page was rebuilt while open and asks for a removed part; the page reports that itself.
      return notHere()
    }
  }
}

const notHere = (): Response => new Response('Not here.\n', { status: 404, headers: HEADERS })

/**
 * Returns the name as written in the URL, because nothing is decoded, and no name in the build
 * needs it.
 */
function findName({ method, url }: Request): string | null {
  const root = `${PAGE_ORIGIN}/`
  return method === 'GET' && url.startsWith(root) ? url.slice(root.length) : null
}

/** True if this URL is the page itself, with any fragment. */
export function isPageUrl(url: string): boolean {
  return url.split('#', 1)[0] === PAGE_URL
}
