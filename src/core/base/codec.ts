// The values inside records: compact-encoding, every length capped before it is believed, and one byte form for each value.
// Decoding foreign bytes ends in a value or in MalformedRecord, never in an allocation the sender chose.
import c from 'compact-encoding'
import type { Encoding as BareEncoding, EncodingState } from 'compact-encoding'

export type { EncodingState } from 'compact-encoding'

/** A field of a record, and how docs/protocol writes its bytes. */
export type FieldForm = readonly [name: string, form: string]

export interface Encoding<T> extends BareEncoding<T> {
  /** How docs/protocol writes these bytes: `uint`, `list ≤ 8 of 32`, or the name of a part or record. */
  readonly form: string
  /** Of a part or record: every field, in the order of the bytes. */
  readonly fields?: readonly FieldForm[]
}

/** Bytes from elsewhere that do not have the form they should have; callers count and skip it. */
export class MalformedRecord extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'MalformedRecord'
  }
}

/** Written by a program that knows more: a type, a choice, a version or an even extension that this one does not know. */
export class UnknownForm extends MalformedRecord {
  constructor(message: string) {
    super(message)
    this.name = 'UnknownForm'
  }
}

/** What an encoding writes and reads. */
export type EncodedBy<E> = E extends Encoding<infer T> ? T : never

/** The same bytes under another name in docs/protocol. */
export const formed = <T>(form: string, encoding: BareEncoding<T>): Encoding<T> => ({ ...encoding, form })

/** A whole number from 0 to 2^53 - 1, in its shortest form alone: one value has one form of bytes. */
export const uint: Encoding<number> = {
  form: 'uint',
  preencode: (state, value) => c.uint.preencode(state, value),
  encode: (state, value) => c.uint.encode(state, value),
  decode(state) {
    const start = state.start
    const value = c.uint.decode(state)
    if (state.start - start !== uintBytes(value) || value > Number.MAX_SAFE_INTEGER)
      throw new MalformedRecord('a number that is too large, or longer than it need be')
    return value
  },
}

function uintBytes(value: number): number {
  if (value <= 0xfc) return 1
  return value <= 0xffff ? 3 : value <= 0xffffffff ? 5 : 9
}

/** What an inner encoding holds, as another value; both ways must give back what they took. */
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

/** A whole number of either sign: twice itself, or one less than twice its opposite. */
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
/** Whole milliseconds since the epoch; anything a Date cannot hold is malformed. */
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
  if (value > 1) throw new MalformedRecord('flag neither 0 nor 1')
  return true
}

function readLength(state: EncodingState, max: number): number {
  const length = uint.decode(state)
  if (length > max) throw new MalformedRecord(`length ${length} over ${max}`)
  if (length > state.end - state.start) throw new MalformedRecord('length past the end')
  return length
}

/** Exactly `length` bytes, without a length before them. */
export function fixedBytes(length: number): Encoding<Uint8Array> {
  return {
    form: String(length),
    preencode: (state) => void (state.end += length),
    encode(state, value) {
      if (value.byteLength !== length) throw new MalformedRecord(`${value.byteLength} bytes, not ${length}`)
      state.buffer.set(value, state.start)
      state.start += length
    },
    decode(state) {
      if (length > state.end - state.start) throw new MalformedRecord('length past the end')
      return Buffer.from(state.buffer.subarray(state.start, (state.start += length)))
    },
  }
}

/** At most `max` bytes, copied out of the record. */
export function bytesUpTo(max: number): Encoding<Uint8Array> {
  return {
    form: `bytes ≤ ${thousands(max)}`,
    preencode: (state, value) => c.uint8array.preencode(state, value),
    encode(state, value) {
      if (value.byteLength > max) throw new MalformedRecord(`${value.byteLength} bytes over ${max}`)
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

/** At most `max` elements; the count is checked against the bytes that are left before anything is allocated. */
export function listUpTo<T>(element: Encoding<T>, max: number): Encoding<T[]> {
  return {
    form: `list ≤ ${thousands(max)} of ${element.form}`,
    preencode(state, list) {
      c.uint.preencode(state, list.length)
      for (const item of list) element.preencode(state, item)
    },
    encode(state, list) {
      if (list.length > max) throw new MalformedRecord(`${list.length} elements over ${max}`)
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

/** One byte 0 or 1, then the value if 1. */
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

/** One of `values`, stored as its position: append only. */
export function oneOf<const T extends string>(values: readonly T[]): Encoding<T> {
  return {
    form: `one of ${values.join(', ')}`,
    preencode(state) {
      state.end++
    },
    encode(state, value) {
      const position = values.indexOf(value)
      if (position === -1) throw new UnknownForm(`no such choice: ${value}`)
      c.uint.encode(state, position)
    },
    decode(state) {
      const value = values[uint.decode(state)]
      if (value === undefined) throw new UnknownForm('a choice that is not known here')
      return value
    },
  }
}

const thousands = (count: number): string => String(count).replace(/\B(?=(?:\d{3})+$)/g, ',')

export function encodeRecord<T>(encoding: Encoding<T>, value: T): Uint8Array {
  return c.encode(encoding, value)
}

/** The value, if `bytes` are exactly one record. @throws MalformedRecord */
export function decodeRecord<T>(encoding: Encoding<T>, bytes: Uint8Array): T {
  const state: EncodingState = { start: 0, end: bytes.byteLength, buffer: bytes }
  const value = decodeOrMalformed(encoding, state)
  if (state.start !== state.end) throw new MalformedRecord(`${state.end - state.start} bytes too many`)
  return value
}

/** As decodeRecord, but for padded records: whatever follows must be zero. @throws MalformedRecord */
export function decodePadded<T>(encoding: Encoding<T>, bytes: Uint8Array): T {
  const state: EncodingState = { start: 0, end: bytes.byteLength, buffer: bytes }
  const value = decodeOrMalformed(encoding, state)
  for (let i = state.start; i < state.end; i++)
    if (bytes[i] !== 0) throw new MalformedRecord('padding not zero')
  return value
}

function decodeOrMalformed<T>(encoding: Encoding<T>, state: EncodingState): T {
  try {
    return encoding.decode(state)
  } catch (error) {
    if (error instanceof MalformedRecord) throw error
    throw new MalformedRecord('undecodable', error)
  }
}

/** Zero-pads to the next multiple of `step` bytes. */
export function padTo(bytes: Uint8Array, step: number): Uint8Array {
  const padded = Buffer.alloc(Math.max(step, Math.ceil(bytes.byteLength / step) * step))
  padded.set(bytes)
  return padded
}
