// The payloads of a tunnel's handshake: JSON that spaces pad, so that a relay sees few sizes.
// The version comes first and alone: a later build can refuse a form that it does not know.
import { concat } from './noise-state.ts'
import { paddedSize } from './tunnel-messages.ts'
import type { EventMark, FarAnswer, FarHello } from './tunnel.ts'

export const FAR_VERSION = 1
/**
 * Relays let 4 KiB pass until home has answered: this padded size and the 96 bytes of the handshake
 * fit.
 */
const MAX_HELLO_BYTES = 3735
const MAX_FIRST_CALLS = 12

/** Returns the payload, and the calls that have no room in it. */
export function encodeHello({ resume, calls }: FarHello): {
  payload: Uint8Array
  callsLeft: string[]
} {
  for (let count = Math.min(calls.length, MAX_FIRST_CALLS); ; count--) {
    const said = { resume, calls: calls.slice(0, count) }
    const json = encodeJson(said)
    if (json.length > MAX_HELLO_BYTES && count > 0) continue
    return { payload: concat(Uint8Array.of(FAR_VERSION), json), callsLeft: calls.slice(count) }
  }
}

/**
 * Returns null if it is of another version.
 * @throws Error if it is malformed
 */
export function decodeHello(payload: Uint8Array): FarHello | null {
  if (payload[0] !== FAR_VERSION) return null
  const { resume, calls } = parseJson(payload.subarray(1))
  if (resume !== undefined && !isMark(resume)) throw new Error('A malformed mark.')
  if (!Array.isArray(calls) || calls.length > MAX_FIRST_CALLS) throw new Error('Malformed calls.')
  if (!calls.every((call) => typeof call === 'string')) throw new Error('Malformed calls.')
  return { version: FAR_VERSION, calls, ...(resume && { resume }) }
}

export function encodeFarAnswer(answer: FarAnswer): Uint8Array {
  return encodeJson(answer)
}

/** Home is trusted here: its key is known. @throws Error if it is malformed */
export function decodeFarAnswer(payload: Uint8Array): FarAnswer {
  return parseJson(payload) as unknown as FarAnswer
}

function encodeJson(value: object): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(value))
  const padded = new Uint8Array(paddedSize(json.length)).fill(0x20)
  padded.set(json)
  return padded
}

function parseJson(bytes: Uint8Array): Record<string, unknown> {
  const value: unknown = JSON.parse(new TextDecoder().decode(bytes))
  if (typeof value !== 'object' || value === null) throw new Error('A malformed payload.')
  return value as Record<string, unknown>
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0

function isMark(value: unknown): value is EventMark {
  const { run, event } = (value ?? {}) as Partial<EventMark>
  return typeof run === 'string' && run.length <= 64 && isCount(event)
}
