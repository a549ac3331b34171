// The large parts of mails: opened at their server, or here once they were fetched. A part that is
// read from its beginning to its end is kept, as it is sent: encoded. So the mail can be joined again
// byte for byte.
import { Mutex, toHex } from '../../base/index.ts'
import { EngineError, isEngineError } from '../../contract/errors.ts'
import type { Ledger, Rows } from '../../ledger/index.ts'
import {
  countDecoded,
  encodingOf,
  findLines,
  joinMail,
  rangeOf,
  readCut,
  readDecoded,
  startOf,
  type CutMail,
  type CutPart,
  type EncodedPart,
  type Lines,
  type PartRange,
} from '../../mail/index.ts'
import { findPart, isFileOfPart, putFetched, type PartRow } from './part-rows.ts'
import { ServerBytes, type ServerBytesParts } from './server-bytes.ts'
import { tee } from './tee.ts'

/** Own files that are in no list. */
export interface PartFiles {
  /** Stores a stream of this size. Returns the object. @throws NO_SPACE, and the errors of the stream */
  add(size: number, pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array>
  has(rows: Rows, object: Uint8Array): boolean
  read(object: Uint8Array, start: number, end: number): AsyncIterable<Uint8Array>
}

export interface LargePartsParts extends ServerBytesParts {
  ledger: Ledger
  files: () => PartFiles
}

/** A mail that is open, and which object it is. */
export interface CutObject {
  object: Uint8Array
  body: Uint8Array
}

export interface OpenedPart {
  /** Of the decoded content. */
  size: number
  /** Its first bytes, which show its type. */
  start: Uint8Array
  /** @throws MAIL_AWAY, MAIL_REFUSED, MAIL_UNSAFE, GONE, CANCELLED; ALTERED if it is not as it seemed */
  read: (start: number, end: number) => AsyncIterable<Uint8Array>
}

interface Located {
  row: PartRow
  cut: CutMail
  part: CutPart
  range: PartRange
  encoding: string
}

/** As much of an own file as a server is asked for. */
const END_BYTES = 8192
const BODY = 'TEXT'

export class LargeParts {
  readonly #parts: LargePartsParts
  readonly #bytes: ServerBytes
  readonly #ending = new AbortController()
  /** The parts that are being stored, so that none is stored twice at a time. */
  readonly #storing = new Map<string, Mutex>()

  constructor(parts: LargePartsParts) {
    this.#parts = parts
    this.#bytes = new ServerBytes(parts)
  }

  /**
   * Opens a part, at its server or here. A part whose size nobody can tell before is fetched first.
   * @throws GONE if no server of this person has it; MAIL_AWAY, MAIL_REFUSED, MAIL_UNSAFE, CANCELLED,
   *   NO_SPACE
   */
  async open(mail: CutObject, section: string, signal: AbortSignal): Promise<OpenedPart> {
    const located = this.#locate(mail, section || BODY)
    if (section === '') return this.#openWhole(mail, located, signal)
    const encoded = await this.#openEncoded(mail, located, signal)
    const lines = findLines(encoded)
    const { row } = located
    if (this.#isHere(row)) return opened(encoded, lines?.size === row.bytes ? lines : null, row.bytes!)
    if (lines !== null) {
      const { read, ...rest } = opened(encoded, lines, lines.size)
      return { ...rest, read: (start, end) => this.#orFetch(mail, section, read(start, end)) }
    }
    await this.fetch(mail, section, signal)
    return this.open(mail, section, signal)
  }

  /** Fetches a part, and keeps it. Does nothing if it is here. @throws as `open` */
  async fetch(mail: CutObject, section: string, signal: AbortSignal): Promise<void> {
    const name = section || BODY
    await this.#alone(mail.object, name, async () => {
      const located = this.#locate(mail, name)
      if (this.#isHere(located.row)) return
      const { part, range: around } = located
      const range = await this.#bytes.open(mail.object, around, signal)
      await this.#store(located, range.read(0, part.size))
    })
  }

  /**
   * Returns the mail as its server has it, byte for byte. A mail that is whole is given as it came.
   * @throws as `open`, and ALTERED
   */
  async *join(mail: CutObject, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const read = (part: CutPart): AsyncIterable<Uint8Array> => this.#readPart(mail, part.section, signal)
    yield* joinMail(mail.body, read)
  }

  hasFile(file: Uint8Array): boolean {
    return isFileOfPart(this.#parts.ledger, file)
  }

  /** Ends what is open for an account that changes. */
  forget(account: Uint8Array): Promise<void> {
    return this.#bytes.forget(account)
  }

  close(): Promise<void> {
    this.#ending.abort()
    return this.#bytes.close()
  }

  /** A part that is not what its ends promised is fetched, so that the next try knows its size. */
  async *#orFetch(
    mail: CutObject,
    section: string,
    pieces: AsyncIterable<Uint8Array>,
  ): AsyncGenerator<Uint8Array> {
    try {
      yield* pieces
    } catch (error) {
      if (isEngineError(error, 'ALTERED'))
        void this.fetch(mail, section, this.#ending.signal).catch(() => undefined)
      throw error
    }
  }

  async *#readPart(mail: CutObject, section: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const located = this.#locate(mail, section)
    const { read } = this.#isHere(located.row)
      ? await this.#openStored(located.row, '')
      : await this.#bytes.open(mail.object, located.range, signal)
    yield* read(0, located.row.size)
  }

  /** The whole mail as a file, of which the head alone is here. */
  async #openWhole(mail: CutObject, located: Located, signal: AbortSignal): Promise<OpenedPart> {
    const { start, size } = located.cut
    const head = mail.body.subarray(start, located.part.at)
    const text = await this.#openEncoded(mail, located, signal)
    const encoded: EncodedPart = {
      ...{ size, encoding: '', head: Buffer.concat([head, text.head]), tail: text.tail },
      async *read(from, to) {
        if (from < head.byteLength) yield head.subarray(from, to)
        yield* text.read(Math.max(0, from - head.byteLength), Math.max(0, to - head.byteLength))
      },
    }
    return opened(encoded, findLines(encoded), size)
  }

