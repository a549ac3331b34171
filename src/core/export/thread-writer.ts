// Writes threads as mbox: each reply, and the letter that began the thread, in the order of their
// times.
// Letters arrive oldest first, so a thread is identified by its first letter. Only a few bytes per
// letter are kept in memory.
import { SLICE_SIZE, toText, turn } from '../base/index.ts'
import { mailDate } from '../mail/index.ts'
import type { ListedEntry } from '../views/index.ts'
import type { Bag } from './bag.ts'
import { dayOf, UniqueNames } from './export-names.ts'

/** So many bytes of an object id are unique here. */
const KEY_BYTES = 12
/** Most replies follow soon, so short first letters stay in memory up to this total. */
const MAX_RECENT_BYTES = 4 << 20
const MAX_SHORT_BYTES = 16 * 1024

interface Beginning {
  entry: ListedEntry
  mail: Uint8Array
}

export class ThreadWriter {
  readonly #bag: Bag
  readonly #readAgain: (object: Uint8Array) => Promise<Beginning | null>
  /** For every letter: the first letter of its thread. */
  readonly #firstOf = new Map<string, string>()
  /** For every first letter with a reply: the path of its thread. */
  readonly #paths = new Map<string, string>()
  readonly #recent = new Map<string, Beginning>()
  readonly #names = new UniqueNames()
  #recentBytes = 0

  constructor(bag: Bag, readAgain: (object: Uint8Array) => Promise<Beginning | null>) {
    this.#bag = bag
    this.#readAgain = readAgain
  }

  async add(entry: ListedEntry, mail: Uint8Array): Promise<void> {
    const own = keyOf(entry.object)
    const answered = entry.reply === null ? undefined : this.#firstOf.get(keyOf(entry.reply.object))
    this.#firstOf.set(own, answered ?? own)
    if (answered !== undefined) await this.#join(answered, entry, mail)
    else if (mail.byteLength <= MAX_SHORT_BYTES) this.#remember(own, { entry, mail })
  }

  #remember(own: string, beginning: Beginning): void {
    this.#recent.set(own, beginning)
    this.#recentBytes += beginning.mail.byteLength
    for (const oldest of this.#recent.keys()) {
      if (this.#recentBytes <= MAX_RECENT_BYTES) break
      this.#removeRecent(oldest)
    }
  }

  #removeRecent(own: string): Beginning | null {
    const beginning = this.#recent.get(own)
    if (beginning === undefined) return null
    this.#recent.delete(own)
    this.#recentBytes -= beginning.mail.byteLength
    return beginning
  }

  async #join(first: string, entry: ListedEntry, mail: Uint8Array): Promise<void> {
    const path = this.#paths.get(first) ?? (await this.#begin(first, entry))
    if (path !== null) await this.#append(path, entry, mail)
  }

  /** Creates the file of a thread when its second letter arrives. */
  async #begin(first: string, { reply }: ListedEntry): Promise<string | null> {
    const beginning = this.#removeRecent(first) ?? (await this.#readAgain(reply!.object))
    if (beginning === null) return null
    const { entry, mail } = beginning
    const path = `threads/${this.#names.nameOf(`${dayOf(entry.at)} ${entry.subject ?? ''}`, entry.object, '.mbox')}`
    this.#paths.set(first, path)
    await this.#append(path, entry, mail)
    return path
  }

  async #append(path: string, entry: ListedEntry, mail: Uint8Array): Promise<void> {
    for await (const slice of mboxed(entry, mail)) await this.#bag.append(path, slice)
  }
}

function keyOf(object: Uint8Array): string {
  return toText(object.subarray(0, KEY_BYTES))
}

/**
 * Yields a mail for an mbox, in slices of whole lines. Quotes `From ` at line starts (mboxrd).
 * Base64 lines never begin so, but lines of an imported mail may.
 */
async function* mboxed({ at }: ListedEntry, mail: Uint8Array): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`From fumikura@fumikura.invalid ${asctime(at)}\n`, 'latin1')
  const bytes = Buffer.from(mail.buffer, mail.byteOffset, endOfWords(mail))
  for (let from = 0, next = 0; from < bytes.length; from = next) {
    await turn.pass()
    next = endOfSlice(bytes, from)
    const text = bytes.toString('latin1', from, next).replaceAll('\r\n', '\n')
    const isLineStart = from === 0 || bytes[from - 1] === LF
    yield Buffer.from(text.replace(isLineStart ? QUOTED : QUOTED_LATER, '>$1'), 'latin1')
  }
  yield Buffer.from('\n\n', 'latin1')
}

const [LF, CR] = [0x0a, 0x0d]
const QUOTED = /^(>*From )/gm
const QUOTED_LATER = /(?<=\n)(>*From )/g

/** Returns the position after the last line with words. */
function endOfWords(mail: Uint8Array): number {
  let end = mail.byteLength
  while (end > 0 && (mail[end - 1] === LF || (mail[end - 1] === CR && mail[end] === LF))) end--
  return end
}

/** Returns the end of the last line of a slice, or a position within a longer line. */
function endOfSlice(bytes: Buffer, from: number): number {
  if (from + SLICE_SIZE >= bytes.length) return bytes.length
  const line = bytes.subarray(from, from + SLICE_SIZE).lastIndexOf(LF)
  if (line !== -1) return from + line + 1
  return from + SLICE_SIZE - (bytes[from + SLICE_SIZE - 1] === CR ? 1 : 0)
}

function asctime(atMs: number): string {
  const [, day, date, month, year, time] = /^(\w+), (\d+) (\w+) (\d+) ([\d:]+)/.exec(mailDate(atMs))!
  return `${day} ${month} ${date!.padStart(2, ' ')} ${time} ${year}`
}
