// The pages of an album: how links are laid on them, and what a page is without some of its pictures.
// Pure, but for what asks for copies without place.
import { toHex } from '../base/index.ts'
import type { Link } from '../store/index.ts'
import { objectId } from '../store/index.ts'

/** So many at most are sealed and announced together: adding one more never stores them anew. */
const MAX_MEMBERS = 100
/** Of their previews, so that a page is fetched at once. */
const MAX_PREVIEW_BYTES = 512 * 1024

/** In the order of adding; every page can be read by itself. */
export function layOut(links: readonly Link[]): Link[][] {
  const pages: Link[][] = []
  let bytes = 0
  for (const link of links) {
    const size = link.label?.facts?.preview?.bytes.byteLength ?? 0
    const last = pages.at(-1)
    if (last === undefined || last.length === MAX_MEMBERS || bytes + size > MAX_PREVIEW_BYTES) {
      pages.push([link])
      bytes = size
    } else {
      last.push(link)
      bytes += size
    }
  }
  return pages
}

export function hasPlace({ label }: Link): boolean {
  return (label?.facts?.place ?? null) !== null
}

/** Each file once, and none of those that are there already. */
export function withoutKnown(links: readonly Link[], known: ReadonlySet<string>): Link[] {
  const seen = new Set(known)
  return links.filter(({ ref }) => {
    const name = toHex(objectId(ref))
    if (seen.has(name)) return false
    seen.add(name)
    return true
  })
}
