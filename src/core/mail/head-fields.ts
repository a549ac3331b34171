// Parses the head of a mail or a part into fields (RFC 5322, with its obsolete forms). Values stay
// bytes, as Latin-1, until they are decoded.
import { isWithin, MAIL_LIMITS } from './mail-limits.ts'

export interface Field {
  /** In lower case. */
  name: string
  /** Unfolded, as Latin-1. */
  value: string
}

export interface Head {
  fields: Field[]
  /** Position of the body. */
  end: number
  /** True if the head exceeded the limit and was not read to its end. */
  isCut: boolean
}

/** Space before the colon is allowed (RFC 5322, 4.5). The address of a web page is not a field. */
export const FIELD = /^([\x21-\x39\x3b-\x7e\x80-\xff]+)[ \t]*:(?!\/\/)/
const LF = 0x0a

/** `part` for a part of a multipart, `mail` for any other head. */
export type HeadOf = 'mail' | 'part'

export function readHead(bytes: Buffer, start: number, end: number, of: HeadOf = 'mail'): Head {
  const head: Reading = { bytes, end, of, fields: [], starts: [], names: new Set() }
  let at = start
  while (at < end) {
    if (!isWithin('headBytes', at - start))
      return { fields: head.fields, end: findHeadEnd(bytes, at, end), isCut: true }
    const { line, next } = readLine(head, at)
    if (line === '') return endHead(head, next, start)
    if (!addLine(head, line, at) && !isDamaged(head, line, next))
      return endAtWords(head, line, { at, next, start })
    at = next
  }
  return endHead(head, end, start)
}

interface Reading {
  bytes: Buffer
  end: number
  of: HeadOf
  fields: Field[]
  /** The positions of the fields. */
  starts: number[]
  names: Set<string>
}

/** Returns a line without its end; of a line over the limit of a head only so much. */
function readLine({ bytes, end }: Reading, at: number): { line: string; next: number } {
  const found = bytes.subarray(at, end).indexOf(LF)
  const next = found === -1 ? end : at + found + 1
  let last = Math.min(next, at + MAIL_LIMITS.headBytes)
  if (last > at && bytes[last - 1] === LF) last--
  for (let i = 0; i < 2 && last > at && bytes[last - 1] === CR; i++) last--
  return { line: bytes.toString('latin1', at, last), next }
}

const CR = 0x0d

/** Returns false if the line is neither a field nor the continuation of one. */
function addLine({ fields, starts, names }: Reading, line: string, at: number): boolean {
  const last = fields.at(-1)
  if (last !== undefined && isFolded(line)) {
    last.value += line
    return true
  }
  const name = fieldName(line)
  if (name === null) return last === undefined && isEnvelope(line)
  fields.push({ name: name.toLowerCase(), value: line.slice(line.indexOf(':') + 1) })
  starts.push(at)
  names.add(name.toLowerCase())
  return true
}

const isFolded = (line: string): boolean => /^[ \t]+[^ \t]/.test(line)
const isEnvelope = (line: string): boolean => /^>?From /.test(line)

/** Null also for a line that begins with dashes, because that is a boundary. */
function fieldName(line: string): string | null {
  return line.startsWith('--') ? null : (FIELD.exec(line)?.[1] ?? null)
}

/** So many lines in a row, or apart, may be damaged before the next field. */
const MAX_DAMAGED = 3
const LOOKED_AT_BYTES = 32 * 1024

/**
 * True if the head continues after a line that is not a field: a field follows that belongs to a
 * head, and that this head does not have yet. Else the body begins here, and the empty line was
 * lost.
 */
function isDamaged(head: Reading, line: string, next: number): boolean {
  if (line.startsWith('--')) return false
  let damaged = 1
  for (let at = next; at < Math.min(head.end, next + LOOKED_AT_BYTES);) {
    const following = readLine(head, at)
    if (following.line === '' || following.line.startsWith('--')) return false
    const name = fieldName(following.line)
    if (name !== null && isAwaited(head, name.toLowerCase())) return true
    if (name === null && !isFolded(following.line) && ++damaged > MAX_DAMAGED) return false
    at = following.next
  }
  return false
}

/** Fields that people also write in a text, above what they forward. */
const WRITTEN = new Set('from to cc bcc date subject sender reply-to'.split(' '))
const ONCE =
  /^(?:message-id|references|in-reply-to|mime-version|content-type|content-transfer-encoding|content-disposition)$/
const OFTEN = /^(?:received|return-path|delivered-to|dkim-signature|authentication-results|arc-[a-z-]+)$/

function isAwaited({ names, of }: Reading, name: string): boolean {
  if (of === 'part') return name.startsWith('content-') && !names.has(name)
  if (OFTEN.test(name)) return true
  if (names.has(name)) return false
  return WRITTEN.has(name) ? !['from', 'subject', 'date'].every((one) => names.has(one)) : ONCE.test(name)
}

/** Names of fields without a hyphen. Most words before a colon have none. */
const PLAIN_NAMES = new Set(
  (
    'from to cc bcc date subject sender received references comments keywords status lines xref path newsgroups ' +
    'organization organisation precedence priority importance sensitivity encrypted distribution approved control ' +
    'expires summary supersedes mailer archive'
  ).split(' '),
)

const isOfHead = ({ name }: Field): boolean => name.includes('-') || PLAIN_NAMES.has(name)

/** A part needs no head (RFC 2046). Lines without any field of a head are words. */
function endHead({ fields, of }: Reading, end: number, start: number): Head {
  const isWords = of === 'part' && fields.length > 0 && !fields.some(isOfHead)
  return isWords ? { fields: [], end: start, isCut: false } : { fields, end, isCut: false }
}

/** The lines before these words that look like fields may be words, too: `Note: …`. */
function endAtWords(
  head: Reading,
  line: string,
  { at, next, start }: { at: number; next: number; start: number },
): Head {
  const { fields, starts } = head
  if (/^[ \t]+$/.test(line)) return endHead(head, next, start)
  if (line.startsWith('--')) return endHead(head, at, start)
  const known = fields.findLastIndex(isOfHead)
  return known === -1
    ? endHead(head, at, start)
    : { fields: fields.slice(0, known + 1), end: starts[known + 1] ?? at, isCut: false }
}

/** Trims ASCII space only: JavaScript's trim would also remove bytes such as A0. */
export function trimRaw(raw: string): string {
  let [start, end] = [0, raw.length]
  while (start < end && isSpace(raw.charCodeAt(start))) start++
  while (end > start && isSpace(raw.charCodeAt(end - 1))) end--
  return raw.slice(start, end)
}

const isSpace = (code: number): boolean => code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d

function findHeadEnd(mail: Buffer, at: number, end: number): number {
  const bytes = mail.subarray(0, end)
  const ends = [bytes.indexOf('\n\n', at), bytes.indexOf('\n\r\n', at)].filter((one) => one !== -1)
  if (ends.length === 0) return end
  const first = Math.min(...ends)
  return Math.min(end, first + (bytes[first + 1] === LF ? 2 : 3))
}

/** Returns the value of the first field of that name; null if there is none. */
export function findField(fields: readonly Field[], name: string): string | null {
  return fields.find((field) => field.name === name)?.value ?? null
}
