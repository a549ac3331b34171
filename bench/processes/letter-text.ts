// The text of a letter in a bench. It is different each time, so that nothing can be shared. Random
// text deflates to three quarters, prose to six tenths.
import { randomBytes, randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'

const DOCUMENTS = ['docs/architecture.md', 'docs/threat-model.md', 'docs/performance.md', 'docs/storm.md']

/** Returns a text of this many bytes of UTF-8. */
export function letterText(bytes: number): string {
  return randomBytes(Math.ceil((bytes * 3) / 4))
    .toString('base64')
    .slice(0, bytes)
}

/** Returns a passage of this many bytes, from English prose in the documents of this project. */
export function proseText(bytes: number, prose = readProse()): string {
  const start = randomInt(prose.length - bytes)
  return prose.slice(start, start + bytes)
}

let read: string | null = null

function readProse(): string {
  return (read ??= DOCUMENTS.map((path) => readFileSync(path, 'utf8'))
    .flatMap((text) => text.split('\n\n'))
    .filter((paragraph) => /^[A-Z][^|`*]*$/.test(paragraph))
    .join(' ')
    .replaceAll(/[^\x20-\x7e]+/g, ' '))
}
