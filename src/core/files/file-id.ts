// The opaque names of files at the contract: an own file, or the n-th that a letter attaches; or the preview of one.
// Each carries a mark that only this device can make, so nobody can name a file that they were not given.
import { concatBytes, equalBytes, parseText, toText } from '../base/index.ts'
import type { FileId } from '../contract/ids.ts'
import type { Identity } from '../identity/index.ts'
import { deriveKey } from '../seal/index.ts'

export type FilePlace =
  /** `number` of the row among own files. */
  | { kind: 'own'; object: Uint8Array; number: number }
  /** `object` is the letter, `number` counts its attached files from 0. */
  | { kind: 'attached'; object: Uint8Array; number: number }
  /** `object` is a letter that lies as a mail of another program, `number` counts the files within. */
  | { kind: 'mail'; object: Uint8Array; number: number }
  /** Not the file, but the small picture of it. */
  | { kind: 'own-preview' | 'attached-preview'; object: Uint8Array; number: number }

type Owner = Pick<Identity, 'device'>

const KINDS = ['own', 'attached', 'own-preview', 'attached-preview', 'mail'] as const
const OBJECT_BYTES = 32
const NAME_BYTES = 1 + OBJECT_BYTES + 4
const MARK_BYTES = 16

/** kind u8 ‖ object 32 ‖ number u32le ‖ mark 16, as text. */
export function fileId(owner: Owner, { kind, object, number }: FilePlace): FileId {
  const name = Buffer.alloc(NAME_BYTES)
  name[0] = KINDS.indexOf(kind)
  name.set(object, 1)
  name.writeUInt32LE(number, 1 + OBJECT_BYTES)
  return toText(concatBytes(name, markOf(owner, name))) as FileId
}

/** Null for everything that this device did not name. */
export function parseFileId(owner: Owner, text: string): FilePlace | null {
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
