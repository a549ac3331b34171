// Reads from an own mail whom an answer goes to.
import { openOwn } from '../delivery/index.ts'
import { readHeadFacts } from '../mail/index.ts'
import type { Ref } from '../store/index.ts'
import { objectId } from '../store/index.ts'
import type { ComposingParts } from './compose-mail.ts'
import { decideAnswer, type Answer } from './decide-answer.ts'

/** Null if it is not a mail. @throws DAMAGED, NOT_FOUND */
export async function readAnswer(
  parts: ComposingParts,
  ref: Ref,
  isOwn: (address: string) => boolean,
): Promise<Answer | null> {
  const origin = parts.store.findOwn(parts.ledger, objectId(ref))?.header.origin
  if (origin === undefined) return null
  const { body } = await openOwn(parts, objectId(ref))
  return decideAnswer({ ...readHeadFacts(body), to: origin.to }, isOwn)
}
