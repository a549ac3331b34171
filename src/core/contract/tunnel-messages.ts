// The messages inside a tunnel, after the handshake: kind (1 byte), stream (4 bytes, little endian),
// body. Both ends may be of different builds: a change of meaning needs a new version in FarHello.
import { concat } from './noise-state.ts'
import { MAX_MESSAGE_BYTES } from './message-link.ts'
import { TAG_BYTES } from './noise.ts'
import type { StreamHead } from './tunnel.ts'

export const KIND = {
  /** The last piece of a frame. Its `stream` is 1 if the frame is deflated, else 0. */
  frame: 0,
  /** A piece of a frame that others follow. */
  part: 1,
  /** The head of a stream, as JSON: from the phone its request, from home its answer. */
  open: 2,
  data: 3,
  /** This direction of the stream is complete. */
  end: 4,
  reset: 5,
  /** u32: so many bytes more may come on this stream. */
  credit: 6,
  pair: 7,
  paired: 8,
  /** u64: so many bytes of frames, parts and data have arrived, since the tunnel began. */
  ack: 9,
  /** u32, which the pong repeats. */
  ping: 10,
  pong: 11,
} as const

export interface TunnelMessage {
  kind: number
  stream: number
  body: Uint8Array
}

export const HEADER_BYTES = 5
/** The largest piece of a frame or of data. Small enough that others come in between. */
export const MAX_PIECE_BYTES = 32 * 1024
const MAX_BODY_BYTES = MAX_MESSAGE_BYTES - TAG_BYTES - HEADER_BYTES
const MAX_HEAD_BYTES = 16 * 1024

export function encodeMessage(kind: number, stream: number, body: Uint8Array): Uint8Array {
  if (body.length > MAX_BODY_BYTES) throw new Error('The message is too long.')
  const header = new Uint8Array(HEADER_BYTES)
  header[0] = kind
  new DataView(header.buffer).setUint32(1, stream, true)
  return concat(header, body)
}

/** @throws Error if it is shorter than its header */
export function decodeMessage(message: Uint8Array): TunnelMessage {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength)
  return { kind: view.getUint8(0), stream: view.getUint32(1, true), body: message.subarray(HEADER_BYTES) }
}

export function encodeNumber(number: number, bytes: 4 | 8): Uint8Array {
  const body = new Uint8Array(bytes)
  const view = new DataView(body.buffer)
  if (bytes === 4) view.setUint32(0, number, true)
  else view.setBigUint64(0, BigInt(number), true)
  return body
}

/** @throws Error if the body has another length */
export function decodeNumber(body: Uint8Array, bytes: 4 | 8): number {
  if (body.length !== bytes) throw new Error('A number has another length.')
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength)
  return bytes === 4 ? view.getUint32(0, true) : Number(view.getBigUint64(0, true))
}

/** The next of 256 · 1.25ⁿ: a relay that counts bytes learns a size only so far. */
export function paddedSize(bytes: number): number {
  let size = 256
  while (size < bytes) size = Math.ceil(size * 1.25)
  return size
}

export interface AnswerHead {
  status: number
  headers: Record<string, string>
}

export function encodeHead(head: StreamHead | AnswerHead): Uint8Array {
  const body = new TextEncoder().encode(JSON.stringify(head))
  if (body.length > MAX_HEAD_BYTES) throw new Error('The head of a stream is too long.')
  return body
}

/** @throws Error if it is no head of a request */
export function decodeRequest(body: Uint8Array): StreamHead {
  const { method, path, headers } = parseHead(body)
  if (typeof method !== 'string' || !/^[A-Z]{1,16}$/.test(method)) throw new Error('No method.')
  if (typeof path !== 'string' || !/^\/[!-~]*$/.test(path)) throw new Error('No path.')
  return { method, path, headers: checkHeaders(headers) }
}

/** @throws Error if it is no head of an answer */
export function decodeAnswer(body: Uint8Array): AnswerHead {
  const { status, headers } = parseHead(body)
  if (!Number.isInteger(status) || (status as number) < 200 || (status as number) > 599)
    throw new Error('No status.')
  return { status: status as number, headers: checkHeaders(headers) }
}

function parseHead(body: Uint8Array): Record<string, unknown> {
  if (body.length > MAX_HEAD_BYTES) throw new Error('The head of a stream is too long.')
  const head: unknown = JSON.parse(new TextDecoder().decode(body))
  if (typeof head !== 'object' || head === null) throw new Error('No head.')
  return head as Record<string, unknown>
}

function checkHeaders(headers: unknown): Record<string, string> {
  if (typeof headers !== 'object' || headers === null) throw new Error('No headers.')
  const entries = Object.entries(headers)
  const isHeader = ([name, value]: [string, unknown]): boolean =>
    /^[a-z0-9-]{1,64}$/.test(name) && typeof value === 'string' && /^[\t -~]*$/.test(value)
  if (!entries.every(isHeader)) throw new Error('A header is none.')
  return Object.fromEntries(entries as [string, string][])
}
