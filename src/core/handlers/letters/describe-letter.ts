// Maps letters to the contract: bytes to text, keys to names, facts to summaries.
import { findContentKey } from '../../access/index.ts'
import { expectsProof, isOwnAddress } from '../../accounts/index.ts'
import { equalBytes } from '../../base/index.ts'
import type {
  Addressee,
  Asks,
  Cursor,
  Letter,
  LetterState,
  LetterSummary,
  OpensFrom,
  RefText,
  Suspicion,
  ThreadGap,
  Tidy,
} from '../../contract/index.ts'
import {
  attachmentsOf,
  findLatestVersion,
  findMark,
  findPolicy,
  fromNoticed,
  opensFrom,
  UNGIVEN,
} from '../../delivery/index.ts'
import { findCorrespondent } from '../../correspondents/index.ts'
import { isAnswer } from '../../contract/reader-states.ts'
import { countMembers } from '../../groups/index.ts'
import { findArchived, SAFETY_TAG, type LetterParts, type ThreadItem } from '../../letters/index.ts'
import {
  addressInShown,
  findOrigin,
  nameInShown,
  namesIn,
  peopleOf,
  readChecks,
  suspicionsOf,
} from '../../mail/index.ts'
import { objectId, type MailOrigin, type OpenedObject, type Ref } from '../../store/index.ts'
import { listFellowStates } from '../../talks/index.ts'
import {
  groupOf,
  wideEntriesOf,
  type ListedEntry,
  type TidyEntry,
  type WideEntry,
} from '../../views/index.ts'
import { describeAttachment } from '../files/describe-file.ts'
import { describeReactions } from './describe-reactions.ts'
import { isoTime, isoTimeOrNull, partyOf, refText, wideAddressee } from '../../contract-ids.ts'

export function describeLetter(
  parts: LetterParts,
  ref: Ref,
  { header }: Pick<OpenedObject, 'header'>,
): Omit<Letter, 'original' | 'text'> {
  const object = objectId(ref)
  const notice = parts.inbox.find(parts.ledger, object)?.notice
  const own = findPolicy(parts.ledger, object)
  const origin = findOrigin(parts.ledger, parts, ref, header)
  const named = namedOf(parts, object, origin)
  const me = {
    person: parts.identity.person,
    isAt: (address: string): boolean => isOwnAddress(parts.ledger, address),
  }
  const people = origin === null ? { author: ref.person, to: header.to } : peopleOf(origin, me)
  const entry = { ...people, wide: wideEntriesOf(header.madeFor), imported: named, kind: header.kind }
  return {
    ref: refText(ref),
    ...partiesOf(parts, entry),
    subject: header.title,
    sentAt: sentAtOf({ at: header.at, imported: named }),
    links: header.links.map((link) => ({ rel: link.rel, ref: refText(link.ref) })),
    attachments: attachmentsOf(header, ref.person).map((file, n) =>
      describeAttachment(parts, object, n, file),
    ),
    tags: header.tags,
    imported: describeImported(named),
    verified: origin === null,
    ...(origin === null ? {} : { proof: readChecks(parts.ledger, object).proof }),
    policy: own ?? (notice === undefined ? UNGIVEN : fromNoticed(notice)),
    reactions: describeReactions(parts, object),
    replacedBy: replacementOf(parts, object),
  }
}

function replacementOf({ ledger, store, inbox }: LetterParts, object: Uint8Array): RefText | null {
  const latest = findLatestVersion(ledger, object)
  if (equalBytes(latest, object)) return null
  const ref = store.findOwn(ledger, latest)?.ref ?? inbox.find(ledger, latest)?.notice.ref ?? null
  return ref === null ? null : refText(ref)
}

/** For an item that is not open here. */
export function describeGap(parts: LetterParts, { ref, entry, code }: ThreadItem): ThreadGap {
  return {
    ref: refText(ref),
    // The author in a ref is only a hint. Without a notice nothing else is known.
    from: partyOf(parts, ref.person),
    to: entry === null ? [] : addressees(parts, entry.to, entry.wide),
    subject: entry?.subject ?? null,
    sentAt: entry === null ? null : sentAtOf(entry),
    code: code!,
  }
}

