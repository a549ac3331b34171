// Makes the mail of an own letter: its words, its pictures and its files, as other programs read them.
import { EngineError } from '../contract/errors.ts'
import { attachmentsOf, findPolicy, openOwn, type Attachment, type DeliveryParts } from '../delivery/index.ts'
import { listReferences, messageIdOf } from '../letters/index.ts'
import { writeOutgoing, type FileToWrite } from '../mail/index.ts'
import type { MailAddress, ObjectHeader } from '../store/index.ts'
import { listPictures } from '../../text/attached.ts'
import { MAX_MARKDOWN_CHARS } from '../../text/text-limits.ts'

export type ComposingParts = Pick<DeliveryParts, 'ledger' | 'store' | 'identity'>

export interface MailToCompose {
  object: Uint8Array
  from: MailAddress
  to: readonly MailAddress[]
  /** ms since the epoch. */
  at: number
}

/** @throws NOT_FOUND, DAMAGED, RECALLED if its words or files cannot be read */
export async function composeMail(
  parts: ComposingParts,
  { object, from, to, at }: MailToCompose,
): Promise<{ raw: Uint8Array; messageId: string }> {
  const { header, body } = await openOwn(parts, object)
  const text = Buffer.from(body).toString('utf8')
  const messageId = messageIdOf(object, from.address)
  const files = await readFiles(parts, header, { text, messageId })
  const raw = writeOutgoing({
    ...{ from, to, at, messageId, text, files },
    subject: header.title,
    references: listReferences(parts.ledger, parts, header),
    isUrgent: findPolicy(parts.ledger, object)?.urgent === true,
    html: await renderHtml(text, files),
  })
  return { raw, messageId }
}

interface InMail {
  text: string
  messageId: string
}

/** Pictures that the text shows get an id; the others are attached. */
async function readFiles(
  parts: ComposingParts,
  header: ObjectHeader,
  { text, messageId }: InMail,
): Promise<FileToWrite[]> {
  const shown = listPictures(text)
  const files: FileToWrite[] = []
  for (const [i, file] of attachmentsOf(header, parts.identity.person).entries()) {
    const { name, type } = file.label
    const isShown = shown.has(i + 1) && type.startsWith('image/')
    const content = await readFile(parts, file)
    files.push({
      name,
      type,
      content,
      ...(isShown ? { contentId: `${i + 1}.${messageId.slice(1, -1)}` } : {}),
    })
  }
  return files
}

/** @throws DAMAGED */
async function readFile({ store }: ComposingParts, { ref, key, label }: Attachment): Promise<Uint8Array> {
  const blocks = await store.readBlocks(ref, 0)
  if (blocks === null) throw new EngineError('DAMAGED', `A block of ${label.name} is missing here.`)
  return (await store.open(ref, blocks, key)).body
}

/** The renderer is loaded with the first mail. Null for a text that is too long to render. */
async function renderHtml(text: string, files: readonly FileToWrite[]): Promise<string | null> {
  if (text.length > MAX_MARKDOWN_CHARS) return null
  const { createMarkdown } = await import('../../text/markdown.ts')
  const pictureUrl = (attachment: number): string | null => {
    const contentId = files[attachment - 1]?.contentId
    return contentId === undefined ? null : `cid:${contentId}`
  }
  return createMarkdown({ shiftHeadings: () => 0, pictureUrl }).render(text)
}
