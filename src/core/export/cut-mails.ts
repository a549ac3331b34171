// Mails whose large parts are kept apart, or are at their server: an export has the whole mail,
// byte for byte, if it can be had.
import { isEngineError, type ErrorCode } from '../contract/errors.ts'
import type { CutMail } from '../mail/index.ts'
import type { Bag } from './bag.ts'

/** What an export asks of the accounts. */
export interface MailJoiner {
  /** True if this own file has a part of a mail. The mail has it in the export. */
  hasFile(file: Uint8Array): boolean
  /** @throws MAIL_AWAY, MAIL_REFUSED, MAIL_UNSAFE, GONE, ALTERED, CANCELLED */
  join(mail: { object: Uint8Array; body: Uint8Array }, signal: AbortSignal): AsyncIterable<Uint8Array>
}

/** A mail is joined in memory, because a part that is missing is known at the end only. */
const MAX_JOINED_BYTES = 64 << 20
const MISSING = 'missing.txt'
const HEAD = `Large parts of these mails are not in this export. Their server could not be asked, does not have
them any longer, or the mail is larger than 64 MiB.

`
/** After so many of these in a row, no server is asked again in this export. */
const MAX_AWAY = 3
const AWAY: ReadonlySet<ErrorCode> = new Set(['MAIL_AWAY', 'MAIL_REFUSED', 'MAIL_UNSAFE'])

export class CutMails {
  readonly #joiner: MailJoiner
  readonly #signal: AbortSignal
  #away = 0

  constructor(joiner: MailJoiner, signal: AbortSignal) {
    this.#joiner = joiner
    this.#signal = signal
  }

  /** Returns the whole mail. Null if a part of it cannot be had. @throws CANCELLED, DAMAGED, NO_SPACE */
  async join(mail: { object: Uint8Array; body: Uint8Array }, cut: CutMail): Promise<Uint8Array | null> {
    if (cut.size > MAX_JOINED_BYTES || (this.#away >= MAX_AWAY && cut.parts.length > 0)) return null
    const pieces: Uint8Array[] = []
    try {
      for await (const piece of this.#joiner.join(mail, this.#signal)) pieces.push(Uint8Array.from(piece))
      this.#away = 0
      return Buffer.concat(pieces)
    } catch (error) {
      if (!isEngineError(error)) throw error
      const isAway = AWAY.has(error.code)
      if (!isAway && error.code !== 'GONE' && error.code !== 'ALTERED') throw error
      if (isAway) this.#away++
      return null
    }
  }
}

/** Names a mail that is exported without its large parts. */
export async function noteMissing(bag: Bag, path: string, { parts }: CutMail): Promise<void> {
  if (!bag.isGrowing(MISSING)) await bag.append(MISSING, HEAD)
  const bytes = parts.reduce((sum, { size }) => sum + size, 0)
  await bag.append(MISSING, `${path}: ${parts.length} of its parts, ${bytes} bytes\n`)
}
