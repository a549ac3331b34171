// Opens the index. The index is the same kind of file as the ledger, but it may be deleted at any
// time. Its content (inbox, threads, states, full text) is rebuilt from ledger and cores, so it is
// never repaired.
import { rmSync } from 'node:fs'
import { type Clock, type Log, silentLog, systemClock, utf8 } from '../base/index.ts'
import { isEngineError } from '../contract/errors.ts'
import { hash } from '../seal/index.ts'
import { EncryptedFile } from './encrypted-file.ts'
import { Ledger } from './ledger.ts'
import type { Schema } from './rows.ts'
import type { Damage } from './sqlite-errors.ts'

export interface IndexOptions {
  path: string
  /** The home's storage key, 32 bytes. The caller may wipe it when the file is open. */
  key: Uint8Array
  /** Their steps create the tables. Any change to a step empties an existing index. */
  schemas: readonly Schema[]
  log?: Log
  clock?: Clock
}

/**
 * `isEmpty` is true if the views must be rebuilt. If an open index is found damaged, it
 * refuses writes. Closing it then removes it, and the next opening creates an empty one.
 * @throws EngineError HOME_LOCKED, NO_SPACE
 */
export async function openIndex(options: IndexOptions): Promise<{ index: Ledger; isEmpty: boolean }> {
  const { path, log = silentLog, clock = systemClock } = options
  const shape = shapeOf(options.schemas)
  const { file, isEmpty } = openCurrent(options, shape, log) ?? openEmpty(options, shape)
  const onClose = (damage: Damage | null): void => {
    if (damage !== null) removeIndex(path)
  }
  return { index: new Ledger({ file, chain: null, damage: null, onClose, log, clock }), isEmpty }
}

interface OpenedFile {
  file: EncryptedFile
  isEmpty: boolean
}

/** Removes the files of a closed index. */
function removeIndex(path: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true })
}

/** Opens the existing index. Null if it is unreadable or has another shape. */
function openCurrent({ path, key }: IndexOptions, shape: number, log: Log): OpenedFile | null {
  let file: EncryptedFile | null = null
  try {
    file = new EncryptedFile({ path, key, durability: 'normal' })
    if (file.get<{ user_version: number }>('PRAGMA user_version')?.user_version === shape) {
      return { file, isEmpty: false }
    }
  } catch (error) {
    if (!isEngineError(error, 'DAMAGED')) throw error
    log.warn('index-damaged', error.details)
  }
  file?.close()
  return null
}

function openEmpty({ path, key, schemas }: IndexOptions, shape: number): OpenedFile {
  removeIndex(path)
  const file = new EncryptedFile({ path, key, durability: 'normal' })
  try {
    file.exec('BEGIN IMMEDIATE')
    for (const { steps } of schemas) for (const step of steps) file.exec(step)
    file.exec(`PRAGMA user_version = ${shape}`)
    file.exec('COMMIT')
    return { file, isEmpty: true }
  } catch (error) {
    file.close()
    throw error
  }
}

/**
 * Returns a number that changes with any step of any noun. Never 0, which is the value in an empty
 * file.
 */
function shapeOf(schemas: readonly Schema[]): number {
  const steps = schemas.flatMap(({ noun, steps }) => [utf8(noun), ...steps.map(utf8)])
  const digest = Buffer.from(hash('fumikura/index-shape/1', ...steps))
  return digest.readUInt32LE() % 0x7fffffff || 1
}
