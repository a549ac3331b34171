// Keeps the words of mails that were read, so that each mail is parsed once, however often it is
// listed, read, shown in its thread and exported.
// Mails of others have an allowance. It is taken before a mail is read, by its size.
import { systemClock, type Clock } from '../base/index.ts'
import type { MailContent } from './read-mail.ts'

interface Reading {
  /** The object of the mail, in hex. */
  object: string
  /** Its author, in hex; null for an own mail. */
  person: string | null
}

/** Of all texts that are kept. */
const MAX_KEPT_CHARS = 8 << 20
/** What a mail without words takes. */
const LEAST_CHARS = 256
/** Bytes of the mails of one person that are read in a day: about a minute of the thread. */
const DAILY_BYTES = 256 << 20
const DAY_MS = 24 * 3_600_000
/** So long after the last use. Words of a letter that was deleted meanwhile are not kept longer. */
const KEPT_MS = 600_000
const MAX_PERSONS = 10_000

export const UNREAD: MailContent = { text: '', files: [], notRead: ['time'] }

const kept = new Map<string, MailContent>()
const running = new Map<string, Promise<MailContent>>()
const spent = new Map<string, { sinceMs: number; bytes: number }>()
let keptChars = 0
let clearing: NodeJS.Timeout | null = null

/**
 * Returns what is kept, or reads the mail. A mail that took too long is kept as such. A mail beyond
 * the allowance of its author is not read on that day.
 */
export function readOnce(
  { object, person }: Reading,
  bytes: number,
  read: () => Promise<MailContent | null>,
  clock: Clock = systemClock,
): Promise<MailContent> {
  clearLater()
  const known = kept.get(object)
  if (known !== undefined) {
    // The most recent are at the end.
    kept.delete(object)
    kept.set(object, known)
    return Promise.resolve(known)
  }
  const earlier = running.get(object)
  if (earlier !== undefined) return earlier
  if (person !== null && !takeAllowance(person, bytes, clock)) return Promise.resolve(UNREAD)
  const reading = read()
    .then((content) => keep(object, content ?? UNREAD))
    .finally(() => running.delete(object))
  running.set(object, reading)
  return reading
}

function takeAllowance(person: string, bytes: number, clock: Clock): boolean {
  const now = clock.monotonicMs()
  const known = spent.get(person)
  const today = known !== undefined && now - known.sinceMs < DAY_MS ? known : { sinceMs: now, bytes: 0 }
  if (today.bytes + bytes > DAILY_BYTES) return false
  today.bytes += bytes
  spent.delete(person)
  spent.set(person, today)
  for (const oldest of spent.keys()) {
    if (spent.size <= MAX_PERSONS) break
    spent.delete(oldest)
  }
  return true
}

function keep(object: string, { text, files, notRead }: MailContent): MailContent {
  const content = { text, files, notRead }
  kept.set(object, content)
  keptChars += sizeOf(content)
  for (const [oldest, one] of kept) {
    if (keptChars <= MAX_KEPT_CHARS) break
    kept.delete(oldest)
    keptChars -= sizeOf(one)
  }
  return content
}

function sizeOf({ text, files }: MailContent): number {
  return files.reduce(
    (sum, { name, start }) => sum + name.length + start.byteLength,
    LEAST_CHARS + text.length,
  )
}

/** Clears all of it when nobody reads mails any more. */
function clearLater(): void {
  if (clearing !== null) clearTimeout(clearing)
  clearing = setTimeout(() => {
    kept.clear()
    keptChars = 0
  }, KEPT_MS)
  clearing.unref()
}
