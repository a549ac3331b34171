// Converts an opened letter to the .eml in an export: with its links, and the paths of its files.
import type { LetterParts } from '../letters/index.ts'
import { findOrigin, writeMail, type WrittenLink } from '../mail/index.ts'
import { formatRef, linkTo, objectId, type OpenedObject, type Ref } from '../store/index.ts'
import { equalBytes } from '../base/index.ts'
import { addresseesOf, mailboxOf } from './export-names.ts'
import type { ExportedFile } from './records.ts'

/** True for a mail or a vCard, unless another person shared it. */
export function isForeign(parts: LetterParts, { header }: OpenedObject, ref: Ref): boolean {
  return findOrigin(parts.ledger, parts, ref, header) !== null
}

export function mailOf(
  parts: LetterParts,
  opened: OpenedObject,
  { ref, text }: { ref: Ref; text: string },
  attached: readonly ExportedFile[],
): Uint8Array {
  const { header, body } = opened
  if (isForeign(parts, opened, ref)) return body
  const links = header.links.map((link): WrittenLink => {
    const file = attached.find((one) => equalBytes(objectId(one.ref), objectId(link.ref)))
    const path = file === undefined || file.path === null ? null : `../../${file.path}`
    return { rel: link.rel, ref: formatRef(link.ref), name: file?.name ?? null, path }
  })
  const reply = linkTo(header, 'reply')
  const mail = writeMail({
    ...{ ref: text, from: mailboxOf(parts, ref.person), to: addresseesOf(parts, header) },
    ...{ subject: header.title, body, type: header.type, at: header.at, links },
    replyTo: reply === null ? null : formatRef(reply.ref),
  })
  return Buffer.from(mail, 'utf8')
}
