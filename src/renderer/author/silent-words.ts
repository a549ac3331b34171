// Describes the readers who are silent about an own letter. The state step of the life of a message.
import type { Contact, Silence, SilentReader } from '../../core/contract/index.ts'
import { f, m } from '../messages/messages.svelte.ts'

/** So few readers are named on the button. */
const FEW = 2

/** `Remind Jun and Petra`, or `Remind the 7`. Counts only those who can be reminded now. */
export function remindLabel({ canRemind, readers }: Silence): string {
  const words = m.author.silent
  const named = readers.filter((reader) => reader.canRemind)
  return canRemind <= FEW && named.length === canRemind
    ? words.remindNames(f.list(named.map(({ name }) => m.people.called(name))))
    : words.remindCount(f.number(canRemind))
}

export interface SilenceContext {
  isOfGroup: boolean
  /** Null if the reader is no contact. */
  contact: Pick<Contact, 'online' | 'lastSeenAt'> | null
  now: Date
}

/** `Notified Thursday, reminded Saturday · online now` */
export function whySilent(reader: SilentReader, { isOfGroup, contact, now }: SilenceContext): string {
  const words = m.author.silent
  const { remindedAt } = reader
  const reminded = remindedAt === null ? '' : words.alsoReminded(f.sentenceDay(remindedAt, now))
  return [describeReach(reader, isOfGroup, now) + reminded, ...describePresence(contact, now)].join(' · ')
}

/** In a group the arrival of a notice is unknown; only that the reader was notified. */
function describeReach(
  { state, at, arrivedAt, stations }: SilentReader,
  isOfGroup: boolean,
  now: Date,
): string {
  const words = m.author.silent
  if (state === 'referenced') return at === null ? words.openedOnly : words.opened(f.sentenceDay(at, now))
  if (stations !== null && stations.released > 0)
    return m.author.beingOpened(f.number(stations.released), f.number(stations.need))
  const since = arrivedAt ?? (isOfGroup ? at : null)
  return since === null ? words.notReached : words.notified(f.sentenceDay(since, now))
}

function describePresence(contact: SilenceContext['contact'], now: Date): string[] {
  const words = m.author.silent
  if (contact === null) return []
  if (contact.online) return [words.onlineNow]
  return contact.lastSeenAt === null ? [] : [words.lastOnline(f.sentenceDay(contact.lastSeenAt, now))]
}
