// Parses the head of a mail or a part into fields (RFC 5322, with its obsolete forms). Values stay
// bytes, as Latin-1, until they are decoded.
import { isWithin } from './limits.ts'

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

/** Space before the colon is allowed (RFC 5322, 4.5). */
export const FIELD = /^([\x21-\x39\x3b-\x7e\x80-\xff]+)[ \t]*:/
const LF = 0x0a

export function readHead(bytes: Buffer, start: number, end: number): Head {
  const fields: Field[] = []
  let at = start
  let lastKnown: number | null = null
  while (at < end) {
    if (!isWithin('headBytes', at - start)) return { fields, end: findHeadEnd(bytes, at, end), isCut: true }
    const next = nextLine(bytes, at, end)
    const line = bytes.toString('latin1', at, next).replace(/\r{0,2}\n?$/, '')
    if (line === '') return { fields, end: next, isCut: false }
    const isFolded = /^[ \t]/.test(line) && fields.length > 0
    const name = isFolded ? undefined : FIELD.exec(line)
    if (isFolded) fields[fields.length - 1]!.value += line
    else if (name) fields.push({ name: name[1]!.toLowerCase(), value: line.slice(name[0].length) })
    else if (!/^>?From /.test(line)) {
      lastKnown ??= findLastKnown(bytes, at, end)
      if (at > lastKnown) return { fields, end: at, isCut: false }
    }
    at = next
  }
  return { fields, end, isCut: false }
}

/**
 * A line that is not a field was damaged if known fields follow before the head ends. Else the body
 * begins there, and the empty line was lost.
 */
const KNOWN =
  /\n(?:from|to|cc|date|subject|message-id|reply-to|references|in-reply-to|mime-version|content-type|content-transfer-encoding|content-disposition)[ \t]*:/gi
const LOOKED_AT_BYTES = 32 * 1024

function findLastKnown(bytes: Buffer, at: number, end: number): number {
  const head = bytes.toString('latin1', at, Math.min(end, at + LOOKED_AT_BYTES, findHeadEnd(bytes, at, end)))
  const last = Array.from(head.matchAll(KNOWN)).at(-1)
  return last === undefined ? -1 : at + last.index
}

/** Trims ASCII space only: JavaScript's trim would also remove bytes such as A0. */
export function trimRaw(raw: string): string {
  let [start, end] = [0, raw.length]
  while (start < end && isSpace(raw.charCodeAt(start))) start++
  while (end > start && isSpace(raw.charCodeAt(end - 1))) end--
  return raw.slice(start, end)
}

const isSpace = (code: number): boolean => code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d

function nextLine(bytes: Buffer, at: number, end: number): number {
  const found = bytes.indexOf(LF, at)
  return found === -1 || found >= end ? end : found + 1
}

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
