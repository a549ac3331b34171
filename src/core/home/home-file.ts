// home.json: what stands in clear beside everything that is encrypted, and how its older forms are lifted.
// It is read before anything else; whatever it holds was put there by a disk, so nothing of it is believed unchecked.
import { KEY_BYTES, parseText, toText } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { WrappedKey } from '../seal/index.ts'

/** Who holds the storage key: a passphrase opens it, the host hands it in, or it lies there in clear. */
export type Keyring =
  { kind: 'passphrase'; wrapped: WrappedKey } | { kind: 'host' } | { kind: 'clear'; key: Uint8Array }

export interface HomeFile {
  format: number
  /** Milliseconds since the epoch. */
  createdAt: number
  keyring: Keyring
  /** A one-way image of the storage key: a wrong one is known before a file is opened with it. */
  keyCheck: Uint8Array
}

export type HomeJson = Record<string, unknown>

/**
 * Step n lifts the JSON of format n + 1 to n + 2. Persisted formats: a step that has shipped stays. Pure, because a home
 * is also looked at by those who do not hold its lock; the lifted form is written when the home is unlocked.
 */
export type FormatStep = (older: HomeJson) => HomeJson

export const formatSteps: readonly FormatStep[] = []

/** The format this program writes. */
export function currentFormat(steps: readonly FormatStep[]): number {
  return steps.length + 1
}

/** @throws EngineError NEWER_HOME, DAMAGED */
export function parseHomeFile(text: string, steps: readonly FormatStep[]): HomeFile {
  return readFields(liftFormat(parseJson(text), steps))
}

export function formatHomeFile({ format, createdAt, keyring, keyCheck }: HomeFile): string {
  const json = { format, createdAt, keyring: keyringToJson(keyring), keyCheck: toText(keyCheck) }
  return `${JSON.stringify(json, null, 2)}\n`
}

/** The format a file says it has, whatever else it holds. @throws EngineError DAMAGED */
export function readFormat(json: HomeJson): number {
  const { format } = json
  if (!Number.isSafeInteger(format) || (format as number) < 1) throw damaged('it names no format')
  return format as number
}

export function parseJson(text: string): HomeJson {
  try {
    const json: unknown = JSON.parse(text)
    if (isObject(json)) return json
  } catch (error) {
    throw damaged('it is no JSON', error)
  }
  throw damaged('it is no object')
}

function liftFormat(json: HomeJson, steps: readonly FormatStep[]): HomeJson {
  const format = readFormat(json)
  const known = currentFormat(steps)
  if (format > known) {
    throw new EngineError('NEWER_HOME', 'this home was written by a newer version of this program', {
      details: { format, known },
    })
  }
  const lifted = steps.slice(format - 1).reduce((older, step) => step(older), json)
  return { ...lifted, format: known }
}

function readFields(json: HomeJson): HomeFile {
  const { createdAt } = json
  if (!Number.isSafeInteger(createdAt)) throw damaged('it has no time of creation')
  return {
    format: readFormat(json),
    createdAt: createdAt as number,
    keyring: readKeyring(json.keyring),
    keyCheck: readBytes(json.keyCheck),
  }
}

function readKeyring(json: unknown): Keyring {
  if (!isObject(json)) throw damaged('it has no keyring')
  switch (json.kind) {
    case 'passphrase':
      // seal checks what is inside before it spends memory on it.
      return { kind: 'passphrase', wrapped: json.wrapped as WrappedKey }
    case 'host':
      return { kind: 'host' }
    case 'clear':
      return { kind: 'clear', key: readBytes(json.key) }
    default:
      throw damaged('its keyring is of no known kind')
  }
}

function keyringToJson(keyring: Keyring): HomeJson {
  return keyring.kind === 'clear' ? { kind: 'clear', key: toText(keyring.key) } : { ...keyring }
}

function readBytes(text: unknown): Uint8Array {
  const bytes = typeof text === 'string' ? parseText(text) : null
  if (bytes?.byteLength !== KEY_BYTES) throw damaged('a key in it is malformed')
  return bytes
}

function isObject(value: unknown): value is HomeJson {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function damaged(why: string, cause?: unknown): EngineError {
  return new EngineError('DAMAGED', `home.json cannot be used: ${why}`, { cause })
}
