// Maps files to the contract: own files and attachments of others, with their known facts.
import type {
  Attachment as ToldAttachment,
  Cursor,
  FileFacts as ToldFacts,
  ListedFile,
  SealingFile,
  SealingId,
} from '../../contract/index.ts'
import { toHex } from '../../base/index.ts'
import { isTitle } from '../../feeds/index.ts'
import {
  countVersions,
  fileId,
  findOwnFileOf,
  listTagsOf,
  cursorOf,
  safeFileName,
  type Listed,
  type OwnFile,
  type SealingStatus,
} from '../../files/index.ts'
import type { Attachment } from '../../delivery/index.ts'
import { parseDraftName, type LetterParts } from '../../letters/index.ts'
import type { OpenHome } from '../../open-home.ts'
import { kindOfType, type FileFacts, type FileLabel } from '../../store/index.ts'
import { isoTime, isoTimeOrNull, partyOf, refText } from '../../contract-ids.ts'

const UNKNOWN_TYPE = 'application/octet-stream'

/**
 * Returns the n-th file of a letter. Makes names safe again, because the author's engine may be
 * another program.
 */
export function tellAttachment(
  { identity }: Pick<LetterParts, 'identity'>,
  letter: Uint8Array,
  number: number,
  { label }: Pick<Attachment, 'label'>,
): ToldAttachment {
  const hasPreview = (label.facts?.preview ?? null) !== null
  return {
    file: fileId(identity, { kind: 'attached', object: letter, number }),
    preview: hasPreview ? fileId(identity, { kind: 'attached-preview', object: letter, number }) : null,
    ...tellLabel(label),
  }
}

function tellLabel({ name, size, type, facts }: FileLabel): Omit<ToldAttachment, 'file' | 'preview'> {
  return {
    name: safeFileName(name),
    size,
    type: isTitle(type) ? type : UNKNOWN_TYPE,
    facts: facts === undefined ? UNKNOWN_FACTS : tellFacts(facts),
  }
}

export const UNKNOWN_FACTS: ToldFacts = {
  ...{ width: null, height: null, takenAt: null, place: null, camera: null, caption: null },
}

function tellFacts({ preview: _, takenAt, caption, camera, ...facts }: FileFacts): ToldFacts {
  return {
    ...facts,
    takenAt: isoTimeOrNull(takenAt),
    caption: oneLine(caption),
    camera: oneLine(camera),
  }
}

/**
 * Text from another engine may contain control or bidi characters, which would change how the text
 * after it is displayed.
 */
function oneLine(text: string | null): string | null {
  return text === null ? null : text.replace(/[\p{Cc}\p{Zl}\p{Zp}]|(?![\u200c\u200d])\p{Cf}/gu, ' ')
}

/** Returns an own file as the latest version of its document. `at` is its position in a list. */
export function tellOwnFile({ parts, files }: OpenHome, file: OwnFile, at = file.addedAt): ListedFile {
  const { ledger, identity } = parts
  const { name, size, type, facts, addedAt } = file
  const { object, number } = file
  return {
    file: files.idOf(file),
    preview: facts.preview === null ? null : fileId(identity, { kind: 'own-preview', object, number }),
    ...tellLabel({ name, size, type, facts }),
    kind: kindOfType(type),
    ref: refText(files.refOf(file)),
    from: partyOf(parts, identity.person),
    isMine: true,
    letter: null,
    addedAt: isoTime(addedAt),
    tags: listTagsOf(ledger, file),
    versions: countVersions(ledger, file),
    cursor: cursorOf({ at, own: file }) as Cursor,
  }
}

export function tellListed(home: OpenHome, listed: Listed): ListedFile {
  if (listed.own !== null) return tellOwnFile(home, listed.own, listed.at)
  const { letter, position, author } = listed
  const { parts, files } = home
  const attachment = files.getAttached(letter, position)
  const kept = parts.store.findKept(parts.ledger, letter)
  return {
    ...tellAttachment(parts, letter, position, attachment),
    kind: kindOfType(attachment.label.type),
    ref: refText(attachment.ref),
    from: partyOf(parts, author),
    isMine: false,
    letter: kept === null ? null : refText(kept.ref),
    addedAt: isoTime(kept?.header.at ?? listed.at),
    tags: [],
    versions: 1,
    cursor: cursorOf(listed) as Cursor,
  }
}

/**
 * Returns an own file that is no longer in the list of files, described by the object that still
 * attaches it.
 */
export function tellOwnAttached(
  { parts, files }: OpenHome,
  letter: Uint8Array,
  position: number,
): Omit<ListedFile, 'cursor'> {
  const attachment = files.getAttached(letter, position)
  const own = parts.store.findOwn(parts.ledger, letter)
  return {
    ...tellAttachment(parts, letter, position, attachment),
    kind: kindOfType(attachment.label.type),
    ref: refText(attachment.ref),
    from: partyOf(parts, parts.identity.person),
    isMine: true,
    letter: own === null ? null : refText(own.ref),
    addedAt: isoTime(own?.header.at ?? 0),
    tags: [],
    versions: 1,
  }
}

/** Returns those own files of a draft that still exist. */
export function tellKnownFiles(home: OpenHome, ids: readonly string[]): ToldAttachment[] {
  return ids.flatMap((id) => {
    const object = parseDraftName(id)
    const file = object === null ? home.files.findOwnFile(id) : findOwnFileOf(home.parts.ledger, object)
    if (file === null) return []
    const { file: told, preview, name, size, type, facts } = tellOwnFile(home, file)
    return [{ file: told, preview, name, size, type, facts }]
  })
}

export function tellSealing({ id, ...told }: SealingStatus): SealingFile {
  return { sealing: toHex(id) as SealingId, ...told }
}
