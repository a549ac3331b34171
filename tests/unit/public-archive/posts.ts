// Posts for the tests of archives: numbered, a minute apart, each with the given tags.
import type { ArchiveEntry } from '../../../src/core/public-archive/index.ts'
import { hash } from '../../../src/core/seal/index.ts'

const BEGAN_AT = Date.UTC(2020, 0, 1)
/** About the length of a public notice. */
const NOTICE_BYTES = 500

export function objectOf(number: number): Uint8Array {
  return hash('fumikura/test-post/1', Buffer.from(String(number)))
}

export function makePost(number: number, more: Partial<ArchiveEntry> = {}): ArchiveEntry {
  return {
    object: objectOf(number),
    at: BEGAN_AT + number * 60_000,
    tags: [],
    title: `Post ${number}`,
    replaces: null,
    notice: Buffer.alloc(NOTICE_BYTES, number),
    ...more,
  }
}

export const titles = (page: { entries: ArchiveEntry[] }): string[] => page.entries.map(({ title }) => title)
export const newest = { limit: 20, before: null, tag: null }
