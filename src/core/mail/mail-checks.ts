// Checks a mail when it is kept: whether its sender is proven, and whether it went to many. Only then
// is its whole head here, as the server of the account has it.
import type { MailProof } from '../contract/index.ts'
import { hash } from '../seal/index.ts'
import { readHead } from './head-fields.ts'
import { factsOf } from './mail-facts.ts'
import { findResults, proofOf } from './mail-proof.ts'
import { isWayOutSigned } from './one-click.ts'
import { stopKeyOf } from './stop-key.ts'

export interface MailChecks {
  proof: MailProof
  /** True if one request may stop the mails: the sender offers it, and has signed the offer. */
  isOneClick: boolean
  /** True for a mail to many, as of a list or a newsletter. */
  isBulk: boolean
  /** Null for a mail of no list. */
  list: { id: string; name: string } | null
  /** `stopKeyOf` */
  stopKey: Uint8Array | null
}

/**
 * @param mail a mail, or its head
 * @param trusted as of `findResults`. Null for a mail of a file, which anybody may have written: nothing
 *   in it proves anything.
 */
export function checkMail(mail: Uint8Array, trusted: readonly string[] | null): MailChecks {
  const bytes = Buffer.from(mail.buffer, mail.byteOffset, mail.byteLength)
  const { fields } = readHead(bytes, 0, bytes.length)
  const facts = factsOf(fields, { charset: null })
  const found = trusted === null ? [] : findResults(fields, trusted)
  const { list, isBulk } = facts
  const proof = proofOf(facts, found)
  return {
    proof,
    isOneClick: list?.unsubscribe?.isOneClick === true && isWayOutSigned(fields, found),
    isBulk,
    list: list === null || list.id === '' ? null : { id: list.id, name: list.name },
    stopKey: stopKeyOf(facts, proof, found),
  }
}

/** Returns the key of a list: its mails are found by it as by an addressee. */
export const mailListKey = (id: string): Uint8Array => hash('fumikura/mail-list/1', Buffer.from(id))
