// The KEM keys of members, as blocks of the owner's core: each key once, in the record that first
// seals to it. Each block has a key of its own and names the block before it, with that one's key.
// So a member reads back from the newest block, and a former member, who does not get its key,
// reads none of the later ones. Only members need the keys: to answer an author who is no contact,
// and to own the group next.
import {
  fixedBytes,
  key32,
  listUpTo,
  MalformedRecord,
  optional,
  record,
  struct,
  uint,
  type EncodedBy,
} from '../base/index.ts'
import { KEM_KEY_BYTES, openRecord, randomBytes, sealRecord } from '../seal/index.ts'

/** Where a block of keys is in its core, and its key. */
export const keysPointEncoding = struct({ position: uint, key: key32 })
export type KeysPoint = EncodedBy<typeof keysPointEncoding>

const MAX_KEYS = 48
/** Persisted and sent, sealed. */
export const memberKeysForm = record('member keys', {
  before: optional(keysPointEncoding),
  keys: listUpTo(fixedBytes(KEM_KEY_BYTES), MAX_KEYS),
})
export type MemberKeys = EncodedBy<typeof memberKeysForm>

/**
 * Appends blocks of keys one after the other, each in a step. Returns the newest, or `before` if
 * there are no keys.
 */
export function* appendKeys(
  core: Uint8Array,
  keys: readonly Uint8Array[],
  before: KeysPoint | null,
  append: (sealed: Uint8Array) => number,
): Generator<void, { newest: KeysPoint | null; count: number }> {
  let newest = before
  let count = 0
  for (let at = 0; at < keys.length; at += MAX_KEYS, count++) {
    const key = randomBytes(32)
    const plain = memberKeysForm.encode({ before: newest, keys: keys.slice(at, at + MAX_KEYS) })
    newest = { position: append(sealRecord(key, plain, core)), key }
    yield
  }
  return { newest, count }
}

/** @throws MalformedRecord */
export function openKeys({ position, key }: KeysPoint, core: Uint8Array, sealed: Uint8Array): MemberKeys {
  const plain = openRecord(key, sealed, core)
  if (plain === null) throw new MalformedRecord('keys that were sealed under another key')
  const opened = memberKeysForm.decode(plain)
  if (opened.before !== null && opened.before.position >= position)
    throw new MalformedRecord('keys that name a later block')
  return opened
}
