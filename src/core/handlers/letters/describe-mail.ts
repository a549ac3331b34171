// Maps mail from another program to the contract: its text and its attached files.
import type { Attachment, Letter, ThreadGap } from '../../contract/index.ts'
import { fileId } from '../../files/index.ts'
import type { LetterParts, ThreadItem } from '../../letters/index.ts'
import { readImported } from '../../mail/index.ts'
import { objectId, type OpenedObject, type Ref } from '../../store/index.ts'
import { UNKNOWN_FACTS } from '../files/describe-file.ts'
import { describeItem, describeLetter } from './describe-letter.ts'
import { listMailFiles } from './mail-part.ts'

type OpenedLetter = Omit<Letter, 'original'>

export async function describeMail(
  parts: LetterParts,
  ref: Ref,
  opened: OpenedObject,
): Promise<OpenedLetter> {
  const letter = describeLetter(parts, ref, opened)
  if (opened.header.origin === undefined) return letter
  const { text, notRead } = await readImported(opened)
  const rest = notRead.length === 0 ? {} : { notRead }
  return {
    ...letter,
    ...rest,
    text,
    attachments: [...letter.attachments, ...(await describeFiles(parts, ref, opened))],
  }
}

async function describeFiles(
  { identity }: LetterParts,
  ref: Ref,
  opened: OpenedObject,
): Promise<Attachment[]> {
  return (await listMailFiles(opened)).map(({ name, type, content }, number) => ({
    file: fileId(identity, { kind: 'mail', object: objectId(ref), number }),
    name,
    size: content.byteLength,
    type,
    preview: null,
    facts: UNKNOWN_FACTS,
  }))
}

export async function describeThreadItem(
  parts: LetterParts,
  item: ThreadItem,
): Promise<OpenedLetter | ThreadGap> {
  return item.opened === null ? describeItem(parts, item) : describeMail(parts, item.ref, item.opened)
}
