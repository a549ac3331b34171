// Decides which files inside a mail are files to a person, so that lists of files have them: not a
// signature, not a picture that belongs to its page, not another form of its words.
// The pane of a mail shows all of them. docs/decisions/files-of-mails.md has the reasons.
import { findPage } from './as-made.ts'
import { findField } from './head-fields.ts'
import type { Body } from './mail-body.ts'
import type { MailFacts } from './mail-facts.ts'
import { walkParts, type MimePart } from './mime-parts.ts'
import { isAttached, readContent } from './part-content.ts'
import type { PictureSize } from './picture-size.ts'

/** A file inside a mail, as far as the decision needs it. */
interface WeighedFile {
  name: string
  type: string
  /** Bytes of the content. */
  size: number
  picture: PictureSize | null
}

/** What programs write for programs. */
const FOR_PROGRAMS =
  /^(?:application\/(?:pgp-(?:signature|keys|encrypted)|(?:x-)?pkcs7-(?:mime|signature)|(?:vnd\.)?ms-tnef)|message\/(?:delivery-status|global-delivery-status|feedback-report|disposition-notification|external-body|partial)|text\/rfc822-headers)$/

/** The same under a type that says nothing, and what a server makes of words between two files. */
const NAMED_FOR_PROGRAMS = /(?:\.(?:p7[smc]|asc|sig|pgp)|^winmail\.dat|^att\d{5}\.(?:html?|txt))$/i

/** A picture of the page that is as large is a photo or a screen, and no decoration. */
const [PHOTO_SIDE, PHOTO_BYTES] = [400, 64 * 1024]
/**
 * A smaller picture without an `attachment` in its head is a line, an icon, or counts who opens a
 * mail.
 */
const LEAST_SIDE = 48
const MAX_PAGE_BYTES = 2 << 20

/** Returns the decision for the files of a mail, by part and number. */
export function filesOfPerson(
  body: Body,
  { isBulk, calendar }: Pick<MailFacts, 'isBulk' | 'calendar'>,
): (part: MimePart, number: number, file: WeighedFile) => boolean {
  const parents = parentsOf(body.structure.root)
  const invitation = new Set(calendar?.files ?? [])
  let shown: ReadonlySet<string> | null = null
  const isOnPage = (id: string | null): boolean => id !== null && (shown ??= listShown(body)).has(id)
  return (part, number, file) => {
    if (file.size === 0 || invitation.has(number)) return false
    if (FOR_PROGRAMS.test(file.type) || NAMED_FOR_PROGRAMS.test(file.name)) return false
    if (parents.get(part)?.type.value === 'multipart/alternative' || isInReport(parents, part)) return false
    if (!file.type.startsWith('image/') && file.picture === null) return true
    if (isOnPage(contentIdOf(part))) return !isBulk && isPhoto(file)
    return isAttached(part) || isAtLeast(file, LEAST_SIDE)
  }
}

const isPhoto = (file: WeighedFile): boolean => file.size >= PHOTO_BYTES && isAtLeast(file, PHOTO_SIDE)

/** True as well for a picture whose size is not known. */
const isAtLeast = ({ picture }: WeighedFile, side: number): boolean =>
  picture === null || Math.min(picture.width, picture.height) >= side

function parentsOf(root: MimePart): ReadonlyMap<MimePart, MimePart> {
  const parents = new Map<MimePart, MimePart>()
  for (const part of walkParts(root)) for (const child of part.children) parents.set(child, part)
  return parents
}

/** Of a mail that came back, the mail itself and the words of servers. */
function isInReport(parents: ReadonlyMap<MimePart, MimePart>, part: MimePart): boolean {
  for (let at = parents.get(part); at !== undefined; at = parents.get(at))
    if (at.type.value === 'multipart/report') return true
  return false
}

const contentIdOf = ({ fields }: MimePart): string | null =>
  /<([^<>\s]+)>/.exec(findField(fields, 'content-id') ?? '')?.[1] ?? null

/** Returns the Content-IDs that the page of the mail shows. */
function listShown(body: Body): ReadonlySet<string> {
  const page = findPage(body)
  if (page === null) return new Set()
  const html = Buffer.from(readContent(body.bytes, page, MAX_PAGE_BYTES)).toString('latin1')
  return new Set(Array.from(html.matchAll(/\bcid:([^"'\s<>)]{1,255})/gi), ([, id]) => unescapeId(id!)))
}

function unescapeId(id: string): string {
  try {
    return decodeURIComponent(id.replaceAll('&amp;', '&'))
  } catch {
    return id
  }
}