/** An imported mail is shown with the time that it states, wherever a list sorts it. */
function sentAtOf({ at, imported }: Pick<ListedEntry, 'at' | 'imported'>): string {
  return isoTime(imported?.writtenAt ?? at)
}

type Shown = Pick<ListedEntry, 'author' | 'to' | 'wide' | 'imported'> & { kind: string }

/**
 * For what was imported: shows persons who are not known here by the names that the mail or the
 * export uses.
 */
export function partiesOf(
  parts: LetterParts,
  { kind, author, to, wide, imported }: Shown,
): Pick<LetterSummary, 'from' | 'to'> {
  if (imported === null) return { from: partyOf(parts, author), to: addressees(parts, to, wide) }
  const isMail = kind === 'mail'
  const named = (person: Uint8Array, name: string | undefined): Letter['from'] => {
    const party = { ...partyOf(parts, person), ...(isMail ? addressIn(name) : {}) }
    const isKnown =
      equalBytes(person, parts.identity.person) || parts.acquaintances.findCard(parts.ledger, person) !== null
    // Nobody is called by a key that is the hash of an address.
    return isKnown || name === undefined || (name === '' && !isMail) ? party : { ...party, name }
  }
  const all = to.map((person, i) => named(person, imported.to[i]))
  // A mail is to those whom it names. Sharing it adds no addressee.
  const readers = isMail
    ? distinct(all.slice(0, imported.to.length))
    : [...all, ...addressees(parts, [], wide)]
  return { from: named(author, imported.from), to: readers }
}

/** Anybody can write an own address into a mail, so it is told with the name of oneself too. */
function addressIn(shown = ''): { address?: string } {
  const address = addressInShown(shown)
  return address === '' ? {} : { address }
}

/** A mail may name one person twice, by two of their addresses. */
function distinct(parties: readonly Letter['from'][]): Letter['from'][] {
  const seen = new Set<string>()
  return parties.filter(({ person }) => !seen.has(person) && seen.add(person))
}

export function summarise(parts: LetterParts, entry: ListedEntry): LetterSummary {
  const isReadable = isReadableNow(parts, entry)
  return {
    kind: entry.kind,
    ref: entry.ref as RefText,
    draft: null,
    ...partiesOf(parts, entry),
    unnamed: entry.unnamed,
    opensFrom: opensFromNow(parts, entry),
    subject: entry.subject,
    sentAt: sentAtOf(entry),
    size: entry.size,
    attached: {
      ...{ count: entry.attached.count, size: entry.attached.bytes },
      names: isReadable ? entry.fileNames : [],
    },
    policy: entry.policy,
    ...stateNow(parts, entry),
    answer: answerOf(parts, entry),
    confirmed: confirmedOf(parts, entry),
    asks: asksOf(parts, entry),
    tally: entry.tally,
    replyTo: (entry.reply?.ref ?? null) as RefText | null,
    replaces: entry.replaces as RefText | null,
    isReplaced: entry.isReplaced,
    remindsAt: isoTimeOrNull(entry.remindsAt),
    nudgedAt: isoTimeOrNull(entry.nudgedAt ?? null),
    goesAt: isoTimeOrNull(entry.goesAt),
    deletedAt: isoTimeOrNull(entry.deletedAt ?? null),
    arrivedAt: isoTimeOrNull(entry.arrivedAt),
    excerpt: isReadable ? entry.excerpt : null,
    tidy: describeTidy(entry.tidy),
    mail: describeMailFacts(parts, entry),
    bin: entry.tidy.bin,
    imported: describeImported(entry.imported),
    cursor: entry.cursor as Cursor,
  }
}

function describeMailFacts(parts: LetterParts, entry: ListedEntry): LetterSummary['mail'] {
  if (entry.mail === undefined) return null
  const suspicions = suspicionsIn(parts, entry)
  const isOfAccount = entry.side !== 'imported'
  // Most mails have a result, which spares a look at the others.
  const isExpected = isOfAccount && (entry.mail.proof.by !== null || expectsProof(parts.ledger, entry.object))
  return { ...entry.mail, expectsProof: isExpected, ...(suspicions.length === 0 ? {} : { suspicions }) }
}

