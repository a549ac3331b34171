// Parses the paths of the site. Pure; a path outside this short list has no route.

export type Route =
  | { kind: 'front'; before: string | null }
  | { kind: 'tag'; tag: string; before: string | null }
  | { kind: 'post'; tail: string }
  | { kind: 'feed' }
  | { kind: 'style' }
  | { kind: 'invite' }
  | { kind: 'invite-script' }
  | { kind: 'invite-used'; mark: string }
  | { kind: 'robots' }

const MAX_PATH_CHARS = 1024
const MAX_TAG_CHARS = 64
const FILES: Readonly<Record<string, Route>> = {
  '/atom.xml': { kind: 'feed' },
  '/style.css': { kind: 'style' },
  '/invite': { kind: 'invite' },
  '/invite.js': { kind: 'invite-script' },
  '/robots.txt': { kind: 'robots' },
}
const Z_BASE_32 = '[13-9a-km-uw-z]'
const POST = new RegExp(`^/post/(${Z_BASE_32}{6,512})$`)
/** The SHA-256 of the code of an invite, in hex. */
const USED_INVITE = /^\/invite\/used\/([0-9a-f]{64})$/
const CURSOR = new RegExp(`^${Z_BASE_32}{1,256}$`)

/** Returns the route of a request target; null for every other path. */
export function findRoute(target: string): Route | null {
  if (target.length > MAX_PATH_CHARS) return null
  const [path = '', query = ''] = target.split('?', 2)
  const file = Object.hasOwn(FILES, path) ? FILES[path] : undefined
  if (file !== undefined) return file
  const mark = USED_INVITE.exec(path)?.[1]
  if (mark !== undefined) return { kind: 'invite-used', mark }
  const before = findBefore(query)
  if (before === undefined) return null
  if (path === '/') return { kind: 'front', before }
  const tail = POST.exec(path)?.[1]
  if (tail !== undefined) return { kind: 'post', tail }
  const tag = findTag(path)
  return tag === null ? null : { kind: 'tag', tag, before }
}

export const postPath = (tail: string): string => `/post/${tail}`
export const tagPath = (tag: string): string => `/tag/${encodeURIComponent(tag)}`

/** Null if `before` is missing, undefined if it is invalid. Other parameters are ignored. */
function findBefore(query: string): string | null | undefined {
  const before = new URLSearchParams(query).get('before')
  return before === null || CURSOR.test(before) ? before : undefined
}

function findTag(path: string): string | null {
  const encoded = /^\/tag\/([^/]+)$/.exec(path)?.[1]
  if (encoded === undefined) return null
  try {
    const tag = decodeURIComponent(encoded)
    return tag.length <= MAX_TAG_CHARS && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(tag) ? tag : null
  } catch {
    return null
  }
}
