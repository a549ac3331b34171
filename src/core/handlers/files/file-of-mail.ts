// Files inside mails, as lists of files and the pane of a mail show them: without opening the mail.
import { findPart, isOwnAddress } from '../../accounts/index.ts'
import { equalBytes } from '../../base/index.ts'
import { EngineError } from '../../contract/errors.ts'
import type { Attachment, Correspondent, FileFacts, FileId, FileWhereabouts } from '../../contract/index.ts'
import { partyOf } from '../../contract-ids.ts'
import { fileId, parseFileId, safeFileName } from '../../files/index.ts'
import type { LetterParts } from '../../letters/index.ts'
import type { MailFile, ObjectHeader, Ref } from '../../store/index.ts'

export const UNKNOWN_FACTS: FileFacts = {
  ...{ width: null, height: null, takenAt: null, place: null, camera: null, caption: null },
}

/** Returns the id of a file inside a mail. */
export function withinId(
  { identity }: Pick<LetterParts, 'identity'>,
  object: Uint8Array,
  number: number,
): FileId {
  return fileId(identity, { kind: 'within', object, number })
}

/** @throws NOT_FOUND if there is no such mail, or no such file in it */
export function getFileOfMail(parts: LetterParts, object: Uint8Array, number: number): FileOfMail {
  const found = findFileOfMail(parts, object, number)
  if (found === null) throw new EngineError('NOT_FOUND', 'There is no such file here.')
  return found
}

interface FileOfMail {
  ref: Ref
  header: ObjectHeader
  file: MailFile
}

/** A mail that another person shared is read as it is, so all of it is here, whatever it says. */
function findFileOfMail(
  { store, ledger, identity }: LetterParts,
  object: Uint8Array,
  number: number,
): FileOfMail | null {
  const mail = store.findOwn(ledger, object) ?? store.findKept(ledger, object)
  const file = mail?.header.origin?.files[number]
  if (mail === null || file === undefined) return null
  const isOwn = equalBytes(mail.ref.person, identity.person)
  return { ref: mail.ref, header: mail.header, file: isOwn ? file : { ...file, section: null } }
}

export function describeWithin(
  parts: LetterParts,
  object: Uint8Array,
  number: number,
  { name, size, type, width, height, section }: MailFile,
): Attachment {
  const fetched = section === null ? null : findPart(parts.ledger, object, section)
  const isAtServer = section !== null && (fetched?.file ?? null) === null
  return {
    file: withinId(parts, object, number),
    ...{ name: safeFileName(name), type, size: fetched?.bytes ?? size },
    ...{ preview: null, facts: { ...UNKNOWN_FACTS, width, height } },
    ...(isAtServer ? { atServer: true as const } : {}),
  }
}

/** Null if the id names no file inside a mail, or if that mail is gone. */
export function whereWithin(parts: LetterParts, id: FileId): FileWhereabouts | null {
  const locator = parseFileId(parts.identity, id)
  if (locator?.kind !== 'within') return null
  const found = findFileOfMail(parts, locator.object, locator.number)
  if (found === null) return null
  const { size, atServer = false } = describeWithin(parts, locator.object, locator.number, found.file)
  return { file: id, bytesHere: atServer ? 0 : size, isWhole: !atServer, isAuthorHere: true, fellows: 0 }
}

/** Behind an own address is this person. */
export function senderOf(parts: LetterParts, author: Uint8Array): Correspondent {
  const { identity, ledger } = parts
  const sender = partyOf(parts, author)
  const isMe = sender.address !== undefined && isOwnAddress(ledger, sender.address)
  return isMe ? partyOf(parts, identity.person) : sender
}
