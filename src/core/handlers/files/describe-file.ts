// Maps files to the contract: own files, attachments of others and files inside mails, with their
// known facts.
import type {
  Attachment as ContractAttachment,
  Cursor,
  FileFacts as ContractFacts,
  LetterKind,
  ListedFile,
  SealingFile,
  SealingId,
} from '../../contract/index.ts'
import { oneLine, toHex } from '../../base/index.ts'
import { isTitle } from '../../feeds/index.ts'
import {
  countVersions,
  fileId,
  listTagsOf,
  cursorOf,
  safeFileName,
  type Listed,
  type OwnFile,
  type SealingStatus,
} from '../../files/index.ts'
import type { Attachment } from '../../delivery/index.ts'
import type { LetterParts } from '../../letters/index.ts'
import type { OpenHome } from '../../open-home.ts'
import { factsOf, kindOfType, type FileFacts, type FileLabel, type ObjectKind } from '../../store/index.ts'
import { isoTime, isoTimeOrNull, partyOf, refText } from '../../contract-ids.ts'
import { UNKNOWN_FACTS, describeWithin, getFileOfMail, senderOf } from './file-of-mail.ts'

const UNKNOWN_TYPE = 'application/octet-stream'

/**
 * Returns the n-th file of a letter. Makes names safe again, because the author's engine may be
 * another program.
 */
export function describeAttachment(
  { identity }: Pick<LetterParts, 'identity'>,
  letter: Uint8Array,
  number: number,
  { label }: Pick<Attachment, 'label'>,
): ContractAttachment {
  const hasPreview = (label.facts?.preview ?? null) !== null
  return {
    file: fileId(identity, { kind: 'attached', object: letter, number }),
    preview: hasPreview ? fileId(identity, { kind: 'attached-preview', object: letter, number }) : null,
    ...describeLabel(label),
  }
}

function describeLabel({ name, size, type, facts }: FileLabel): Omit<ContractAttachment, 'file' | 'preview'> {
  return {
    name: safeFileName(name),
    size,
    type: isTitle(type) ? type : UNKNOWN_TYPE,
    facts: facts === undefined ? UNKNOWN_FACTS : describeFacts(facts),
  }
}

function describeFacts({ preview: _, takenAt, caption, camera, ...facts }: FileFacts): ContractFacts {
  return {
    ...facts,
    takenAt: isoTimeOrNull(takenAt),
    caption: oneLineOrNull(caption),
    camera: oneLineOrNull(camera),
  }
}

/**
 * Text from another engine may contain control or bidi characters, which would change how the text
 * after it is displayed.
 */
function oneLineOrNull(text: string | null): string | null {
  return text === null ? null : oneLine(text, text.length)
}

/** Returns an own file as the latest version of its document. `at` is its position in a list. */
export function describeOwnFile({ parts, files }: OpenHome, file: OwnFile, at = file.addedAt): ListedFile {
  const { ledger, identity } = parts
  const { name, size, type, facts, addedAt } = file
  const { object, number } = file
  return {
    file: files.idOf(file),
    preview: facts.preview === null ? null : fileId(identity, { kind: 'own-preview', object, number }),
    ...describeLabel({ name, size, type, facts }),
    kind: kindOfType(type),
    ref: refText(files.refOf(file)),
    number: null,
    from: partyOf(parts, identity.person),
    isMine: true,
    source: null,
    addedAt: isoTime(addedAt),
    tags: listTagsOf(ledger, file),
    versions: countVersions(ledger, file),
    cursor: cursorOf({ at, own: file }) as Cursor,
  }
}

export function describeListed(home: OpenHome, listed: Listed): ListedFile {
  if (listed.own !== null) return describeOwnFile(home, listed.own, listed.at)
  return {
    ...(listed.isWithin ? describeInMail(home.parts, listed) : describeAttached(home, listed)),
    ...{ isMine: false, tags: [], versions: 1, cursor: cursorOf(listed) as Cursor },
  }
}

type NotOwn = Exclude<Listed, { own: OwnFile }>
type Described = Omit<ListedFile, 'isMine' | 'tags' | 'versions' | 'cursor'>

function describeAttached({ parts, files }: OpenHome, { letter, position, author, at }: NotOwn): Described {
  const attachment = files.getAttached(letter, position)
  const kept = parts.store.findKept(parts.ledger, letter)
  return {
    ...describeAttachment(parts, letter, position, attachment),
    kind: kindOfType(attachment.label.type),
    ref: refText(attachment.ref),
    number: null,
    from: partyOf(parts, author),
    source: kept === null ? null : { kind: sourceKind(kept.header.kind), ref: refText(kept.ref) },
    addedAt: isoTime(kept?.header.at ?? at),
  }
}

const sourceKind = (kind: ObjectKind): LetterKind => (factsOf(kind).hasMembers ? 'album' : 'letter')

function describeInMail(parts: LetterParts, { letter, position, author }: NotOwn): Described {
  const { ref, header, file } = getFileOfMail(parts, letter, position)
  return {
    ...describeWithin(parts, letter, position, file),
    kind: kindOfType(file.type),
    ref: refText(ref),
    number: position + 1,
    from: senderOf(parts, author),
    source: { kind: 'mail', ref: refText(ref) },
    addedAt: isoTime(header.at),
  }
}

/**
 * Returns an own file that is no longer in the list of files, described by the object that still
 * attaches it.
 */
export function describeOwnAttached(
  { parts, files }: OpenHome,
  letter: Uint8Array,
  position: number,
): Omit<ListedFile, 'cursor'> {
  const attachment = files.getAttached(letter, position)
  const own = parts.store.findOwn(parts.ledger, letter)
  return {
    ...describeAttachment(parts, letter, position, attachment),
    kind: kindOfType(attachment.label.type),
    ref: refText(attachment.ref),
    number: null,
    from: partyOf(parts, parts.identity.person),
    isMine: true,
    source: own === null ? null : { kind: sourceKind(own.header.kind), ref: refText(own.ref) },
    addedAt: isoTime(own?.header.at ?? 0),
    tags: [],
    versions: 1,
  }
}

/** Returns those own files of a draft that still exist. */
export function describeKnownFiles(home: OpenHome, ids: readonly string[]): ContractAttachment[] {
  return ids.flatMap((id) => {
    const file = home.files.findOwnFile(id)
    if (file === null) return []
    const { file: known, preview, name, size, type, facts } = describeOwnFile(home, file)
    return [{ file: known, preview, name, size, type, facts }]
  })
}

export function describeSealing({ id, ...status }: SealingStatus): SealingFile {
  return { sealing: toHex(id) as SealingId, ...status }
}
