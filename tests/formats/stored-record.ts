// One record with sample values. Every test of the formats uses all of them.
import type { Form } from '../../src/core/base/index.ts'

export interface StoredRecord {
  /** The name of its table in docs/protocol.md. */
  name: string
  form: Form<unknown>
  samples: unknown[]
}

export function sampled<T>(form: Form<T>, samples: NoInfer<T>[]): StoredRecord {
  return { name: form.encoding.form, form: form as Form<unknown>, samples }
}