  /** @throws GONE unless this home cut that part out of a mail of this person */
  #locate({ object, body }: CutObject, section: string): Located {
    const row = findPart(this.#parts.ledger, object, section)
    const cut = readCut(body)
    const part = cut?.parts.find((one) => one.section === section)
    if (row === null || cut === null || part === undefined)
      throw new EngineError('GONE', 'No server of this person has this part.')
    return { row, cut, part, range: rangeOf(body, cut, part), encoding: encodingOf(body, part) }
  }

  #isHere({ file }: PartRow): boolean {
    return file !== null && this.#parts.files().has(this.#parts.ledger, file)
  }

  async #openEncoded({ object }: CutObject, located: Located, signal: AbortSignal): Promise<EncodedPart> {
    const { row, range: around, encoding } = located
    if (this.#isHere(row)) return this.#openStored(row, encoding)
    const { size, section } = row
    const range = await this.#bytes.open(object, around, signal)
    const store = (pieces: AsyncIterable<Uint8Array>): Promise<void> =>
      this.#alone(object, section, () => this.#store(located, pieces))
    const isFree = (): boolean => !this.#storing.has(keyOf(object, section))
    return {
      ...{ size, encoding, head: range.head, tail: range.tail },
      read: (start, end) =>
        start === 0 && end === size && isFree() ? tee(range.read(0, size), store) : range.read(start, end),
    }
  }

  async #openStored({ file, size }: PartRow, encoding: string): Promise<EncodedPart> {
    const files = this.#parts.files()
    const read = (start: number, end: number): AsyncIterable<Uint8Array> => files.read(file!, start, end)
    const head = await collect(read(0, Math.min(size, END_BYTES)))
    const tail = await collect(read(Math.max(0, size - END_BYTES), size))
    return { size, encoding, head, tail, read }
  }

  async #store({ row, encoding }: Located, pieces: AsyncIterable<Uint8Array>): Promise<void> {
    const { files, ledger } = this.#parts
    const file = await files().add(row.size, pieces)
    const bytes = await countDecoded(await this.#openStored({ ...row, file }, encoding))
    await ledger.write((tx) => putFetched(tx, row, file, bytes))
  }

  async #alone(object: Uint8Array, section: string, act: () => Promise<void>): Promise<void> {
    const key = keyOf(object, section)
    const mutex = this.#storing.get(key) ?? new Mutex()
    this.#storing.set(key, mutex)
    await mutex.run(act).finally(() => {
      if (this.#storing.get(key) === mutex) this.#storing.delete(key)
    })
  }
}

const keyOf = (object: Uint8Array, section: string): string => `${toHex(object)} ${section}`

function opened(encoded: EncodedPart, lines: Lines | null, size: number): OpenedPart {
  return { size, start: startOf(encoded), read: (from, to) => readDecoded(encoded, lines, from, to) }
}

async function collect(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = []
  for await (const piece of pieces) all.push(Uint8Array.from(piece))
  return Buffer.concat(all)
}
