// The page of a mail as its sender made it, for a frame that runs and fetches nothing: its HTML, and
// which of its pictures are files within the mail.
// It is cleaned twice: here, and by the browser that draws it.
import { cleanPage } from './clean-page.ts'
import { decodeText } from './charset.ts'
import { findField } from './head-fields.ts'
import { listFiles, type Body } from './mail-body.ts'
import { walkParts, type MimePart } from './mime-parts.ts'
import { charsetOf, findMetaCharset, isAttached, readContent } from './part-content.ts'

export interface MadePage {
  html: string
  sheets: string[]
  /** The numbers of files within the mail, by their Content-ID. */
  pictures: Map<string, number>
  /** The addresses of pictures that are elsewhere. */
  remote: string[]
  /** True if the page is longer than what is read. */
  isCut: boolean
}

/** A page of more is one that no person made. */
const MAX_PAGE_BYTES = 2 << 20
const MAX_PICTURES = 200
const MAX_ID_CHARS = 255

/** Returns the first page that is not a file. Null if the mail has none, or if it is at the server. */
export function readPage(body: Body): MadePage | null {
  const part = findPage(body)
  if (part === null) return null
  const content = readContent(body.bytes, part, MAX_PAGE_BYTES)
  const page = cleanPage(decodeText(content, charsetOf(part) ?? findMetaCharset(content)))
  const isCut = page.isCut || content.byteLength === MAX_PAGE_BYTES
  return { ...page, isCut, pictures: listPictures(body) }
}

export function findPage({ structure, atServer }: Body): MimePart | null {
  for (const part of walkParts(structure.root))
    if (part.type.value === 'text/html' && !isAttached(part) && !atServer.has(part)) return part
  return null
}

function listPictures(body: Body): Map<string, number> {
  const found = new Map<string, number>()
  for (const [number, { fields, type }] of listFiles(body).entries()) {
    if (found.size >= MAX_PICTURES) break
    const id = /<([^<>\s]+)>/.exec(findField(fields, 'content-id') ?? '')?.[1]
    if (id === undefined || id.length > MAX_ID_CHARS || found.has(id)) continue
    if (type.value.startsWith('image/')) found.set(id, number)
  }
  return found
}
