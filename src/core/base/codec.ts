// The shape of every stored and sent record: compact-encoding with a version byte, every length capped before it is believed.
// Decoding foreign bytes ends in a value or in MalformedRecord, never in an allocation the sender chose.
import c from 'compact-encoding'
import type { Encoding, EncodingState } from 'compact-encoding'

export type { Encoding, EncodingState } from 'compact-encoding'

/** Bytes from elsewhere that do not have the form they should have; callers count and skip it. */
export class MalformedRecord extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'MalformedRecord'
  }
}

/** What an encoding writes and reads. */
export type EncodedBy<E> = E extends Encoding<infer T> ? T : never

export const uint = c.uint
/** A whole number with its sign. */
export const int = c.int
export const float64 = c.float64
export const bool = c.bool
/** A 32-byte key or hash. */
export const key32 = c.fixed32
/** A 64-byte Ed25519 signature. */
export const signature64 = c.fixed64
/** Whole milliseconds since the epoch; anything a Date cannot hold is malformed. */
export const time: Encoding<number> = {
  preencode: (state, value) => c.uint.preencode(state, value),
  encode: (state, value) => c.uint.encode(state, value),
  decode(state) {
    const value = c.uint.decode(state)
    if (value > 8.64e15) throw new MalformedRecord('time out of range')
    return value
  },
}

function readLength(state: EncodingState, max: number): number {
  const length = c.uint.decode(state)
  if (length > max) throw new MalformedRecord(`length ${length} over ${max}`)
  if (length > state.end - state.start) throw new MalformedRecord('length past the end')
  return length
}

/** Exactly `length` bytes, without a length before them. */
export function fixedBytes(length: number): Encoding<Uint8Array> {
  return {
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
    preencode: (state, value) => bytes.preencode(state, Buffer.from(value, 'utf8')),
    encode: (state, value) => bytes.encode(state, Buffer.from(value, 'utf8')),
    decode: (state) => strictUtf8.decode(bytes.decode(state)),
  }
}

/** At most `max` elements; the count is checked against the bytes that are left before anything is allocated. */
export function listUpTo<T>(element: Encoding<T>, max: number): Encoding<T[]> {
  return {
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
    preencode(state, value) {
      state.end++
      if (value !== null) inner.preencode(state, value)
    },
    encode(state, value) {
      c.uint.encode(state, value === null ? 0 : 1)
      if (value !== null) inner.encode(state, value)
    },
    decode(state) {
      const flag = c.uint.decode(state)
      if (flag > 1) throw new MalformedRecord('flag neither 0 nor 1')
      return flag === 0 ? null : inner.decode(state)
    },
  }
}

/** One of `values`, stored as its position: append only. */
export function oneOf<const T extends string>(values: readonly T[]): Encoding<T> {
  return {
    preencode(state) {
      state.end++
    },
    encode: (state, value) => c.uint.encode(state, values.indexOf(value)),
    decode(state) {
      const value = values[c.uint.decode(state)]
      if (value === undefined) throw new MalformedRecord('unknown choice')
      return value
    },
  }
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each field has its own type, inferred per field
type Fields = Record<string, Encoding<any>>
type Decoded<F extends Fields> = { [K in keyof F]: F[K] extends Encoding<infer T> ? T : never }

/** A record of named fields in the order they are written: persisted, only ever followed by a new version. */
export function struct<F extends Fields>(fields: F): Encoding<Decoded<F>> {
  const entries = Object.entries(fields) as [keyof F, Encoding<unknown>][]
  return {
    preencode(state, value) {
      for (const [name, encoding] of entries) encoding.preencode(state, value[name])
    },
    encode(state, value) {
      for (const [name, encoding] of entries) encoding.encode(state, value[name])
    },
    decode(state) {
      const value: Partial<Record<keyof F, unknown>> = {}
      for (const [name, encoding] of entries) value[name] = encoding.decode(state)
      return value as Decoded<F>
    },
  }
}

/** Puts a version byte in front; another version is malformed to this reader. */
export function versioned<T>(version: number, inner: Encoding<T>): Encoding<T> {
  return {
    preencode(state, value) {
      state.end++
      inner.preencode(state, value)
    },
    encode(state, value) {
      c.uint.encode(state, version)
      inner.encode(state, value)
    },
    decode(state) {
      const found = c.uint.decode(state)
      if (found !== version) throw new MalformedRecord(`version ${found}, not ${version}`)
      return inner.decode(state)
    },
  }
}

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
