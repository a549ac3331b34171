// Asks the sender of a mail to many to stop: by the way that the head of the mail names.
import { EngineError } from '../../contract/errors.ts'
import { PLAIN_POLICY, type Letter, type StoppedMails } from '../../contract/index.ts'
import { openOwn } from '../../delivery/index.ts'
import type { LetterParts } from '../../letters/index.ts'
import { readChecks, readHeadFacts, readMailto, type MailFacts } from '../../mail/index.ts'
import type { OpenHome } from '../../open-home.ts'
import { readAnswer } from '../../outside/index.ts'
import { objectId, type Ref } from '../../store/index.ts'
import type { Served } from '../serving.ts'
import { draftHandlers } from './draft-handlers.ts'

/** Returns how such mails can be stopped; nothing if they cannot. */
export function describeStop(
  { ledger }: LetterParts,
  ref: Ref,
  facts: MailFacts | null,
): Pick<Letter, 'stopsBy'> {
  if (readChecks(ledger, objectId(ref)).isOneClick) return { stopsBy: 'request' }
  return findStopAddress(facts) === null ? {} : { stopsBy: 'mail' }
}

const findStopAddress = (facts: Pick<MailFacts, 'list'> | null) =>
  readMailto(facts?.list?.unsubscribe?.mail ?? '')

/** @throws INVALID, MAIL_AWAY, MAIL_REFUSED, DAMAGED, NOT_FOUND */
export async function stopMails(home: OpenHome, ref: Ref, served: Served): Promise<StoppedMails> {
  const { parts, outside } = home
  const answer = await readAnswer(parts, ref, (address) => outside.isOwnAddress(address))
  if (answer === null) throw new EngineError('INVALID', 'It is not a mail.')
  const facts = readHeadFacts((await openOwn(parts, objectId(ref))).body)
  const link = facts.list?.unsubscribe?.web ?? null
  if (link !== null && readChecks(parts.ledger, objectId(ref)).isOneClick) {
    await home.askToStop(link, served.signal)
    return { by: 'request', host: new URL(link).hostname }
  }
  const mailto = findStopAddress(facts)
  if (mailto === null) throw new EngineError('INVALID', 'This mail names no safe way to stop such mails.')
  const { address, subject, text } = mailto
  const { draft } = await draftHandlers.save(
    home,
    {
      ...{ to: [address], subject: subject || 'unsubscribe', text: text || 'unsubscribe' },
      ...{ tags: [], from: answer.from, policy: PLAIN_POLICY },
    },
    served,
  )
  return { by: 'mail', draft, address }
}
