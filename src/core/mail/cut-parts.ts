// Makes the parts of a cut mail what they are: in the place of each part that stayed on the server
// its own head, its name and type, and no content.
import { readCut, type CutMail, type CutPart } from './cut-form.ts'
import { findField, readHead, type Field } from './head-fields.ts'
import { typeOfPart, walkParts, type MimePart } from './mime-parts.ts'

/** What is known of the content of a part that stayed on the server. */
export interface AtServer {
  /** As in BODY[1.2]. Empty for the whole mail. */
  section: string
  /** Its range in the whole mail, encoded: `BODY[]<from.size>`. */
  from: number
  size: number
  /** The transfer encoding, in lower case. */
  encoding: string
}

/** Returns what was left out, by its part. The parts get their own heads. */
export function openCut(bytes: Buffer, root: MimePart): Map<MimePart, AtServer> {
  const cut = readCut(bytes)
  const found = new Map<MimePart, AtServer>()
  if (cut === null) return found
  for (const [part, { section, from, size, at }] of placesOfCut(root, cut)) {
    if (part.start < at) setHead(part, bytes, at)
    const encoding = encodingIn(part.fields)
    const whole: AtServer = { section: '', from: 0, size: cut.size, encoding: '' }
    found.set(part, section === 'TEXT' ? whole : { section, from, size, encoding })
    if (section === 'TEXT') part.type = MAIL
  }
  return found
}

/** Returns the transfer encoding of a part that was left out, in lower case. */
export function encodingOf(mail: Uint8Array, { section, at, ours }: CutPart): string {
  if (section === 'TEXT') return ''
  const bytes = Buffer.from(mail.buffer, mail.byteOffset, mail.byteLength)
  return encodingIn(readHead(bytes, ours[1], at, 'part').fields)
}

const encodingIn = (fields: readonly Field[]): string =>
  (findField(fields, 'content-transfer-encoding') ?? '').trim().toLowerCase()

const MAIL = { value: 'message/rfc822', raw: new Map<string, string>() }

function setHead(part: MimePart, bytes: Buffer, end: number): void {
  const { fields } = readHead(bytes, part.start, end, 'part')
  Object.assign(part, { fields, type: typeOfPart(fields), start: end, end })
}

/** Returns the part that was left out at each place. */
export function placesOfCut(root: MimePart, { parts }: CutMail): Map<MimePart, CutPart> {
  // The body of our head is the own head of the part. A mail without parts has no head of ours.
  const byStart = new Map(parts.map((part) => [part.ours[0] < part.ours[1] ? part.ours[1] : part.at, part]))
  const found = new Map<MimePart, CutPart>()
  for (const part of walkParts(root)) {
    const cut = part.children.length === 0 ? byStart.get(part.start) : undefined
    if (cut !== undefined && part.end === cut.at) found.set(part, cut)
  }
  return found
}

/** A line of 76 characters has 57 bytes, and its end. */
const BASE64_SHARE = 57 / 78

/** Returns about how many bytes are in a part that stayed on the server. */
export function decodedSize({ size, encoding }: AtServer): number {
  return encoding.includes('base64') ? Math.floor(size * BASE64_SHARE) : size
}
