// Whom an answer to a mail goes to: where the mail says, and never to oneself. Pure.
import { correspondentKey } from '../correspondents/index.ts'
import { toHex } from '../base/index.ts'
import type { MailAddress } from '../store/index.ts'

/** What a mail says about its people. */
export interface AnsweredMail {
  from: readonly MailAddress[]
  replyTo: readonly MailAddress[]
  /** Where an answer to everyone goes (Mail-Followup-To). */
  followUpTo: readonly MailAddress[]
  /** To and Cc. */
  to: readonly MailAddress[]
  /** Where servers delivered it, the last one first. */
  deliveredTo: readonly string[]
  /** True if a server wrote it to report about other mail. */
  isReport: boolean
}

export interface Answer {
  sender: MailAddress[]
  all: MailAddress[]
  /** The own address that the mail came to. Null if none of those that it names. */
  from: string | null
}

type IsOwn = (address: string) => boolean

/** An answer to an own mail goes to those whom it went to, one to a report of a server to nobody. */
export function decideAnswer(mail: AnsweredMail, isOwn: IsOwn): Answer {
  if (mail.isReport) return { sender: [], all: [], from: null }
  const others = (all: readonly MailAddress[]): MailAddress[] => withoutOwn(all, isOwn)
  const found = [mail.replyTo, mail.from, mail.to].map(others).find((some) => some.length > 0)
  const sender = found ?? []
  const followUp = others(mail.followUpTo)
  return {
    sender,
    all: followUp.length > 0 ? followUp : others([...sender, ...mail.to]),
    from: findOwn(mail, isOwn),
  }
}

/** Each address once, by the name that comes first. */
function withoutOwn(all: readonly MailAddress[], isOwn: IsOwn): MailAddress[] {
  const others = all.filter(({ address }) => address !== '' && !isOwn(address))
  const first = new Map(others.toReversed().map((one) => [keyOf(one), one]))
  return [...new Set(others.map(keyOf))].map((key) => first.get(key)!)
}

const keyOf = ({ address }: MailAddress): string => toHex(correspondentKey({ name: '', address }))

function findOwn({ deliveredTo, to }: AnsweredMail, isOwn: IsOwn): string | null {
  return [...deliveredTo, ...to.map(({ address }) => address)].find((one) => one !== '' && isOwn(one)) ?? null
}
