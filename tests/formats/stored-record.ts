// One record with values for its fields: what every test of the formats goes through.
import type { Encoding } from '../../src/core/base/index.ts'

export interface StoredRecord {
  /** That of its table in docs/protocol. */
  name: string
  encoding: Encoding<unknown>
  samples: unknown[]
}

export function sampled<T>(encoding: Encoding<T>, samples: T[]): StoredRecord {
  return { name: encoding.form, encoding, samples }
}
