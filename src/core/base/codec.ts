// Encodings for the fields of records, built on compact-encoding.
// Every length is checked against a limit before memory is allocated.
// Each value has exactly one byte form. Foreign bytes decode to a value
// or throw MalformedRecord. A sender cannot choose how much is allocated.
import c from 'compact-encoding'
import type { Encoding as BareEncoding, EncodingState } from 'compact-encoding'

export type { EncodingState } from 'compact-encoding'

/** The name of a field, and the notation of docs/protocol for its bytes. */
export type FieldForm = readonly [name: string, form: string]

export interface Encoding<T> extends BareEncoding<T> {
  /** The notation of docs/protocol: `uint`, `list ≤ 8 of 32`, or the name of a part or record. */
  readonly form: string
  /** Only for a part or record: all fields in the order of their bytes. */
  readonly fields?: readonly FieldForm[]
}

/**
 * Thrown for bytes from elsewhere that do not have the
 * expected form. Callers count and skip the record.
 */
export class MalformedRecord extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'MalformedRecord'
  }
}

/**
 * Thrown for a record of a newer program. The record has a type, choice, version or even-numbered
 * extension that this program does not know.
 */
export class UnknownForm extends MalformedRecord {
  constructor(message: string) {
    super(message)
    this.name = 'UnknownForm'
  }
}

/** Returns null for a record of a newer program. @throws every other error */
export function unlessUnknown<T>(decode: () => T): T | null {
  try {
    return decode()
  } catch (error) {
    if (error instanceof UnknownForm) return null
    throw error
  }
}

/** The type of the value that an encoding or a form writes and reads. */
export type EncodedBy<E> = E extends Form<infer T> ? T : E extends Encoding<infer T> ? T : never

/** The same encoding with another notation in docs/protocol. */
const formed = <T>(form: string, encoding: BareEncoding<T>): Encoding<T> => ({ ...encoding, form })

/**
 * An integer from 0 to 2^53 - 1. Only its shortest form is
 * accepted, so each value has one byte form.
 */
export const uint: Encoding<number> = {
  form: 'uint',
  preencode: (state, value) => c.uint.preencode(state, value),
  encode: (state, value) => c.uint.encode(state, value),
  decode(state) {
    const start = state.start
    const value = c.uint.decode(state)
    if (state.start - start !== uintBytes(value) || value > Number.MAX_SAFE_INTEGER)
      throw new MalformedRecord('the number is too large, or is not in its shortest form')
    return value
  },
}

function uintBytes(value: number): number {
  if (value <= 0xfc) return 1
  return value <= 0xffff ? 3 : value <= 0xffffffff ? 5 : 9
}

/** Encodes a value as another type. `toStored` and `fromStored` must be inverse functions. */
export function mapped<T, S>(
  inner: Encoding<S>,
  toStored: (value: T) => S,
  fromStored: (stored: S) => T,
): Encoding<T> {
  return {
    form: inner.form,
    ...(inner.fields === undefined ? {} : { fields: inner.fields }),
    preencode: (state, value) => inner.preencode(state, toStored(value)),
    encode: (state, value) => inner.encode(state, toStored(value)),
    decode: (state) => fromStored(inner.decode(state)),
  }
}

/** A signed integer in zigzag form: n ≥ 0 is stored as 2n, and n < 0 as -2n - 1. */
export const int = formed(
  'int',
  mapped(
    uint,
    (value: number) => (value < 0 ? -2 * value - 1 : 2 * value),
    (stored) => (stored % 2 === 0 ? stored / 2 : -(stored + 1) / 2),
  ),
)
export const float64 = formed('float64', c.float64)
export const bool: Encoding<boolean> = formed(
  'bool',
  mapped(
    uint,
    (value: boolean) => (value ? 1 : 0),
    (stored) => isFlag(stored) && stored === 1,
  ),
)
/** A 32-byte key or hash. */
export const key32 = formed('32', c.fixed32)
/** A 64-byte Ed25519 signature. */
export const signature64 = formed('64', c.fixed64)
/** Whole milliseconds since the epoch. Values outside the range of Date are malformed. */
export const time: Encoding<number> = formed(
  'time',
  mapped(
    uint,
    (value: number) => value,
    (value) => {
      if (value > 8.64e15) throw new MalformedRecord('time out of range')
      return value
    },
  ),
)

function isFlag(value: number): true {
  if (value > 1) throw new MalformedRecord('the flag is neither 0 nor 1')
  return true
}

function readLength(state: EncodingState, max: number): number {
  const length = uint.decode(state)
  if (length > max) throw new MalformedRecord(`length ${length} exceeds ${max}`)
  if (length > state.end - state.start) throw new MalformedRecord('the length exceeds the record')
  return length
}

/** Exactly `length` bytes, with no length prefix. */
export function fixedBytes(length: number): Encoding<Uint8Array> {
  return {
    form: String(length),
    preencode: (state) => void (state.end += length),
    encode(state, value) {
      if (value.byteLength !== length)
        throw new MalformedRecord(`${value.byteLength} bytes instead of ${length}`)
      state.buffer.set(value, state.start)
      state.start += length
    },
    decode(state) {
      if (length > state.end - state.start) throw new MalformedRecord('the field exceeds the record')
      return Buffer.from(state.buffer.subarray(state.start, (state.start += length)))
    },
  }
}

