// What separates the mails of a box, and what only looks like it: bodies have lines that begin with `From `, too. Boxes protect them by a
// `>`, or say how long each body is (mboxcl, mboxcl2); of those that do neither, the parts of a mail tell where it cannot end.
const FIELD = /^[\x21-\x39\x3b-\x7e]+[ \t]*:/
/** As C writes a time: no sentence ends like that. */
const TIMED = /^From .*\b\d{1,2}:\d{2}(?::\d{2})?\b.*\b\d{4}\b/
/** Nothing but an address and a time, or a dash for them, or neither. */
const BARE = /^From (?:-|[^ ]+)? *(?:(?:sun|mon|tue|wed|thu|fri|sat)[a-z]*,? .*\d{4}.*)?$/i
/** Patches of git begin with this time, all of them. */
const PATCH = /^From [0-9a-f]{40,64} Mon Sep 17 00:00:00 2001/

/**
 * Two fields below it make a line the beginning of a mail (as in Thunderbird), or one field and a time in it. Not every program leaves an
 * empty line before it; then it must be bare. `first` is how the mail before it began.
 * @param look the line and what follows
 */
export function beginsMail(
  look: Buffer,
  { isAfterEmpty, first }: { isAfterEmpty: boolean; first: string },
): boolean {
  const [line = '', next = '', second = ''] = look.toString('latin1').split(/\r?\n/, 3)
  if (/^From [ \t]*:/.test(line) || (PATCH.test(line) && !PATCH.test(first))) return false
  const isHead = (one: string): boolean => FIELD.test(one) || /^>From /.test(one)
  if (!isHead(next)) return false
  const hasTwo = isHead(second) || /^[ \t]+[^ \t]/.test(second)
  if (!isAfterEmpty) return hasTwo && BARE.test(line)
  return hasTwo || (TIMED.test(line) && second.trim() === '')
}

/** So far behind a line the end of the parts that it may stand in is looked for. */
const MAX_PART_BYTES = 256 * 1024

/**
 * Where the parts end in which a line stands, such as a box that was attached; null if it stands in none. A mail that was cut off has no
 * such end, and a copy of it names the boundary again before it comes.
 */
export function findOpenPart(held: Buffer, at: number, isEnd: boolean): number | 'wait' | null {
  const boundary = findBoundary(held)
  if (boundary === null) return null
  const last = Buffer.from(`\n--${boundary}--`, 'latin1')
  if (held.subarray(0, at).includes(last)) return null
  if (!isEnd && held.length < at + MAX_PART_BYTES) return 'wait'
  const rest = held.subarray(at, at + MAX_PART_BYTES)
  const end = rest.indexOf(last)
  if (
    end === -1 ||
    new RegExp(`boundary *= *"?${escape(boundary)}`, 'i').test(rest.toString('latin1', 0, end))
  )
    return null
  return at + end + 1
}

const escape = (text: string): string => text.replace(/[^\w]/g, '\\$&')

function findBoundary(held: Buffer): string | null {
  const head = held.toString('latin1', 0, Math.min(findHeadEnd(held) ?? MAX_HEAD_BYTES, MAX_HEAD_BYTES))
  const [, field] = /^content-type[ \t]*:[ \t\r\n]*(multipart\/.*(?:\r?\n[ \t].*)*)/im.exec(head) ?? []
  const [, quoted, plain] = /boundary *= *(?:"([^"\r\n]+)"|([^ \t\r\n;]+))/i.exec(field ?? '') ?? []
  return quoted ?? plain ?? null
}

/** Behind the first empty line. */
function findHeadEnd(held: Buffer): number | null {
  const head = held.subarray(0, MAX_HEAD_BYTES)
  const ends = [head.indexOf('\n\n') + 2, head.indexOf('\n\r\n') + 3].filter((end) => end > 2)
  return ends.length === 0 ? null : Math.min(...ends)
}

const MAX_HEAD_BYTES = 64 * 1024
const LENGTH = /^content-length[ \t]*:[ \t]*(\d{1,12})[ \t]*\r?$/im

/** What a head says of its body: `after` is where that ends, `wait` that more must be read to see whether it is true. */
export type BodyEnd = { after: number } | 'wait' | null

/** Null where it says nothing, or nothing true: programs that change a mail leave its length as it was. */
export function findBodyEnd(held: Buffer, isEnd: boolean, maxBytes: number): BodyEnd {
  const bodyAt = findHeadEnd(held)
  if (bodyAt === null) return isEnd || held.length >= MAX_HEAD_BYTES ? null : 'wait'
  const length = LENGTH.exec(held.toString('latin1', 0, bodyAt))?.[1]
  const after = bodyAt + Number(length)
  if (length === undefined || after > maxBytes) return null
  if (!isEnd && held.length < after + SEPARATOR_BYTES) return 'wait'
  const next = held.toString('latin1', after, after + SEPARATOR_BYTES)
  const isThere = /^(?:\r?\n){0,2}From /.test(next) || (isEnd && /^\s*$/.test(next) && after <= held.length)
  return isThere ? { after: Math.max(0, after - 2) } : null
}

const SEPARATOR_BYTES = 16

/** A box that leaves such a line as it is has quoted none. */
export function unquote(mail: Buffer): Uint8Array {
  if (!mail.includes('>From ')) return mail
  const text = mail.toString('latin1')
  return /\n\r?\nFrom (?![ \t]*:)/.test(text)
    ? mail
    : Buffer.from(text.replace(/^>(>*From )/gm, '$1'), 'latin1')
}
