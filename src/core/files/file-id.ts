// The opaque file ids of the contract. An id names an own file, the n-th attachment of a letter, or
// the preview of one of these.
// Each id carries a MAC that only this device can compute, so no caller can name a file it was not
// given.
import { concatBytes, equalBytes, parseText, toText } from '../base/index.ts'
import type { FileId } from '../contract/ids.ts'
import type { Identity } from '../identity/index.ts'
import { deriveKey } from '../seal/index.ts'

export type FileLocator =
  /** `number` is the primary key in `own_files`. */
  | { kind: 'own'; object: Uint8Array; number: number }
  /** `object` is the letter. `number` is the index of the attachment, from 0. */
  | { kind: 'attached'; object: Uint8Array; number: number }
  /** `object` is a mail. `number` is the index of the file inside it. */
  | { kind: 'within'; object: Uint8Array; number: number }
  /** The preview picture of the file. */
  | { kind: 'own-preview' | 'attached-preview'; object: Uint8Array; number: number }

type Owner = Pick<Identity, 'device'>

const KINDS = ['own', 'attached', 'own-preview', 'attached-preview', 'within'] as const
const OBJECT_BYTES = 32
const NAME_BYTES = 1 + OBJECT_BYTES + 4
const MARK_BYTES = 16

/** kind u8 ‖ object 32 ‖ number u32le ‖ MAC 16, encoded as text. */
export function fileId(owner: Owner, { kind, object, number }: FileLocator): FileId {
  const name = Buffer.alloc(NAME_BYTES)
  name[0] = KINDS.indexOf(kind)
  name.set(object, 1)
  name.writeUInt32LE(number, 1 + OBJECT_BYTES)
  return toText(concatBytes(name, markOf(owner, name))) as FileId
}

/** Null if this device did not make the id. */
export function parseFileId(owner: Owner, text: string): FileLocator | null {
  const bytes = parseText(text)
  if (bytes?.byteLength !== NAME_BYTES + MARK_BYTES) return null
  const name = Buffer.from(bytes.subarray(0, NAME_BYTES))
  if (!equalBytes(markOf(owner, name), bytes.subarray(NAME_BYTES))) return null
  const kind = KINDS[name[0]!]
  if (kind === undefined) return null
  return { kind, object: name.subarray(1, 1 + OBJECT_BYTES), number: name.readUInt32LE(1 + OBJECT_BYTES) }
}

function markOf({ device }: Owner, name: Uint8Array): Uint8Array {
  return deriveKey('fumikura/file-id/1', device.secretKey, name).subarray(0, MARK_BYTES)
}
