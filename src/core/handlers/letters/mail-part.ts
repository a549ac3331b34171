// Files inside mail from another program. They are stored within the mail and extracted on demand.
// Their type is detected by content, as for every file.
import { EngineError } from '../../contract/errors.ts'
import { decideOpening } from '../../contract/file-opening.ts'
import type { FileId, MadePage } from '../../contract/index.ts'
import { decideFileName, fileId, parseFileId, safeFileName, typeOfContent } from '../../files/index.ts'
import { openOwn } from '../../delivery/index.ts'
import {
  findOrigin,
  listPartsApart,
  MAIL_TYPE,
  readPageApart,
  showAddress,
  type FileWithin,
} from '../../mail/index.ts'
import type { OpenHome } from '../../open-home.ts'
import { kindOfType, objectId, type OpenedObject, type Ref } from '../../store/index.ts'
import type { OpenedFile } from '../files/engine-files.ts'
import { partyOf } from '../../contract-ids.ts'

export interface MailFile {
  /** The sender's file name, made safe. */
  name: string
  /** The media type by content. */
  type: string
  /** @throws UNREACHABLE if it is at the server of the mail */
  content: () => Uint8Array
}

/** Lists the files in the order of the mail. Empty for a letter and a vCard. */
export async function listMailFiles({ header, body }: OpenedObject): Promise<MailFile[]> {
  if (header.kind !== 'mail' || header.type !== MAIL_TYPE) return []
  return (await listPartsApart(body)).map(({ name, type, content, atServer }) => ({
    ...labelWithin({ name, type, start: content }),
    content: () => {
      if (atServer === null) return content
      throw new EngineError('UNREACHABLE', 'This file is at the server of the mail.')
    },
  }))
}

/**
 * A mail within a mail has no signature of its own and looks like text. Only the outer mail declares
 * its type.
 */
export function labelWithin({ name, type, start }: Pick<FileWithin, 'name' | 'type' | 'start'>): {
  name: string
  type: string
} {
  return { name: safeFileName(name), type: type === MAIL_TYPE ? type : typeOfContent(start, name) }
}

/**
 * Opens a file inside a mail. Null if the id names another kind of file.
 * @throws NOT_FOUND, DAMAGED, ALTERED
 */
export async function openMailPart(home: OpenHome, id: string): Promise<OpenedFile | null> {
  const part = parseFileId(home.parts.identity, id)
  if (part?.kind !== 'within') return null
  const { ref, opened } = await openMail(home, part.object)
  const file = (await listMailFiles(opened))[part.number]
  if (file === undefined) throw missing()
  const { name, type } = file
  const content = file.content()
  return {
    name: decideFileName(name, type),
    size: content.byteLength,
    type,
    kind: kindOfType(type),
    outside: decideOpening({ name, type }).outside,
    from: senderOf(home, ref, opened),
    async *read(start, end) {
      yield content.subarray(start, end)
    },
    close: () => undefined,
  }
}

/** Opens mail that was imported here or received and already opened. It requests no release. */
async function openMail(
  { parts, reference }: OpenHome,
  object: Uint8Array,
): Promise<{ ref: Ref; opened: OpenedObject }> {
  const { store, ledger } = parts
  const own = store.findOwn(ledger, object)
  if (own !== null) return { ref: own.ref, opened: await openOwn(parts, object) }
  const opened = await reference.findOpened(object)
  if (opened === null) throw missing()
  return { ref: store.findKept(ledger, object)!.ref, opened }
}

/** For imported mail: the sender that the mail names. For received mail: the person who gave it. */
function senderOf({ parts }: OpenHome, ref: Ref, { header }: OpenedObject): string {
  const origin = findOrigin(parts.ledger, parts, ref, header)
  return origin === null ? partyOf(parts, ref.person).name : showAddress(origin.from)
}

/**
 * Returns the page of a mail that was imported here or opened. Null if it has none.
 * @throws NOT_FOUND, DAMAGED, ALTERED
 */
export async function openPage(home: OpenHome, ref: Ref): Promise<MadePage | null> {
  const object = objectId(ref)
  const { header, body } = (await openMail(home, object)).opened
  const page = header.type === MAIL_TYPE ? await readPageApart(body) : null
  if (page === null) return null
  const { pictures, ...rest } = page
  const files = Array.from(pictures, ([id, number]) => ({ id, file: withinId(home.parts, object, number) }))
  return { ...rest, pictures: files }
}

/** Returns the id of a file within a mail. */
export function withinId(
  { identity }: Pick<OpenHome['parts'], 'identity'>,
  object: Uint8Array,
  number: number,
): FileId {
  return fileId(identity, { kind: 'within', object, number })
}

const missing = (): EngineError => new EngineError('NOT_FOUND', 'There is no such file in this mail.')
