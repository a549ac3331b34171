// The page's own scheme: the built files by a list made at build time, and below /file/ what the engine has under an id that it gave.
// There is no file:// and no path to walk: a name that is not on the list is not there, whatever lies on the disk.
import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { PAGE_TYPES, pagePolicy } from '../host/page-policy.ts'
import type { ElectronParts } from './electron-parts.ts'
import type { FileRelay } from './file-relay.ts'

/** Not `fumikura:`, which anyone may open: a link must never be able to name a file of the page. */
export const PAGE_SCHEME = 'fumikura-app'
export const PAGE_ORIGIN = `${PAGE_SCHEME}://app`
export const PAGE_URL = `${PAGE_ORIGIN}/desktop.html`

/** The page needs no network, not even a name looked up: it speaks over its ports, and sends files to its own scheme. */
const HEADERS = { ...pagePolicy("'self'"), 'x-dns-prefetch-control': 'off' }

/** Before the app is ready, or never. */
export function registerPageScheme(protocol: ElectronParts['protocol']): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true }
  protocol.registerSchemesAsPrivileged([{ scheme: PAGE_SCHEME, privileges }])
}

export interface PageFiles {
  /** The folder of the built page. */
  dir: string
  /** Names below it, with slashes; see `page-files.json` in the build. */
  names: ReadonlySet<string>
}

/** The list that the build wrote beside the page. @throws when the page was not built */
export async function readPageFiles(dir: string): Promise<PageFiles> {
  const names: unknown = JSON.parse(await readFile(join(dir, 'page-files.json'), 'utf8'))
  if (!Array.isArray(names) || !names.every((name) => typeof name === 'string'))
    throw new Error('page-files.json is no list of names')
  return { dir, names: new Set(names) }
}

const FILES = `${PAGE_ORIGIN}/file/`

/** Answers GET for a name on the list, and whatever is asked of files; everything else is 404 and tells nothing. */
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
      // Built anew under a page that is open: it asks for a part that is no more, and says so itself.
      return notHere()
    }
  }
}

const notHere = (): Response => new Response('Not here.\n', { status: 404, headers: HEADERS })

/** The name as it stands in the address: nothing is decoded, and no name of the build needs it to be. */
function findName({ method, url }: Request): string | null {
  const root = `${PAGE_ORIGIN}/`
  return method === 'GET' && url.startsWith(root) ? url.slice(root.length) : null
}

/** Whether this address is the page itself, at whatever place in it. */
export function isPageUrl(url: string): boolean {
  return url.split('#', 1)[0] === PAGE_URL
}