/**
 * Nothing is suspicious about the own address, or about a name without any. In a row a proven sender
 * may have the name of a contact: friends write from their own addresses, too. The domain stands beside.
 */
function suspicionsIn(
  { addressBook, identity, ledger }: LetterParts,
  { author, imported, mail }: ListedEntry,
): Suspicion[] {
  const address = findCorrespondent(ledger, author)?.address ?? ''
  if (imported === null || address === '' || equalBytes(author, identity.person)) return []
  const isProven = mail?.proof.dmarc === 'pass'
  return suspicionsOf(
    { name: nameInShown(imported.from), address },
    (name) => !isProven && addressBook.isLikeContact(name),
  )
}

/** A sealed letter can expire without any new record, so the state depends on the current time. */
export function stateNow(parts: LetterParts, entry: ListedEntry): Pick<LetterSummary, 'state' | 'stateAt'> {
  const { state, stateAt, policy } = entry
  const { expires } = policy
  const isOver = state === 'sealed' && expires !== null && Date.parse(expires) <= parts.clockGuard.read().now
  return isOver
    ? { state: 'expired', stateAt: expires }
    : { state: state as LetterState, stateAt: isoTimeOrNull(stateAt) }
}

function answerOf({ ledger }: LetterParts, { side, state, object }: ListedEntry): string | null {
  if (side !== 'inbox' || !isAnswer(state)) return null
  const note = findMark(ledger, object)?.note ?? ''
  return note === '' ? null : note
}

/** Its author needs no confirmation, so the others are counted. */
function confirmedOf(
  { ledger, groups }: LetterParts,
  { policy, side, object, state, ...entry }: ListedEntry,
): LetterSummary['confirmed'] {
  const group = policy.urgent && side === 'inbox' ? groupOf(entry) : null
  if (group === null || !groups.sharesStates(ledger, group)) return null
  const fellows = listFellowStates(ledger, object, group).filter(({ value }) => value === 'confirmed')
  return {
    count: fellows.length + Number(state === 'confirmed'),
    of: countMembers(ledger, group) - 1,
  }
}

/** The tag of a safety check is in the header, and in the words of its notice. */
function asksOf({ ledger, store, inbox }: LetterParts, { object, policy }: ListedEntry): Asks | null {
  if (!policy.urgent) return null
  const tags =
    store.findOwn(ledger, object)?.header.tags ??
    inbox.find(ledger, object)?.notice.words?.tags ??
    store.findKept(ledger, object)?.header.tags
  return tags?.includes(SAFETY_TAG) === true ? 'safety' : 'confirmation'
}

function opensFromNow(parts: LetterParts, entry: ListedEntry): OpensFrom | null {
  if (stateNow(parts, entry).state !== 'sealed') return null
  const received = parts.inbox.find(parts.ledger, entry.object)
  return received === null ? null : opensFrom(parts, received)
}

/** False for an own letter whose key was destroyed, until the index knows it too. */
function isReadableNow(parts: LetterParts, { side, object }: ListedEntry): boolean {
  const isOwn = side === 'sent' || side === 'notes'
  return !isOwn || findContentKey(parts.ledger, object) !== null
}

export function describeTidy(tidy: Omit<TidyEntry, 'bin'>): Tidy {
  const { isArchived, isStarred, isUnread, snoozedUntil, labels } = tidy
  return {
    archived: isArchived,
    starred: isStarred,
    unread: isUnread,
    snoozedUntil: isoTimeOrNull(snoozedUntil),
    labels,
  }
}

function addressees(parts: LetterParts, to: Uint8Array[], wide: WideEntry[]): Addressee[] {
  return [...to.map((person) => partyOf(parts, person)), ...wide.map((one) => wideAddressee(parts, one))]
}

type Named = ListedEntry['imported']

function namedOf({ ledger }: LetterParts, object: Uint8Array, origin: MailOrigin | null): Named {
  const archived = findArchived(ledger, object)
  const whose = archived?.whose ?? null
  if (origin !== null) return { ...namesIn(origin), whose }
  return archived === null ? null : { ...archived.record, whose, writtenAt: null }
}

function describeImported(named: Named): Letter['imported'] {
  return named === null ? null : { whose: named.whose }
}
