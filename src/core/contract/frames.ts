// The frames that cross a channel: JSON, with bytes kept as bytes.
// Frames are not persisted, but different builds exchange them, so a change of meaning needs a new
// name for the WebSocket subprotocol.
import { ERROR_CODES, EngineError, type ErrorCode } from './errors.ts'

/** The client chooses `id`: above 0, never used twice on a channel. */
export type ClientFrame =
  | { id: number; call: string; input: unknown }
  | { id: number; subscribe: 'events' }
  /** Cancels a call or a subscription. An answer to the call may still arrive. */
  | { id: number; cancel: true }

export type ServerFrame =
  | { id: number; value: unknown }
  | { id: number; error: WireError }
  | { id: number; event: unknown; number?: number | undefined }

export interface WireError {
  code: string
  message: string
  details: Record<string, unknown>
}

// Bytes become { "$": "base64" }. An object that itself has a key `$` is wrapped as { "$": { … } }.
const TAG = '$'

export function encodeFrame(frame: ClientFrame | ServerFrame): string {
  return JSON.stringify(wrap(frame))
}

/** A longer text is encoded in slices of this length. */
const SLICE_CHARS = 1 << 18

/**
 * Encodes an answer. Others may decide how long a text in it is, so a long one is encoded in slices.
 * @param pause runs between two slices, and lets other work of the thread run
 * @param maxChars stops early: a frame that has more characters is returned as null
 */
export async function encodeInSlices(
  frame: ServerFrame,
  pause: () => Promise<void>,
  maxChars: number,
): Promise<string | null> {
  if (!hasLongText(frame)) return encodeFrame(frame)
  const texts: string[] = []
  // A text of somebody else cannot contain it.
  const mark = crypto.randomUUID()
  const shortened = JSON.stringify(wrap(frame), (_key, value: unknown) =>
    isLong(value) ? `${mark}${texts.push(value)}` : value,
  )
  const [start, ...between] = shortened.split(new RegExp(`${mark}\\d+`))
  let encoded = start!
  for (const [i, text] of texts.entries()) {
    for (let at = 0; at < text.length; at += SLICE_CHARS) {
      await pause()
      // JSON escapes the halves of a character that a slice splits, and the parser joins them.
      encoded += JSON.stringify(text.slice(at, at + SLICE_CHARS)).slice(1, -1)
      if (encoded.length > maxChars) return null
    }
    encoded += between[i]!
  }
  return encoded
}

const isLong = (value: unknown): value is string => typeof value === 'string' && value.length > SLICE_CHARS

function hasLongText(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return isLong(value)
  return Object.values(value).some(hasLongText)
}

export type ParsedFrame = { id: number } & Record<string, unknown>

/** Returns the frame in `text`, or null if it is malformed. */
export function parseFrame(text: string): ParsedFrame | null {
  try {
    const parsed: unknown = JSON.parse(text)
    const frame = text.includes('"$"') ? unwrap(parsed) : parsed
    return isFrame(frame) ? frame : null
  } catch {
    return null
  }
}

function isFrame(value: unknown): value is ParsedFrame {
  return isRecord(value) && Number.isSafeInteger(value.id) && (value.id as number) > 0
}

/** True if `value` contains bytes or a key `$`, which JSON alone would not preserve. */
function needsWrap(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (value instanceof Uint8Array) return true
  if (Array.isArray(value)) return value.some(needsWrap)
  return Object.hasOwn(value, TAG) || Object.values(value).some(needsWrap)
}

function wrap(value: unknown): unknown {
  if (!needsWrap(value)) return value
  if (value instanceof Uint8Array) return { [TAG]: toBase64(value) }
  if (Array.isArray(value)) return value.map(wrap)
  const wrapped = mapValues(value as Record<string, unknown>, wrap)
  return Object.hasOwn(wrapped, TAG) ? { [TAG]: wrapped } : wrapped
}

function unwrap(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unwrap)
  if (!isRecord(value)) return value
  if (!Object.hasOwn(value, TAG)) return mapValues(value, unwrap)
  const tagged = value[TAG]
  if (typeof tagged === 'string') return fromBase64(tagged)
  if (isRecord(tagged)) return mapValues(tagged, unwrap)
  throw new Error('unknown tag')
}

function mapValues(
  value: Record<string, unknown>,
  map: (value: unknown) => unknown,
): Record<string, unknown> {
  // fromEntries defines own keys, so a key named __proto__ stays a key.
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, map(inner)]))
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

// btoa is the only base64 encoder in both Node and every browser. It takes a binary string, built
// in pieces because the number of arguments of one call is limited.
const PIECE_BYTES = 0x6000

function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.byteLength; at += PIECE_BYTES) {
    text += btoa(String.fromCharCode(...bytes.subarray(at, at + PIECE_BYTES)))
  }
  return text
}

function fromBase64(text: string): Uint8Array {
  const binary = atob(text)
  const bytes = new Uint8Array(binary.length)
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at)
  return bytes
}

/**
 * Encodes a refusal as a frame. Details that are not JSON are dropped, so that the code still
 * arrives.
 */
export function encodeRefusal(id: number, error: EngineError): string {
  const { code, message, details } = error
  try {
    return encodeFrame({ id, error: { code, message, details } })
  } catch {
    return encodeFrame({ id, error: { code, message, details: {} } })
  }
}

/**
 * A code that this client does not know (from a newer engine) becomes `INTERNAL`, with the original
 * code in `details.code`.
 */
export function decodeError(value: unknown): EngineError {
  if (!isRecord(value)) return new EngineError('INTERNAL', 'The engine refused without a reason.')
  const message = String(value.message)
  const details = isRecord(value.details) ? value.details : {}
  if ((ERROR_CODES as readonly unknown[]).includes(value.code)) {
    return new EngineError(value.code as ErrorCode, message, { details })
  }
  return new EngineError('INTERNAL', message, { details: { ...details, code: String(value.code) } })
}
