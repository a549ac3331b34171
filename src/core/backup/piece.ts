// The content of a frame: rows of one table, one block of one core, the list of pieces that count,
// or the owner record.
// Types, encoders and decoders. Every list and owner record is signed by a device of the person.
import {
  bytesUpTo,
  float64,
  int,
  key32,
  listUpTo,
  MalformedRecord,
  part,
  signedRecord,
  struct,
  textUpTo,
  time,
  uint,
  type EncodedBy,
  type Encoding,
  formOf,
  type Form,
} from '../base/index.ts'
import { ATTESTATION_BYTES, verifyAttestation } from '../identity/index.ts'
import type { SqlValue } from '../ledger/index.ts'
import { deriveKey, isSignedBy, sign, type KeyPair } from '../seal/index.ts'
import type { BackupKey } from './header.ts'

const MAX_VALUE_BYTES = 32 << 20
const bytes = bytesUpTo(MAX_VALUE_BYTES)
const text = textUpTo(MAX_VALUE_BYTES)
const nothing: Encoding<null> = {
  form: 'nothing',
  preencode: () => undefined,
  encode: () => undefined,
  decode: () => null,
}

/** Persisted: the order is the type byte. */
const VALUES: readonly Encoding<never>[] = [nothing, int, float64, text, bytes] as Encoding<never>[]
/** A larger integer is written as a float. */
const MAX_INT = 2 ** 52

function typeOf(value: SqlValue): number {
  if (value === null) return 0
  if (typeof value === 'number') return Number.isInteger(value) && Math.abs(value) < MAX_INT ? 1 : 2
  return typeof value === 'string' ? 3 : 4
}

const sqlValue: Encoding<SqlValue> = {
  form: 'value',
  preencode(state, value) {
    state.end++
    VALUES[typeOf(value)]!.preencode(state, value as never)
  },
  encode(state, value) {
    const type = typeOf(value)
    state.buffer[state.start++] = type
    VALUES[type]!.encode(state, value as never)
  },
  decode(state) {
    const encoding = VALUES[state.buffer[state.start++] ?? -1]
    if (encoding === undefined) throw new MalformedRecord('a value of no known type')
    return encoding.decode(state)
  },
}

const MAX_COLUMNS = 256
const MAX_ROWS = 100_000
const name = textUpTo(128)

/** Persisted. A piece with other content gets another type byte, which older programs skip. */
export const rowsForm = formOf(
  part('rows', {
    table: name,
    columns: listUpTo(name, MAX_COLUMNS),
    rows: listUpTo(listUpTo(sqlValue, MAX_COLUMNS), MAX_ROWS),
  }),
)
export type RowsPiece = EncodedBy<typeof rowsForm>

/** Persisted. */
export const blockForm = formOf(part('block', { core: key32, position: uint, block: bytes }))
export type BlockPiece = EncodedBy<typeof blockForm>

/**
 * Persisted. Names the owner of the backup, signed by one of their devices. Small, and several
 * times in the file.
 */
export const backupOwnerForm = signedRecord('backup owner', {
  person: key32,
  device: key32,
  attestation: bytesUpTo(ATTESTATION_BYTES),
})
export type BackupOwner = EncodedBy<typeof backupOwnerForm>

/** The table and the number of rows tell what is lost if the piece is damaged. */
export const listedPieceEncoding = part('listed piece', {
  id: key32,
  offset: uint,
  bytes: uint,
  table: name,
  rows: uint,
})
export type ListedPiece = EncodedBy<typeof listedPieceEncoding>
/** Persisted. */
export const backupListForm = signedRecord('backup list', {
  /** Counts from 1, plus one per run. */
  number: uint,
  at: time,
  person: key32,
  device: key32,
  attestation: bytesUpTo(ATTESTATION_BYTES),
  /** The schema version of each noun when the rows were read. */
  versions: listUpTo(struct({ noun: name, version: uint }), 1024),
  pieces: listUpTo(listedPieceEncoding, 10_000_000),
})
export type BackupList = EncodedBy<typeof backupListForm>

export type Piece =
  | { type: 'rows'; rows: RowsPiece }
  | { type: 'block'; block: BlockPiece }
  | { type: 'list'; list: BackupList }
  | { type: 'owner'; owner: BackupOwner }

const TYPES = { rows: 1, block: 2, list: 3, owner: 4 } as const

function withType<T>(type: keyof typeof TYPES, form: Form<T>, value: T): Uint8Array {
  return Buffer.concat([Uint8Array.of(TYPES[type]), form.encode(value)])
}

export const encodeRows = (rows: RowsPiece): Uint8Array => withType('rows', rowsForm, rows)
export const encodeBlock = (block: BlockPiece): Uint8Array => withType('block', blockForm, block)
export const encodeOwner = (owner: BackupOwner): Uint8Array => withType('owner', backupOwnerForm, owner)
export const encodeList = (list: BackupList): Uint8Array => withType('list', backupListForm, list)

/** Null for an unknown type, which a newer program wrote. @throws MalformedRecord */
export function decodePiece(plaintext: Uint8Array): Piece | null {
  const inner = plaintext.subarray(1)
  switch (plaintext[0]) {
    case TYPES.rows:
      return { type: 'rows', rows: rowsForm.decode(inner) }
    case TYPES.block:
      return { type: 'block', block: blockForm.decode(inner) }
    case TYPES.list:
      return { type: 'list', list: backupListForm.decode(inner) }
    case TYPES.owner:
      return { type: 'owner', owner: backupOwnerForm.decode(inner) }
    default:
      return null
  }
}

/** Returns the id of a piece: a hash of its content under the file key. */
export function pieceId({ key }: BackupKey, plaintext: Uint8Array): Uint8Array {
  return deriveKey('fumikura/backup-piece/1', key, plaintext)
}

const LIST_DOMAIN = 'fumikura/backup-list/1'
const OWNER_DOMAIN = 'fumikura/backup-owner/1'

/**
 * Anyone can seal to a person. Only the person's devices can sign that this is their backup; the
 * signature is bound to the file key.
 */
const boundTo = (key: BackupKey): Uint8Array => pieceId(key, key.file)

export function signOwner(
  key: BackupKey,
  device: KeyPair,
  owner: Omit<BackupOwner, 'signature'>,
): BackupOwner {
  return {
    ...owner,
    signature: sign(OWNER_DOMAIN, device, boundTo(key), backupOwnerForm.unsigned.encode(owner)),
  }
}

export function isOwnerGenuine(key: BackupKey, owner: BackupOwner, person: Uint8Array): boolean {
  if (verifyAttestation(owner.attestation, owner.device, person) === null) return false
  return isSignedBy(
    OWNER_DOMAIN,
    owner.device,
    owner.signature,
    boundTo(key),
    backupOwnerForm.unsigned.encode(owner),
  )
}

export function signList(key: BackupKey, device: KeyPair, list: Omit<BackupList, 'signature'>): BackupList {
  return {
    ...list,
    signature: sign(LIST_DOMAIN, device, boundTo(key), backupListForm.unsigned.encode(list)),
  }
}

export function isListGenuine(key: BackupKey, list: BackupList, person: Uint8Array): boolean {
  if (verifyAttestation(list.attestation, list.device, person) === null) return false
  return isSignedBy(
    LIST_DOMAIN,
    list.device,
    list.signature,
    boundTo(key),
    backupListForm.unsigned.encode(list),
  )
}
