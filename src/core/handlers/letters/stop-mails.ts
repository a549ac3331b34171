// Asks the sender of a mail to many to stop: by the way that the head of the mail names. It is asked
// once, and remembered (mail/mail-stops.ts).
import { EngineError } from '../../contract/errors.ts'
import { PLAIN_POLICY, type Letter, type StoppedMails } from '../../contract/index.ts'
import { openOwn } from '../../delivery/index.ts'
import type { LetterParts } from '../../letters/index.ts'
import {
  awaitMail,
  findStop,
  keepStop,
  readChecks,
  readHeadFacts,
  readMailto,
  type MailFacts,
  type MailStop,
} from '../../mail/index.ts'
import type { OpenHome } from '../../open-home.ts'
import { readAnswer } from '../../outside/index.ts'
import { objectId, type Ref } from '../../store/index.ts'
import { isoTime } from '../../contract-ids.ts'
import type { Served } from '../serving.ts'
import { draftHandlers } from './draft-handlers.ts'

type Stopping = Pick<Letter, 'stopsBy' | 'stopAskedAt'>

/** Returns how such mails can be stopped, and when that was asked. */
export function describeStop({ ledger }: LetterParts, ref: Ref, facts: MailFacts | null): Stopping {
  const stop = findStop(ledger, objectId(ref))
  return {
    ...wayOf(readChecks(ledger, objectId(ref)).isOneClick, facts),
    ...(stop === null ? {} : { stopAskedAt: isoTime(stop.askedAt) }),
  }
}

function wayOf(isOneClick: boolean, facts: MailFacts | null): Pick<Letter, 'stopsBy'> {
  if (isOneClick) return { stopsBy: 'request' }
  return findStopAddress(facts) === null ? {} : { stopsBy: 'mail' }
}

const findStopAddress = (facts: Pick<MailFacts, 'list'> | null) =>
  readMailto(facts?.list?.unsubscribe?.mail ?? '')

/** @throws INVALID, MAIL_AWAY, MAIL_REFUSED, DAMAGED, NOT_FOUND */
export async function stopMails(home: OpenHome, ref: Ref, served: Served): Promise<StoppedMails> {
  const { parts, outside } = home
  const object = objectId(ref)
  const asked = findStop(parts.ledger, object)
  if (asked !== null) return describeAsked(asked)
  const answer = await readAnswer(parts, ref, (address) => outside.isOwnAddress(address))
  if (answer === null) throw new EngineError('INVALID', 'It is not a mail.')
  const facts = readHeadFacts((await openOwn(parts, object)).body)
  const link = facts.list?.unsubscribe?.web ?? null
  if (link !== null && readChecks(parts.ledger, object).isOneClick)
    return describeAsked(await requestStop(home, object, link, served))
  const mailto = findStopAddress(facts)
  if (mailto === null) throw new EngineError('INVALID', 'This mail names no safe way to stop such mails.')
  const { address, text } = mailto
  const subject = mailto.subject.trim() || 'unsubscribe'
  const { draft } = await draftHandlers.save(
    home,
    {
      ...{ to: [address], subject, text: text || 'unsubscribe' },
      ...{ tags: [], from: answer.from, policy: PLAIN_POLICY },
    },
    served,
  )
  await parts.ledger.write((tx) => awaitMail(tx, object, { address, subject }))
  return { by: 'mail', address, draft, askedAt: null }
}

async function requestStop(
  { askToStop, parts }: OpenHome,
  object: Uint8Array,
  link: string,
  { signal }: Served,
): Promise<MailStop> {
  await askToStop(link, signal)
  const stop = { way: 'request', whom: new URL(link).hostname, askedAt: parts.clock.now() } as const
  await parts.ledger.write((tx) => keepStop(tx, object, stop))
  return stop
}

function describeAsked({ way, whom, askedAt }: MailStop): StoppedMails {
  const at = isoTime(askedAt)
  return way === 'request'
    ? { by: way, host: whom, askedAt: at }
    : { by: way, address: whom, draft: null, askedAt: at }
}
