// Rules that distinguish a separator of an mbox from a body line that begins with `From `.
// Some programs quote the body line with `>`, or state the length of each body (mboxcl, mboxcl2).
// For the others, the MIME parts of a mail show where it cannot end.
/** A mail that was joined to the box may begin with a byte order mark. */
const FIELD = /^(?:\xef\xbb\xbf)?[\x21-\x39\x3b-\x7e]+[ \t]*:(?!\/\/)/
/** A time in the form of C; no sentence ends like this. */
const TIMED = /^From .*\b\d{1,2}:\d{2}(?::\d{2})?\b.*\b\d{4}\b/
/** Only an address (or a dash) and a time, each optional. */
const BARE = /^From (?:[^ ]+)? *(?:(?:sun|mon|tue|wed|thu|fri|sat)(?=[a-z]*,? .*\d{4})|$)/i
/** All patches of git begin with this time. */
const PATCH = /^From [0-9a-f]{40,64} Mon Sep 17 00:00:00 2001/

/**
 * A line begins a mail if two fields follow it (as in Thunderbird), or if one field follows and the
 * line has nothing but address and time, or a time and no second line. Without an empty line before it, it must have nothing but address and time.
 * `first` is the separator of the previous mail.
 * @param look the line and the two lines after it
 */
export function beginsMail(
  look: readonly string[],
  { isAfterEmpty, first }: { isAfterEmpty: boolean; first: string },
): boolean {
  const [line = '', next = '', second = ''] = look
  if (/^From [ \t]*:/.test(line) || (PATCH.test(line) && !PATCH.test(first))) return false
  const isHead = (one: string): boolean => FIELD.test(one) || /^>From /.test(one)
  if (!isHead(next)) return false
  const hasTwo = isHead(second) || /^[ \t]+[^ \t]/.test(second)
  if (!isAfterEmpty) return hasTwo && BARE.test(line)
  return hasTwo || (TIMED.test(line) && (BARE.test(line) || second.trim() === ''))
}

/** How far after a line the end of the open MIME parts is searched. */
const MAX_PART_BYTES = 256 * 1024

/**
 * Returns the end of the MIME parts that a line is inside of, for example of an attached mbox. Null
 * if it is inside of none, or if the end is missing because the mail was cut off. If the boundary
 * is named again before that end, the mail was cut off and a copy of it follows.
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
  const head = headOf(held).toString('latin1', 0, findHeadEnd(held) ?? undefined)
  const [, field] = /^content-type[ \t]*:[ \t\r\n]*(multipart\/.*(?:\r?\n[ \t].*)*)/im.exec(head) ?? []
  const [, quoted, plain] = /boundary *= *(?:"([^"\r\n]+)"|([^ \t\r\n;]+))/i.exec(field ?? '') ?? []
  return quoted ?? plain ?? null
}

/**
 * Returns the position after the first empty line; null if there is none in the bytes of the head.
 * Searches no further than the next separator, because there may be one every few bytes.
 */
function findHeadEnd(held: Buffer): number | null {
  const head = headOf(held)
  const lf = head.indexOf('\n\n')
  const crlf = (lf === -1 ? head : head.subarray(0, lf)).indexOf('\n\r\n')
  if (crlf !== -1) return crlf + 3
  return lf === -1 ? null : lf + 2
}

function headOf(held: Buffer): Buffer {
  const most = held.subarray(0, MAX_HEAD_BYTES)
  const next = most.indexOf('\nFrom ')
  return next === -1 ? most : most.subarray(0, next + 1)
}

const MAX_HEAD_BYTES = 64 * 1024
const LENGTH = /^content-length[ \t]*:[ \t]*(\d{1,12})[ \t]*\r?$/im

/**
 * The end of a body by its Content-Length: `after` is its position; `wait` means that more bytes
 * are needed to check it.
 */
export type BodyEnd = { after: number } | 'wait' | null

/**
 * Null if there is no length, or a wrong one, because programs that change a mail do not update it.
 */
export function findBodyEnd(held: Buffer, isEnd: boolean, maxBytes: number): BodyEnd {
  const bodyAt = findHeadEnd(held)
  if (bodyAt === null) return isEnd || headOf(held).length < held.length ? null : 'wait'
  const length = LENGTH.exec(held.toString('latin1', 0, bodyAt))?.[1]
  const after = bodyAt + Number(length)
  if (length === undefined || after > maxBytes) return null
  if (!isEnd && held.length < after + SEPARATOR_BYTES) return 'wait'
  const next = held.toString('latin1', after, after + SEPARATOR_BYTES)
  const isThere = /^(?:\r?\n){0,2}From /.test(next) || (isEnd && /^\s*$/.test(next) && after <= held.length)
  return isThere ? { after: Math.max(0, after - 2) } : null
}

const SEPARATOR_BYTES = 16

/**
 * Removes the `>` before `From `. A mail with an unquoted `From ` line has no quoted lines, so it
 * stays unchanged.
 */
export function unquote(mail: Buffer): Uint8Array {
  if (!mail.includes('>From ')) return mail
  const text = mail.toString('latin1')
  return /\n\r?\nFrom (?![ \t]*:)/.test(text)
    ? mail
    : Buffer.from(text.replace(/^>(>*From )/gm, '$1'), 'latin1')
}
