// Maps mail from another program to the contract: its text and its attached files.
import type { Attachment, Letter, ThreadGap } from '../../contract/index.ts'
import { findPart } from '../../accounts/index.ts'
import type { LetterParts, ThreadItem } from '../../letters/index.ts'
import {
  findOrigin,
  fromWhom,
  readImported,
  suspicionsOf,
  type FileWithin,
  type MailFacts,
} from '../../mail/index.ts'
import { objectId, type MailOrigin, type OpenedObject, type Ref } from '../../store/index.ts'
import { personId } from '../../contract-ids.ts'
import { UNKNOWN_FACTS } from '../files/describe-file.ts'
import { describeGap, describeLetter } from './describe-letter.ts'
import { describeStop } from './stop-mails.ts'
import { labelWithin, withinId } from './mail-part.ts'

type OpenedLetter = Omit<Letter, 'original'>

export async function describeMail(
  parts: LetterParts,
  ref: Ref,
  opened: OpenedObject,
): Promise<OpenedLetter> {
  const letter = describeLetter(parts, ref, opened)
  const { text, notRead, files, facts } = await readImported(opened, fromWhom(parts, ref))
  const rest = notRead.length === 0 ? {} : { notRead }
  return {
    ...letter,
    ...rest,
    ...describeSuspicions(parts, letter, findOrigin(parts.ledger, parts, ref, opened.header)),
    ...(facts === null ? {} : describeStop(parts, ref, facts)),
    ...(facts?.hasPage === true ? { hasPage: true as const } : {}),
    ...describeInvitation(parts, ref, facts, files.length),
    text,
    attachments: [
      ...letter.attachments,
      ...files.map((file, number) => describeFile(parts, ref, file, number)),
    ],
  }
}

function describeInvitation(
  parts: LetterParts,
  ref: Ref,
  facts: MailFacts | null,
  fileCount: number,
): Pick<Letter, 'invitation'> {
  if ((facts?.calendar?.event ?? null) === null) return {}
  const { event, files } = facts!.calendar!
  const listed = files.filter((number) => number < fileCount)
  return {
    invitation: { ...event!, files: listed.map((number) => withinId(parts, objectId(ref), number)) },
  }
}

function describeSuspicions(
  { addressBook, identity }: LetterParts,
  { from: { person } }: Pick<Letter, 'from'>,
  origin: MailOrigin | null,
): Pick<Letter, 'suspicions'> {
  const isOwn = person === personId(identity.person)
  if (origin === null || origin.from.address === '' || isOwn) return {}
  const suspicions = suspicionsOf(origin.from, (name) => addressBook.isLikeContact(name))
  return suspicions.length === 0 ? {} : { suspicions }
}

function describeFile(
  parts: LetterParts,
  ref: Ref,
  { name, type, size, start, atServer }: FileWithin,
  number: number,
): Attachment {
  const object = objectId(ref)
  const fetched = atServer === null ? null : findPart(parts.ledger, object, atServer.section)
  const isAtServer = atServer !== null && (fetched?.file ?? null) === null
  return {
    file: withinId(parts, object, number),
    ...labelWithin({ name, type, start, isHere: atServer === null }),
    ...{ size: fetched?.bytes ?? size, preview: null, facts: UNKNOWN_FACTS },
    ...(isAtServer ? { atServer: true as const } : {}),
  }
}

export async function describeThreadItem(
  parts: LetterParts,
  item: ThreadItem,
): Promise<OpenedLetter | ThreadGap> {
  return item.opened === null ? describeGap(parts, item) : describeMail(parts, item.ref, item.opened)
}
