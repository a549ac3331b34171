// Keys of persons and groups as one parameter of a query, because a statement can have only so many.
import { toHex } from '../base/index.ts'

export const KEYS = 'SELECT unhex(value) FROM json_each(?)'

export function listKeys(keys: readonly Uint8Array[]): string {
  return JSON.stringify(keys.map(toHex))
}
