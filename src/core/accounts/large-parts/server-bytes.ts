// Bytes of a mail, from the places where a server has it. A range is read in pieces, and goes on
// where it was when a connection broke.
import { equalBytes, toHex } from '../../base/index.ts'
import { EngineError, isEngineError } from '../../contract/errors.ts'
import type { Rows } from '../../ledger/index.ts'
import type { PartRange } from '../../mail/index.ts'
import { findAccount, type Account } from '../account-rows.ts'
import { listFolders, type Folder } from '../folder-rows.ts'
import type { MailConnection } from '../mail-server.ts'
import { listPlaces } from '../place-rows.ts'
import { SpareConnection } from './spare-connection.ts'

export interface ServerBytesParts {
  ledger: Rows
  connect: (account: Account, signal: AbortSignal) => Promise<MailConnection>
}

/** A part at its server: its first and last bytes, and any others. */
export interface ServerRange {
  head: Uint8Array
  tail: Uint8Array
  /** @throws MAIL_AWAY, GONE, MAIL_REFUSED, MAIL_UNSAFE, CANCELLED */
  read: (start: number, end: number) => AsyncIterable<Uint8Array>
}

/** Enough to know the type of the content, and the length of its lines. */
const HEAD_BYTES = 8192
const TAIL_BYTES = 2048
const FIRST_PIECE_BYTES = 64 * 1024
const LEAST_PIECE_BYTES = 16 * 1024
const MOST_PIECE_BYTES = 1 << 20
/** Tries in a row that bring nothing. */
const MAX_FAILURES = 4

interface Place {
  account: Account
  folder: Folder
  uid: number
}

interface Found {
  place: Place
  head: Uint8Array
  tail: Uint8Array
}

export class ServerBytes {
  readonly #parts: ServerBytesParts
  readonly #connections = new Map<string, SpareConnection>()
  #isClosed = false

  constructor(parts: ServerBytesParts) {
    this.#parts = parts
  }

  /**
   * Finds a range of a mail at one of its places. What is before and behind it must be what was
   * kept of the mail: another copy may have other fields, and its bytes would be others.
   * @throws GONE if no server has this mail; MAIL_AWAY, MAIL_REFUSED, MAIL_UNSAFE, CANCELLED
   */
  async open(object: Uint8Array, range: PartRange, signal: AbortSignal): Promise<ServerRange> {
    let found = await this.#find(object, range, signal)
    const findAgain = async (): Promise<void> => void (found = await this.#find(object, range, signal))
    const readAt = (from: number, count: number): Promise<Uint8Array> =>
      this.#readOnce(found.place, range.from + from, count, signal)
    return {
      ...{ head: found.head, tail: found.tail },
      read: (start, end) => readInPieces({ readAt, findAgain }, start, end),
    }
  }

  /** Ends the connection of an account whose sign-in or server changed. */
  async forget(account: Uint8Array): Promise<void> {
    const connection = this.#connections.get(toHex(account))
    this.#connections.delete(toHex(account))
    await connection?.close()
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await Promise.all([...this.#connections.values()].map((connection) => connection.close()))
  }

  /** @throws MAIL_AWAY if its account is off, or if nobody knows yet where the mail went */
  #listPlaces(object: Uint8Array): Place[] {
    const { ledger } = this.#parts
    const known = listPlaces(ledger, object)
    const found = known
      .filter(({ isGone, uid }) => !isGone && uid > 0)
      .flatMap(({ account: id, folder: number, uid }): Place[] => {
        const account = findAccount(ledger, id)
        const folder = listFolders(ledger, id).find((one) => one.id === number)
        return account?.isOn === true && folder !== undefined ? [{ account, folder, uid }] : []
      })
    if (found.length === 0 && known.length > 0)
      throw new EngineError('MAIL_AWAY', 'The account of this mail is off, or the mail is being moved.')
    return found
  }

  async #find(object: Uint8Array, range: PartRange, signal: AbortSignal): Promise<Found> {
    let failure: EngineError | null = null
    for (const place of this.#listPlaces(object)) {
      try {
        return await this.#look(place, range, signal)
      } catch (error) {
        if (!isEngineError(error) || error.code === 'CANCELLED') throw error
        if (failure === null || error.code !== 'GONE') failure = error
      }
    }
    throw failure ?? gone()
  }

  async #look(place: Place, { from, size, before, behind }: PartRange, signal: AbortSignal): Promise<Found> {
    const lead = before.byteLength
    const last = Math.min(TAIL_BYTES, size)
    const read = (at: number, count: number) => again(() => this.#readOnce(place, at, count, signal))
    const head = await read(from - lead, lead + Math.min(HEAD_BYTES, size))
    // One byte more shows whether the mail ends there.
    const tail = await read(from + size - last, last + (behind.byteLength || 1))
    if (!equalBytes(head.subarray(0, lead), before) || !equalBytes(tail.subarray(last), behind))
      throw new EngineError('GONE', 'The server has another copy of this mail.')
    return { place, head: head.subarray(lead), tail: tail.subarray(0, last) }
  }

  async #readOnce(
    { account, folder, uid }: Place,
    from: number,
    count: number,
    signal: AbortSignal,
  ): Promise<Uint8Array> {
    if (signal.aborted || this.#isClosed) throw new EngineError('CANCELLED', 'Fetching was cancelled.')
    const connection = this.#connectionOf(account)
    try {
      return await connection.run(folder, (mails) => mails.fetchRange(uid, '', from, count))
    } catch (error) {
      // A connection that broke is made anew, but only by a server that answers.
      if (isEngineError(error, 'MAIL_AWAY') && connection.isReachable) throw new BrokenWire(error)
      throw error
    }
  }

  #connectionOf(account: Account): SpareConnection {
    const id = toHex(account.id)
    const known = this.#connections.get(id)
    if (known !== undefined) return known
    const { connect } = this.#parts
    const made = new SpareConnection((signal) => connect(account, signal))
    this.#connections.set(id, made)
    return made
  }
}

/** A connection broke that had been made. */
class BrokenWire extends EngineError {
  constructor({ message, details }: EngineError) {
    super('MAIL_AWAY', message, { details })
  }
}

async function again<T>(act: () => Promise<T>): Promise<T> {
  for (let failures = 1; ; failures++) {
    try {
      return await act()
    } catch (error) {
      if (failures > MAX_FAILURES || !(error instanceof BrokenWire)) throw error
    }
  }
}

interface Reading {
  readAt: (from: number, count: number) => Promise<Uint8Array>
  /** Looks for the mail again, because another program may have moved it. @throws GONE */
  findAgain: () => Promise<void>
}

/** Pieces grow while they arrive whole, and get smaller when the connection breaks. */
async function* readInPieces(
  { readAt, findAgain }: Reading,
  start: number,
  end: number,
): AsyncGenerator<Uint8Array> {
  let [at, most, failures] = [start, FIRST_PIECE_BYTES, 0]
  while (at < end) {
    try {
      const piece = await readAt(at, Math.min(most, end - at))
      if (piece.byteLength === 0) throw gone()
      failures = 0
      most = Math.min(MOST_PIECE_BYTES, most * 2)
      at += piece.byteLength
      yield piece
    } catch (error) {
      if (++failures > MAX_FAILURES) throw error
      if (isEngineError(error, 'GONE')) await findAgain()
      else if (!(error instanceof BrokenWire)) throw error
      most = Math.max(LEAST_PIECE_BYTES, most / 4)
    }
  }
}

const gone = (): EngineError => new EngineError('GONE', 'No server has this mail any longer.')
