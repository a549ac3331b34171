// home.json: an unencrypted file with the data that is needed to unlock the rest of a home.
// It is read before anything else. Its content comes from a disk, so every field is checked.
// Older formats are converted here.
import { KEY_BYTES, parseText, toText } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { WrappedKey } from '../seal/index.ts'

/**
 * Where the storage key is: wrapped by a passphrase, kept by the host, or in home.json in clear.
 */
export type Keyring =
  { kind: 'passphrase'; wrapped: WrappedKey } | { kind: 'host' } | { kind: 'clear'; key: Uint8Array }

export interface HomeFile {
  format: number
  /** The home of a station has no person. */
  isStation: boolean
  /** Milliseconds since the epoch. */
  createdAt: number
  keyring: Keyring
  /**
   * A one-way hash of the storage key. It shows a wrong key before any file is
   * opened with that key.
   */
  keyCheck: Uint8Array
}

export type HomeJson = Record<string, unknown>

/**
 * Step n converts the JSON of format n + 1 to format n + 2. Persisted formats, so
 * never change a step that has shipped. A step is pure, because a home is also read
 * without its lock. The converted form is written when the home is unlocked.
 */
export type FormatStep = (older: HomeJson) => HomeJson

export const formatSteps: readonly FormatStep[] = []

/** Returns the format this program writes. */
export function currentFormat(steps: readonly FormatStep[]): number {
  return steps.length + 1
}

/** @throws EngineError NEWER_HOME, DAMAGED */
export function parseHomeFile(text: string, steps: readonly FormatStep[]): HomeFile {
  return readFields(liftFormat(parseJson(text), steps))
}

export function formatHomeFile({ format, isStation, createdAt, keyring, keyCheck }: HomeFile): string {
  const json = { format, isStation, createdAt, keyring: keyringToJson(keyring), keyCheck: toText(keyCheck) }
  return `${JSON.stringify(json, null, 2)}\n`
}

/**
 * Returns the format number of a file, read before the other fields. @throws EngineError DAMAGED
 */
export function readFormat(json: HomeJson): number {
  const { format } = json
  if (!Number.isSafeInteger(format) || (format as number) < 1) throw damaged('it has no valid format number')
  return format as number
}

export function parseJson(text: string): HomeJson {
  try {
    const json: unknown = JSON.parse(text)
    if (isObject(json)) return json
  } catch (error) {
    throw damaged('it is not JSON', error)
  }
  throw damaged('it is not a JSON object')
}

function liftFormat(json: HomeJson, steps: readonly FormatStep[]): HomeJson {
  const format = readFormat(json)
  const known = currentFormat(steps)
  if (format > known) {
    throw new EngineError('NEWER_HOME', 'a newer version of this program wrote this home', {
      details: { format, known },
    })
  }
  const lifted = steps.slice(format - 1).reduce((older, step) => step(older), json)
  return { ...lifted, format: known }
}

function readFields(json: HomeJson): HomeFile {
  const { createdAt } = json
  if (!Number.isSafeInteger(createdAt)) throw damaged('it has no valid time of creation')
  return {
    format: readFormat(json),
    isStation: readFlag(json.isStation),
    createdAt: createdAt as number,
    keyring: readKeyring(json.keyring),
    keyCheck: readBytes(json.keyCheck),
  }
}

function readFlag(json: unknown): boolean {
  if (typeof json !== 'boolean') throw damaged('it does not say whose home it is')
  return json
}

function readKeyring(json: unknown): Keyring {
  if (!isObject(json)) throw damaged('it has no keyring')
  switch (json.kind) {
    case 'passphrase':
      // unwrapKey checks these fields before it spends memory on them.
      return { kind: 'passphrase', wrapped: json.wrapped as WrappedKey }
    case 'host':
      return { kind: 'host' }
    case 'clear':
      return { kind: 'clear', key: readBytes(json.key) }
    default:
      throw damaged('the kind of its keyring is unknown')
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
