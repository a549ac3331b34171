// The clear start of an object: its author, and the parameters of its chunks. Block
// 0 begins with it. A notice is valid only if this prefix names the person of the
// notice. "receive" and "reference" check it first.
import { KEY_BYTES, MalformedRecord } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import { TAG_BYTES } from './aead.ts'
import { hash } from './hash.ts'

/** Plaintext bytes of every chunk except the last. Persisted: do not change. */
export const CHUNK_BYTES = 65_536
export const SALT_BYTES = 15
const VERSION = 1

const PERSON_AT = 1
const DEVICE_AT = PERSON_AT + KEY_BYTES
const SALT_AT = DEVICE_AT + KEY_BYTES
const CHUNK_BYTES_AT = SALT_AT + SALT_BYTES

/** version 1 ‖ person 32 ‖ device 32 ‖ salt 15 ‖ chunk size u32le. */
export const PREFIX_BYTES = CHUNK_BYTES_AT + 4

/**
 * The longest block of any object: a full block 0. An object of one chunk is one
 * block of at most this length.
 */
export const MAX_BLOCK_BYTES = PREFIX_BYTES + CHUNK_BYTES + TAG_BYTES

export interface ObjectPrefix {
  version: number
  person: Uint8Array
  device: Uint8Array
  /** 15 random bytes, new for every object. Each nonce of a chunk begins with them. */
  salt: Uint8Array
  chunkBytes: number
}

export function createPrefix(person: Uint8Array, device: Uint8Array, salt: Uint8Array): ObjectPrefix {
  if (person.byteLength !== KEY_BYTES || device.byteLength !== KEY_BYTES) {
    throw new EngineError('INTERNAL', 'the keys of an author must have 32 bytes each')
  }
  return { version: VERSION, person, device, salt, chunkBytes: CHUNK_BYTES }
}

export function encodePrefix(prefix: ObjectPrefix): Uint8Array {
  const bytes = Buffer.alloc(PREFIX_BYTES)
  bytes[0] = prefix.version
  bytes.set(prefix.person, PERSON_AT)
  bytes.set(prefix.device, DEVICE_AT)
  bytes.set(prefix.salt, SALT_AT)
  bytes.writeUInt32LE(prefix.chunkBytes, CHUNK_BYTES_AT)
  return bytes
}

/** Reads the prefix from the first block of an object. @throws MalformedRecord */
export function readPrefix(block0: Uint8Array): ObjectPrefix {
  if (block0.byteLength < PREFIX_BYTES) throw new MalformedRecord(`a prefix of ${block0.byteLength} bytes`)
  // A copy, so that a stored prefix does not keep the whole block in memory.
  const bytes = Buffer.from(block0.subarray(0, PREFIX_BYTES))
  if (bytes[0] !== VERSION) throw new MalformedRecord(`object version ${bytes[0]}`)
  const chunkBytes = bytes.readUInt32LE(CHUNK_BYTES_AT)
  if (chunkBytes !== CHUNK_BYTES) throw new MalformedRecord(`chunks of ${chunkBytes} bytes`)
  return {
    version: VERSION,
    person: bytes.subarray(PERSON_AT, DEVICE_AT),
    device: bytes.subarray(DEVICE_AT, SALT_AT),
    salt: bytes.subarray(SALT_AT, CHUNK_BYTES_AT),
    chunkBytes,
  }
}

/**
 * Returns the additional data of every chunk. It binds a chunk to author, device and salt,
 * which are known before sealing.
 */
export function hashPrefix(prefix: ObjectPrefix): Uint8Array {
  return hash('fumikura/prefix/1', encodePrefix(prefix))
}
