// What a mail is like, said in one way for here and for its server, and how the two become equal.
// Pure: merging reads no table and asks no server.
import type { TidyOrder } from '../tidy/index.ts'
import type { Bin, TidyEntry } from '../views/index.ts'
import type { FolderRole } from './mail-server.ts'

/** Where a mail is for its person. A mail is in exactly one of them. */
export type Shelf = 'inbox' | 'archive' | 'spam' | 'trash'

export interface MailState {
  isSeen: boolean
  isStarred: boolean
  shelf: Shelf
  labels: readonly string[]
}

/** One place of a mail at its server. */
export interface MailPlace {
  folder: number
  uid: number
  path: string
  /** The last part of the path, which is the label of its mails if the folder has no role. */
  name: string
  role: FolderRole | null
  isSeen: boolean
  isFlagged: boolean
  /** Flags of one's own, in lower case. */
  keywords: readonly string[]
  /** The labels of Gmail, with its own, which begin with a backslash. */
  labels: readonly string[]
  keepsKeywords: boolean
  isGone: boolean
  isQuiet: boolean
}

/** Folders whose mails are in no list of this person but spam and trash, and not in the archive. */
const SHELVES: Readonly<Record<FolderRole, Shelf>> = {
  inbox: 'inbox',
  sent: 'inbox',
  drafts: 'inbox',
  starred: 'archive',
  archive: 'archive',
  all: 'archive',
  spam: 'spam',
  trash: 'trash',
}

/** Gmail has one folder for all mails, and a label for the inbox. */
export function shelfOf({ role, labels }: Pick<MailPlace, 'role' | 'labels'>): Shelf {
  if (role === 'all') return labels.includes('\\Inbox') || labels.includes('\\Sent') ? 'inbox' : 'archive'
  return role === null ? 'archive' : SHELVES[role]
}

/** Keywords that programs set for themselves. */
const OF_PROGRAMS = /^(?:\$.*|junk|nonjunk|notjunk|forwarded|redirected|unwanted)$/i

function labelsOf({ role, name, keywords, labels }: MailPlace): string[] {
  const own = [
    ...keywords.filter((one) => !OF_PROGRAMS.test(one)),
    ...labels.filter((one) => !one.startsWith('\\')),
  ]
  return role === null ? [...own, name] : own
}

/** A mail in several folders is where its person would look for it first. */
const ORDER: readonly Shelf[] = ['inbox', 'archive', 'spam', 'trash']

/** Returns what the server says about a mail. Null if it has the mail nowhere. */
export function stateAtServer(places: readonly MailPlace[]): MailState | null {
  if (places.length === 0) return null
  const shelves = new Set(places.map(shelfOf))
  return {
    isSeen: places.some(({ isSeen, isQuiet }) => isSeen || isQuiet),
    isStarred: places.some(({ isFlagged }) => isFlagged),
    shelf: ORDER.find((shelf) => shelves.has(shelf))!,
    labels: uniteLabels(places.flatMap(labelsOf)),
  }
}

export function stateHere({ isUnread, isStarred, isArchived, bin, labels }: TidyEntry): MailState {
  return { isSeen: !isUnread, isStarred, shelf: bin ?? (isArchived ? 'archive' : 'inbox'), labels }
}

/**
 * Merges what the server says now with what is here. `base` is what both had. If both changed the
 * same thing, the person here wins for flags, and the server for the shelf: another program may have
 * moved the mail to where this one cannot.
 */
export function mergeStates(base: MailState | null, there: MailState, here: MailState): MailState {
  if (base === null) return { ...there, labels: uniteLabels([...here.labels, ...there.labels]) }
  const removed = base.labels.filter((label) => !hasLabel(there.labels, label))
  const added = there.labels.filter((label) => !hasLabel(base.labels, label))
  return {
    isSeen: here.isSeen === base.isSeen ? there.isSeen : here.isSeen,
    isStarred: here.isStarred === base.isStarred ? there.isStarred : here.isStarred,
    shelf: there.shelf === base.shelf ? here.shelf : there.shelf,
    labels: uniteLabels([...here.labels.filter((label) => !hasLabel(removed, label)), ...added]),
  }
}

export function isSameState(a: MailState, b: MailState): boolean {
  return (
    a.isSeen === b.isSeen &&
    a.isStarred === b.isStarred &&
    a.shelf === b.shelf &&
    a.labels.length === b.labels.length &&
    a.labels.every((label) => hasLabel(b.labels, label))
  )
}

