// What the parts of a mail are for other programs: an invitation, and content that this reader can
// neither open nor check.
import { oneLine } from '../base/index.ts'
import type { InvitedEvent } from '../contract/invitation.ts'
import { MAX_CALENDAR_BYTES, readEvent } from '../ical/index.ts'
import { decodeText } from './charset.ts'
import { listFiles, type Body } from './mail-body.ts'
import type { MimePart } from './mime-parts.ts'
import { charsetOf, readContent } from './part-content.ts'
import { readParameter } from './parameters.ts'

export interface Calendar {
  /** In upper case: REQUEST, REPLY, CANCEL, … (RFC 5546). */
  method: string
  /** As in BODY[1.2]. */
  section: string
  /** What it says. Null if it is broken, not here, or not for a person. */
  event: InvitedEvent | null
  /** The numbers of the files of the mail that are this calendar: itself, and exact copies. */
  files: number[]
}

/** `encrypted`: for another program. `signed`: with a signature that is not checked here. */
export type Protection = 'encrypted' | 'signed'

/** Returns the first invitation. A calendar without a method is a file like others. */
export function findCalendar(body: Body): Calendar | null {
  for (const { part, section } of sectionsOf(body.structure.root)) {
    if (part.type.value !== 'text/calendar') continue
    const method = methodOf(body.bytes, part)
    if (method === '') continue
    return { method, section, ...readCalendar(body, part, method) }
  }
  return null
}

function readCalendar(body: Body, part: MimePart, method: string): Pick<Calendar, 'event' | 'files'> {
  const content = readContent(body.bytes, part, MAX_CALENDAR_BYTES + 1)
  const isWhole = content.byteLength <= MAX_CALENDAR_BYTES && !body.atServer.has(part)
  const event = isWhole ? readEvent(decodeText(content, charsetOf(part) ?? 'utf-8'), method) : null
  const files = listFiles(body).flatMap((other, number) =>
    other === part || (isWhole && isCopy(body.bytes, other, content)) ? [number] : [],
  )
  return { event, files }
}

/** Many programs attach the invitation once more, for programs that know no other way. */
function isCopy(bytes: Buffer, part: MimePart, content: Uint8Array): boolean {
  if (!/^(?:application\/ics|text\/calendar)$/.test(part.type.value)) return false
  return linesOf(readContent(bytes, part, MAX_CALENDAR_BYTES + 1)) === linesOf(content)
}

/** The line ends of a part depend on its encoding, and the last one may belong to the delimiter. */
const linesOf = (content: Uint8Array): string =>
  Buffer.from(content).toString('latin1').replaceAll('\r', '').trimEnd()

const LOOKED_AT_BYTES = 4096
const MAX_METHOD_CHARS = 32

/** Some programs state the method only in the calendar itself. */
function methodOf(bytes: Buffer, part: MimePart): string {
  const given = readParameter(part.type, 'method', { charset: null })
  if (given !== null) return oneLine(given, MAX_METHOD_CHARS).toUpperCase()
  const start = Buffer.from(readContent(bytes, part, LOOKED_AT_BYTES)).toString('latin1')
  return /^METHOD:([\w-]{1,32})\s*$/im.exec(start)?.[1]!.toUpperCase() ?? ''
}

export function findProtection(body: Body): Protection | null {
  let found: Protection | null = null
  for (const { part } of sectionsOf(body.structure.root)) {
    const protection = protectionOf(body.bytes, part)
    if (protection === 'encrypted') return protection
    found ??= protection
  }
  return found
}

function protectionOf(bytes: Buffer, part: MimePart): Protection | null {
  const { value } = part.type
  if (value === 'multipart/encrypted') return 'encrypted'
  if (value === 'multipart/signed') return 'signed'
  if (/^application\/(?:x-)?pkcs7-mime$/.test(value)) {
    const kind = readParameter(part.type, 'smime-type', { charset: null })?.toLowerCase() ?? ''
    if (kind === 'certs-only') return null
    return kind === 'signed-data' || kind === 'compressed-data' ? 'signed' : 'encrypted'
  }
  return value === 'text/plain' ? protectionOfText(bytes, part) : null
}

const ARMOUR = /^\s*-----BEGIN PGP (SIGNED )?MESSAGE-----/

/** OpenPGP within the words, as programs wrote it before it had parts of its own. */
function protectionOfText(bytes: Buffer, { start, end }: MimePart): Protection | null {
  const [found, signed] = ARMOUR.exec(bytes.toString('latin1', start, Math.min(end, start + 256))) ?? []
  if (found === undefined) return null
  return signed === undefined ? 'encrypted' : 'signed'
}

export interface NumberedPart {
  part: MimePart
  /** As in BODY[1.2]; empty for a multipart that is the whole mail. */
  section: string
}

/** Yields all parts in their order, numbered as IMAP does (RFC 9051, 6.4.5.1). */
export function* sectionsOf(root: MimePart): Generator<NumberedPart> {
  if (root.children.length === 0) yield { part: root, section: '1' }
  else yield* numbered(root, '')
}

function* numbered(part: MimePart, section: string): Generator<NumberedPart> {
  yield { part, section }
  for (const [index, child] of part.children.entries())
    yield* numbered(child, section === '' ? `${index + 1}` : `${section}.${index + 1}`)
}
