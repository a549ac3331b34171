// Letters that lie as they came from another program, told as their readers see them: the words, and the files within.
import type { Attachment, Letter, ThreadGap } from '../contract/index.ts'
import { fileId, safeFileName } from '../files/index.ts'
import { findOrigin, type LetterParts, type ThreadItem } from '../letters/index.ts'
import { MAIL_TYPE, readMail, textOfImported } from '../mail/index.ts'
import { objectId, type OpenedObject, type Ref } from '../store/index.ts'
import { UNKNOWN_FACTS } from './file-tell.ts'
import { tellItem, tellLetter } from './letter-tell.ts'

type Told = Omit<Letter, 'original'>

export async function tellMail(parts: LetterParts, ref: Ref, opened: OpenedObject): Promise<Told> {
  const told = tellLetter(parts, ref, opened)
  if (opened.header.origin === undefined) return told
  const text = await textOfImported(opened)
  // What lies within is read out of a mail that was imported here; of one that was shared its words are shown.
  if (findOrigin(parts.ledger, parts, ref, opened.header) === null) return { ...told, text }
  return { ...told, text, attachments: await tellParts(parts, ref, opened) }
}

async function tellParts(
  { identity }: LetterParts,
  ref: Ref,
  { header, body }: OpenedObject,
): Promise<Attachment[]> {
  if (header.type !== MAIL_TYPE) return []
  const { attachments } = await readMail(body)
  return attachments.map(({ name, type, content }, number) => ({
    file: fileId(identity, { kind: 'mail', object: objectId(ref), number }),
    name: safeFileName(name),
    size: content.byteLength,
    type,
    preview: null,
    facts: UNKNOWN_FACTS,
  }))
}

export async function tellThreadItem(
  parts: LetterParts,
  item: Omit<ThreadItem, 'depth'>,
): Promise<Told | ThreadGap> {
  return item.opened === null ? tellItem(parts, item) : tellMail(parts, item.ref, item.opened)
}