/** The bin that a mail is in here. Null for a mail that is in the other lists. */
export function binOf({ shelf }: MailState): Bin | null {
  return shelf === 'spam' || shelf === 'trash' ? shelf : null
}

/** Returns the order that makes `here` equal to `wanted`, but for the bin. */
export function orderTo(wanted: MailState, here: MailState): TidyOrder {
  return {
    unread: !wanted.isSeen,
    starred: wanted.isStarred,
    // A mail that comes back from a bin is again where it was.
    ...(binOf(wanted) === null ? { archived: wanted.shelf === 'archive' } : {}),
    addLabels: wanted.labels.filter((label) => !hasLabel(here.labels, label)),
    removeLabels: here.labels.filter((label) => !hasLabel(wanted.labels, label)),
  }
}

const fold = (label: string): string => label.normalize('NFC').toLowerCase()

/** Servers tell keywords in any case. */
export function hasLabel(labels: readonly string[], label: string): boolean {
  return labels.some((one) => fold(one) === fold(label))
}

/** Keeps the first spelling of each label. */
function uniteLabels(labels: readonly string[]): string[] {
  const known = new Map<string, string>()
  for (const label of labels) if (!known.has(fold(label))) known.set(fold(label), label)
  return [...known.values()]
}

export interface FlagChange {
  add: string[]
  remove: string[]
}

/** What the server must be told of one place of a mail. */
export interface PlaceAct {
  flags: FlagChange
  /** Of Gmail. */
  labels: FlagChange
  /** The shelf that the mail must move to; null if it stays. */
  moveTo: Shelf | null
}

/** Words that are valid as a flag (RFC 9051, `atom`). Other labels stay here. */
const ATOM = /^[!#$&'+,\-./0-9:;<=>?@A-Z^_`a-z|~]+$/

/** Returns null if the place has everything as it is here. */
export function decideAct(here: MailState, place: MailPlace, hasLabels: boolean): PlaceAct | null {
  const flags = changeFlags(here, place)
  const labels = hasLabels ? changeLabels(here, place) : NOTHING
  const shelf = shelfOf(place)
  const moves = shelf !== here.shelf && !(hasLabels && isOfOneFolder(shelf) && isOfOneFolder(here.shelf))
  // What was sent stays where it is, in the archive too.
  const staysSent = place.role === 'sent' && isOfOneFolder(here.shelf)
  const moveTo = moves && !staysSent ? here.shelf : null
  return moveTo === null && isNothing(flags) && isNothing(labels) ? null : { flags, labels, moveTo }
}

/** The two shelves that share the folder of all mails at Gmail. */
const isOfOneFolder = (shelf: Shelf): boolean => shelf === 'inbox' || shelf === 'archive'

const NOTHING: FlagChange = { add: [], remove: [] }
const isNothing = ({ add, remove }: FlagChange): boolean => add.length === 0 && remove.length === 0

function changeFlags(here: MailState, place: MailPlace): FlagChange {
  const change: FlagChange = { add: [], remove: [] }
  const set = (flag: string, isWanted: boolean, isSet: boolean): void => {
    if (isWanted !== isSet) change[isWanted ? 'add' : 'remove'].push(flag)
  }
  if (!place.isQuiet) set('\\Seen', here.isSeen, place.isSeen)
  set('\\Flagged', here.isStarred, place.isFlagged)
  if (!place.keepsKeywords || place.role === 'all') return change
  const wanted = here.labels.filter((label) => ATOM.test(label) && !OF_PROGRAMS.test(label))
  for (const label of wanted)
    if (label !== place.name || place.role !== null) set(label, true, hasLabel(place.keywords, label))
  for (const keyword of place.keywords)
    if (!OF_PROGRAMS.test(keyword) && !hasLabel(here.labels, keyword)) change.remove.push(keyword)
  return change
}

function changeLabels(here: MailState, { role, labels }: MailPlace): FlagChange {
  if (role !== 'all') return NOTHING
  const wanted = here.labels.filter((label) => !label.startsWith('\\'))
  const add = wanted.filter((label) => !hasLabel(labels, label))
  const remove = labels.filter((label) => !label.startsWith('\\') && !hasLabel(wanted, label))
  const isInInbox = labels.includes('\\Inbox')
  if (here.shelf === 'inbox' && !isInInbox && !labels.includes('\\Sent')) add.push('\\Inbox')
  if (here.shelf === 'archive' && isInInbox) remove.push('\\Inbox')
  return { add, remove }
}
