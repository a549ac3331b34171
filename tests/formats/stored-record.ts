// One record with sample values. Every test of the formats uses all of them.
import type { Encoding } from '../../src/core/base/index.ts'

export interface StoredRecord {
  /** The name of its table in docs/protocol.md. */
  name: string
  encoding: Encoding<unknown>
  samples: unknown[]
}

export function sampled<T>(encoding: Encoding<T>, samples: T[]): StoredRecord {
  return { name: encoding.form, encoding, samples }
}
