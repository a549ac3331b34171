// A file within a mail of another program: it lies in that mail, and is read out of it.
import { EngineError } from '../contract/errors.ts'
import { decideOpening } from '../contract/file-opening.ts'
import { parseFileId, safeFileName, typeOfContent } from '../files/index.ts'
import { openOwnLetter, type LetterParts } from '../letters/index.ts'
import { readMail } from '../mail/index.ts'
import { kindOfType } from '../store/index.ts'
import type { OpenedFile } from './engine-files.ts'

/** Null for the id of another kind of file. @throws NOT_FOUND, DAMAGED */
export async function openMailPart(parts: LetterParts, id: string): Promise<OpenedFile | null> {
  const place = parseFileId(parts.identity, id)
  if (place?.kind !== 'mail') return null
  const { attachments, origin } = await readMail((await openOwnLetter(parts, place.object)).body)
  const part = attachments[place.number]
  if (part === undefined) throw new EngineError('NOT_FOUND', 'There is no such file in this mail.')
  const { name, type, content } = part
  return {
    name: safeFileName(name),
    size: content.byteLength,
    type,
    kind: kindOfType(type),
    // What the mail says of it is its writer's word.
    outside: decideOpening({ name: safeFileName(name), type: typeOfContent(content, name) }).outside,
    from: origin.from,
    async *read(start, end) {
      yield content.subarray(start, end)
    },
    close: () => undefined,
  }
}
