// Maps mail from another program to the contract: its text and its attached files.
import type { Letter, ThreadGap } from '../../contract/index.ts'
import type { LetterParts, ThreadItem } from '../../letters/index.ts'
import {
  findOrigin,
  fromWhom,
  readImported,
  suspicionsOf,
  toMailFile,
  type MailFacts,
} from '../../mail/index.ts'
import { objectId, type MailOrigin, type OpenedObject, type Ref } from '../../store/index.ts'
import { personId } from '../../contract-ids.ts'
import { describeWithin, withinId } from '../files/file-of-mail.ts'
import { describeGap, describeLetter } from './describe-letter.ts'
import { describeStop } from './stop-mails.ts'

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
      ...files.map((file, number) => describeWithin(parts, objectId(ref), number, toMailFile(file))),
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

export async function describeThreadItem(
  parts: LetterParts,
  item: ThreadItem,
): Promise<OpenedLetter | ThreadGap> {
  return item.opened === null ? describeGap(parts, item) : describeMail(parts, item.ref, item.opened)
}
