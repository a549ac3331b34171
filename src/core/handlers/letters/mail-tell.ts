// Maps mail from another program to the contract: its text and its attached files.
import type { Attachment, Letter, ThreadGap } from '../../contract/index.ts'
import { fileId } from '../../files/index.ts'
import type { LetterParts, ThreadItem } from '../../letters/index.ts'
import { readImported } from '../../mail/index.ts'
import { objectId, type OpenedObject, type Ref } from '../../store/index.ts'
import { UNKNOWN_FACTS } from '../files/file-tell.ts'
import { tellItem, tellLetter } from './letter-tell.ts'
import { listMailFiles } from './mail-part.ts'

type Told = Omit<Letter, 'original'>

export async function tellMail(parts: LetterParts, ref: Ref, opened: OpenedObject): Promise<Told> {
  const told = tellLetter(parts, ref, opened)
  if (opened.header.origin === undefined) return told
  const { text, notRead } = readImported(opened)
  const rest = notRead.length === 0 ? {} : { notRead }
  return {
    ...told,
    ...rest,
    text,
    attachments: [...told.attachments, ...(await tellFiles(parts, ref, opened))],
  }
}

async function tellFiles({ identity }: LetterParts, ref: Ref, opened: OpenedObject): Promise<Attachment[]> {
  return (await listMailFiles(opened)).map(({ name, type, content }, number) => ({
    file: fileId(identity, { kind: 'mail', object: objectId(ref), number }),
    name,
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
