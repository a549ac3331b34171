// Finds the parts of a mail (RFC 2046) as byte ranges. Nothing is decoded or copied, so a part can
// be cut out and put back exactly.
import { findField, readHead, type Field } from './head-fields.ts'
import { isWithin, type MailLimit } from './mail-limits.ts'
import { parseParameters, readParameter, type Parameters } from './parameters.ts'

export interface MimePart {
  fields: Field[]
  /** The Content-Type, or the default if there is none. */
  type: Parameters
  /** The range of the body in the mail. */
  start: number
  end: number
  children: MimePart[]
  /** True if this part has parts that were not read, because of the depth limit. */
  isOpaque: boolean
}

export interface Structure {
  root: MimePart
  /** The limits that were exceeded. */
  notRead: Set<MailLimit>
}

export function readStructure(bytes: Buffer, start = 0): Structure {
  const reading: Reading = { bytes, count: 0, headBytes: 0, notRead: new Set() }
  return {
    root: readPart(reading, [start, bytes.length], { fallback: 'text/plain', depth: 0 }),
    notRead: reading.notRead,
  }
}

interface Reading {
  bytes: Buffer
  count: number
  /** Bytes of the heads of all parts, without the head of the mail. */
  headBytes: number
  notRead: Set<MailLimit>
}

type Range = readonly [start: number, end: number]

function readPart(
  reading: Reading,
  [from, end]: Range,
  { fallback, depth }: { fallback: string; depth: number },
): MimePart {
  const head = readHead(reading.bytes, from, end, depth === 0 ? 'mail' : 'part')
  reading.count++
  reading.headBytes += depth === 0 ? 0 : head.end - from
  if (head.isCut || !isWithin('headBytes', reading.headBytes)) reading.notRead.add('headBytes')
  const start = reading.bytes.toString('latin1', head.end, Math.min(end, head.end + LOOKED_AT_BYTES))
  const type = typeOf(head.fields, fallback, depth === 0 && !BINARY.test(start))
  const part: MimePart = { fields: head.fields, type, start: head.end, end, children: [], isOpaque: false }
  const boundary = type.value.startsWith('multipart/') ? readParameter(type, 'boundary', ASCII) : null
  if (boundary === null) return part
  if (isWithin('depth', depth)) part.children = readChildren(reading, part, { boundary, depth })
  else {
    part.isOpaque = true
    reading.notRead.add('depth')
  }
  return part
}

const ASCII = { charset: null }

const LOOKED_AT_BYTES = 1024
const BINARY = /[\0-\x08\x0e-\x1a\x1c-\x1f]/

function typeOf(fields: readonly Field[], fallback: string, isWords: boolean): Parameters {
  const type = parseParameters(findField(fields, 'content-type') ?? '')
  if (/^[^\s/]+\/[^\s/]+$/.test(type.value)) return type
  // Some programs forget the semicolon before the parameters.
  const [, value, rest] = /^([^\s/]+\/[^\s/]+)\s+(\S.*)$/s.exec(type.value) ?? []
  if (value !== undefined) return { value, raw: new Map([...parseParameters(`;${rest}`).raw, ...type.raw]) }
  const isText = isWords || type.value === '' || /^(?:text|plain|ascii|us-ascii)\b/.test(type.value)
  return { value: isText && !isNamed(fields, type) ? fallback : RAW, raw: type.raw }
}

const RAW = 'application/octet-stream'

export const typeOfPart = (fields: readonly Field[]): Parameters => typeOf(fields, 'text/plain', false)

function isNamed(fields: readonly Field[], type: Parameters): boolean {
  const value = findField(fields, 'content-type')
  if (value === null) return false
  const disposition = parseParameters(findField(fields, 'content-disposition') ?? '')
  return [...type.raw.keys(), ...disposition.raw.keys()].some((name) => /^(?:file)?name\b/.test(name))
}

function readChildren(
  reading: Reading,
  { type, start, end }: MimePart,
  { boundary, depth }: { boundary: string; depth: number },
): MimePart[] {
  const children: MimePart[] = []
  const fallback = type.value === 'multipart/digest' ? 'message/rfc822' : 'text/plain'
  let from: number | null = null
  for (const line of findDelimiters(reading.bytes, boundary, [start, end])) {
    if (from !== null) children.push(readPart(reading, [from, line.before], { fallback, depth: depth + 1 }))
    // Parts after the last delimiter occur if a sender gave two multiparts one boundary.
    from = line.isLast ? null : line.after
    const isAllowed = isWithin('parts', reading.count)
    if (!isAllowed) reading.notRead.add('parts')
    if (!isAllowed || !isWithin('headBytes', reading.headBytes)) return children
  }
  // A mail that was cut off has no last delimiter.
  if (from !== null && from < end)
    children.push(readPart(reading, [from, end], { fallback, depth: depth + 1 }))
  return children
}

interface Delimiter {
  /** Start of the delimiter. The line end before it belongs to it. */
  before: number
  after: number
  isLast: boolean
}

const [LF, CR, SPACE, TAB, DASH] = [0x0a, 0x0d, 0x20, 0x09, 0x2d]

function* findDelimiters(mail: Buffer, boundary: string, [start, end]: Range): Generator<Delimiter> {
  // Search each part only to its own end. Searching to the end of the mail takes seconds with a
  // thousand parts.
  const bytes = mail.subarray(0, end)
  const dashes = Buffer.from(`\n--${boundary.trimEnd()}`, 'latin1')
  const size = dashes.length - 1
  if (bytes.subarray(start, start + size).equals(dashes.subarray(1))) {
    const first = readDelimiter(bytes, start, [start + size, end])
    if (first !== null) yield first
  }
  for (let at = bytes.indexOf(dashes, start); at !== -1 && at < end; at = bytes.indexOf(dashes, at + 1)) {
    const delimiter = readDelimiter(bytes, at + 1, [at + 1 + size, end])
    if (delimiter !== null) yield delimiter
  }
}

/** Null if the line continues, because then it is another, longer boundary. */
function readDelimiter(bytes: Buffer, at: number, [from, end]: Range): Delimiter | null {
  const isLast = bytes[from] === DASH && bytes[from + 1] === DASH
  let after = isLast ? from + 2 : from
  while (after < end && (bytes[after] === SPACE || bytes[after] === TAB || bytes[after] === CR)) after++
  if (after < end && bytes[after] !== LF && !isLast) return null
  const before = bytes[at - 1] !== LF ? at : bytes[at - 2] === CR ? at - 2 : at - 1
  return { before, after: Math.min(end, after + 1), isLast }
}

/** Yields a part and all parts below it, in their order. */
export function* walkParts(part: MimePart): Generator<MimePart> {
  yield part
  for (const child of part.children) yield* walkParts(child)
}
