// Keeps the words of mails that were read, so that each mail is parsed once, however often it is
// listed, read, shown in its thread and exported.
import type { MailContent } from './read-mail.ts'

interface Reading {
  /**
   * Takes the mail from the allowance of its author. False if it is beyond that. Null for an own
   * mail.
   */
  count: (() => Promise<boolean>) | null
  /** Null if the mail cannot be read. */
  read: () => Promise<MailContent | null>
}

/** Of all texts that are kept. */
const MAX_KEPT_CHARS = 8 << 20
/** What a mail without words takes. */
const LEAST_CHARS = 256
/** So long after the last use. Words of a letter that was deleted meanwhile are not kept longer. */
const KEPT_MS = 600_000

export const UNREAD: MailContent = { text: '', files: [], facts: null, notRead: ['time'] }

const kept = new Map<string, MailContent>()
const running = new Map<string, Promise<MailContent>>()
let keptChars = 0
let clearing: NodeJS.Timeout | null = null

/**
 * Returns what is kept, or reads the mail. A mail that took too long is kept as such. A mail beyond
 * the allowance of its author is not read on that day.
 * @param object the object of the mail, in hex
 */
export function readOnce(object: string, reading: Reading): Promise<MailContent> {
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
  const now = readNow(object, reading).finally(() => running.delete(object))
  running.set(object, now)
  return now
}

async function readNow(object: string, { count, read }: Reading): Promise<MailContent> {
  if (count !== null && !(await count())) return UNREAD
  return keep(object, (await read()) ?? UNREAD)
}

function keep(object: string, { text, files, facts, notRead }: MailContent): MailContent {
  const content = { text, files, facts, notRead }
  kept.set(object, content)
  keptChars += sizeOf(content)
  for (const [oldest, one] of kept) {
    if (keptChars <= MAX_KEPT_CHARS) break
    kept.delete(oldest)
    keptChars -= sizeOf(one)
  }
  return content
}

function sizeOf({ text, files, facts }: MailContent): number {
  return files.reduce(
    (sum, { name, start }) => sum + name.length + start.byteLength,
    LEAST_CHARS + text.length + JSON.stringify(facts).length,
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
