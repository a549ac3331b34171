// The pictures of a letter that are within its text, and the files that are listed below it. Pure.
import type { Attachment } from '../../core/contract/index.ts'
import { listPictures } from '../../text/attached.ts'

/** The attachment with this number if it can be shown within a text; else null. */
export function findPicture(attachments: readonly Attachment[], number: number): Attachment | null {
  const attachment = attachments[number - 1]
  return attachment === undefined || attachment.preview === null ? null : attachment
}

/** Returns the attachments that the text does not show. */
export function listBelow(text: string, attachments: readonly Attachment[]): readonly Attachment[] {
  const within = listPictures(text)
  return attachments.filter((_, at) => !within.has(at + 1) || findPicture(attachments, at + 1) === null)
}