/** At most `max` bytes. Decoding copies them out of the record. */
export function bytesUpTo(max: number): Encoding<Uint8Array> {
  return {
    form: `bytes ≤ ${thousands(max)}`,
    preencode: (state, value) => c.uint8array.preencode(state, value),
    encode(state, value) {
      if (value.byteLength > max) throw new MalformedRecord(`${value.byteLength} bytes exceed ${max}`)
      c.uint8array.encode(state, value)
    },
    decode(state) {
      const length = readLength(state, max)
      return Buffer.from(state.buffer.subarray(state.start, (state.start += length)))
    },
  }
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Well-formed UTF-8 of at most `maxBytes`. */
export function textUpTo(maxBytes: number): Encoding<string> {
  const bytes = bytesUpTo(maxBytes)
  return {
    form: `text ≤ ${thousands(maxBytes)}`,
    preencode: (state, value) => bytes.preencode(state, Buffer.from(value, 'utf8')),
    encode: (state, value) => bytes.encode(state, Buffer.from(value, 'utf8')),
    decode: (state) => strictUtf8.decode(bytes.decode(state)),
  }
}

/**
 * At most `max` elements. The count is checked against the
 * remaining bytes before memory is allocated.
 */
export function listUpTo<T>(element: Encoding<T>, max: number): Encoding<T[]> {
  return {
    form: `list ≤ ${thousands(max)} of ${element.form}`,
    preencode(state, list) {
      c.uint.preencode(state, list.length)
      for (const item of list) element.preencode(state, item)
    },
    encode(state, list) {
      if (list.length > max) throw new MalformedRecord(`${list.length} elements exceed ${max}`)
      c.uint.encode(state, list.length)
      for (const item of list) element.encode(state, item)
    },
    decode(state) {
      const count = readLength(state, max)
      const list: T[] = []
      for (let i = 0; i < count; i++) list.push(element.decode(state))
      return list
    },
  }
}

/** One byte, 0 or 1. The value follows if the byte is 1. */
export function optional<T>(inner: Encoding<T>): Encoding<T | null> {
  return {
    form: inner.form.includes(' ') ? `(${inner.form})?` : `${inner.form}?`,
    preencode(state, value) {
      state.end++
      if (value !== null) inner.preencode(state, value)
    },
    encode(state, value) {
      c.uint.encode(state, value === null ? 0 : 1)
      if (value !== null) inner.encode(state, value)
    },
    decode(state) {
      const flag = uint.decode(state)
      return isFlag(flag) && flag === 0 ? null : inner.decode(state)
    },
  }
}

/** One of `values`, stored as its index. Add new values only at the end of the list. */
export function oneOf<const T extends string>(values: readonly T[]): Encoding<T> {
  return {
    form: `one of ${values.join(', ')}`,
    preencode(state) {
      state.end++
    },
    encode(state, value) {
      const position = values.indexOf(value)
      if (position === -1) throw new UnknownForm(`unknown choice: ${value}`)
      c.uint.encode(state, position)
    },
    decode(state) {
      const value = values[uint.decode(state)]
      if (value === undefined) throw new UnknownForm('unknown choice')
      return value
    },
  }
}

const thousands = (count: number): string => count.toLocaleString('en-US')

/** Converts values to bytes and back, where the bytes are the value alone. */
/** A value to encode may have lists that its owner does not change. */
type Given<T> = T | { readonly [K in keyof T]: T[K] extends (infer E)[] ? readonly E[] : T[K] }

export interface Form<T> {
  /** For a value inside another one. */
  readonly encoding: Encoding<T>
  readonly encode: (value: Given<T>) => Uint8Array
  /** The bytes must be exactly one value. @throws MalformedRecord */
  readonly decode: (bytes: Uint8Array) => T
  /** Like `decode`, but accepts zero padding after the value. @throws MalformedRecord */
  readonly decodePadded: (bytes: Uint8Array) => T
}

export function formOf<T>(encoding: Encoding<T>): Form<T> {
  return {
    encoding,
    encode: (value) => c.encode(encoding, value as T),
    decode(bytes) {
      const { value, state } = decodeStart(encoding, bytes)
      if (state.start !== state.end) throw new MalformedRecord(`${state.end - state.start} extra bytes`)
      return value
    },
    decodePadded(bytes) {
      const { value, state } = decodeStart(encoding, bytes)
      for (let i = state.start; i < state.end; i++)
        if (bytes[i] !== 0) throw new MalformedRecord('the padding is not zero')
      return value
    },
  }
}

/** A number alone, as in the bytes of a hash. */
export const uintForm = formOf(uint)

function decodeStart<T>(encoding: Encoding<T>, bytes: Uint8Array): { value: T; state: EncodingState } {
  const state: EncodingState = { start: 0, end: bytes.byteLength, buffer: bytes }
  return { value: decodeOrMalformed(encoding, state), state }
}

function decodeOrMalformed<T>(encoding: Encoding<T>, state: EncodingState): T {
  try {
    return encoding.decode(state)
  } catch (error) {
    if (error instanceof MalformedRecord) throw error
    throw new MalformedRecord('cannot be decoded', error)
  }
}

/**
 * Pads with zeros to the next multiple of `step` bytes, and to at least `step` bytes. `before`
 * bytes that precede them count too.
 */
export function padTo(bytes: Uint8Array, step: number, before = 0): Uint8Array {
  const steps = Math.max(1, Math.ceil((before + bytes.byteLength) / step))
  const padded = Buffer.alloc(steps * step - before)
  padded.set(bytes)
  return padded
}
