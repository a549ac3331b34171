// Distributes links over the pages of an album, and compares pages.
// Pure.
import { toHex } from '../base/index.ts'
import type { Link } from '../store/index.ts'
import { objectId } from '../store/index.ts'

/** The most links per page. Adding a link never rewrites a full page. */
const MAX_MEMBERS = 100
/** The most preview bytes per page, so that a page is fetched quickly. */
const MAX_PREVIEW_BYTES = 512 * 1024

/** Pages in the order of the links. Each page can be read without the others. */
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

/** Returns the links without duplicates, and without files that are in `known`. */
export function withoutKnown(links: readonly Link[], known: ReadonlySet<string>): Link[] {
  const seen = new Set(known)
  return links.filter(({ ref }) => {
    const name = toHex(objectId(ref))
    if (seen.has(name)) return false
    seen.add(name)
    return true
  })
}
