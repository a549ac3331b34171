// Records: bytes that are stored for others or sent. Each has one form: version,
// fields in a fixed order, extensions. A signed record ends with a signature
// over all bytes before it. Rules: docs/decisions/records-have-one-form.md.
import {
  formOf,
  signature64,
  uint,
  UnknownForm,
  type Encoding,
  type EncodingState,
  type FieldForm,
  type Form,
} from './codec.ts'
import { extensionsKnowing, NO_TAGS, type Extended } from './extensions.ts'

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each field has its own type, inferred per field
type Fields = Record<string, Encoding<any>>
type Decoded<F extends Fields> = { [K in keyof F]: F[K] extends Encoding<infer T> ? T : never }

/** The version of every record, until a record first changes after the first release. */
const VERSION = 1
const VERSION_FIELD: FieldForm = ['version', 'uint']

/** Named fields inside a record, in the order in which they are written. */
export function struct<F extends Fields>(fields: F): Encoding<Decoded<F>> {
  const entries = Object.entries(fields) as [keyof F, Encoding<unknown>][]
  const forms = formsOf(fields)
  return {
    form: `{ ${forms.map((field) => field.join(' ')).join(' ‖ ')} }`,
    fields: forms,
    preencode(state, value) {
      for (const [name, encoding] of entries) encoding.preencode(state, value[name])
    },
    encode(state, value) {
      for (const [name, encoding] of entries) encoding.encode(state, value[name])
    },
    decode(state) {
      const value: Partial<Record<keyof F, unknown>> = {}
      for (const [name, encoding] of entries) value[name] = encoding.decode(state)
      return value as Decoded<F>
    },
  }
}

const formsOf = (fields: Fields): FieldForm[] =>
  Object.entries(fields).map(([name, { form }]) => [name, form])

/**
 * A struct with its own table in docs/protocol. It occurs only
 * inside records, so it has no version and no extensions.
 */
export function part<F extends Fields>(name: string, fields: F): Encoding<Decoded<F>> {
  return { ...struct(fields), form: name }
}

/** A record that can never be extended: a version and these fields. */
export function closedRecord<F extends Fields>(name: string, fields: F): Form<Decoded<F>> {
  return formOf(versioned(name, fields))
}

function versioned<F extends Fields>(name: string, fields: F): Encoding<Decoded<F>> {
  const inner = struct(fields)
  return {
    form: name,
    fields: [VERSION_FIELD, ...inner.fields!],
    preencode(state, value) {
      uint.preencode(state, VERSION)
      inner.preencode(state, value)
    },
    encode(state, value) {
      uint.encode(state, VERSION)
      inner.encode(state, value)
    },
    decode(state) {
      checkVersion(state)
      return inner.decode(state)
    },
  }
}

/**
 * A part with its own extensions: for a part that occurs
 * many times in a record and is likely to grow.
 */
export function extendedPart<F extends Fields>(name: string, fields: F): Encoding<Decoded<F> & Extended> {
  return extended(part(name, fields), NO_TAGS)
}

/**
 * A record.
 * @param name the name of its table in docs/protocol; a test compares that table with these fields
 * @param known the tags of the extensions that this decoder understands
 */
export function record<F extends Fields>(
  name: string,
  fields: F,
  known: ReadonlySet<number> = NO_TAGS,
): Form<Decoded<F> & Extended> {
  return formOf(extended(versioned(name, fields), known))
}

function extended<T extends object>(inner: Encoding<T>, known: ReadonlySet<number>): Encoding<T & Extended> {
  const extensions = extensionsKnowing(known)
  return {
    form: inner.form,
    fields: [...inner.fields!, ['extensions', extensions.form]],
    preencode(state, value) {
      inner.preencode(state, value)
      extensions.preencode(state, value.extensions ?? [])
    },
    encode(state, value) {
      inner.encode(state, value)
      extensions.encode(state, value.extensions ?? [])
    },
    decode(state) {
      const value: T & Extended = inner.decode(state)
      const came = extensions.decode(state)
      if (came.length > 0) value.extensions = came
      return value
    },
  }
}

function checkVersion(state: EncodingState): void {
  const version = uint.decode(state)
  if (version !== VERSION) throw new UnknownForm(`version ${version} instead of ${VERSION}`)
}

/**
 * The form of a record that ends with a signature. A decoded record is not yet known to be genuine:
 * its noun checks the signature over `unsigned`.
 */
interface SignedForm<T> extends Form<T & { signature: Uint8Array }> {
  /** The signed bytes: everything but the signature. */
  readonly unsigned: Form<T>
}

/** A record that ends with a signature. The signature covers the extensions as well. */
export function signedRecord<F extends Fields>(
  name: string,
  fields: F,
  known: ReadonlySet<number> = NO_TAGS,
): SignedForm<Decoded<F> & Extended> {
  const unsigned = record(name, fields, known)
  const inner = unsigned.encoding
  const whole: Encoding<Decoded<F> & Extended & { signature: Uint8Array }> = {
    form: name,
    fields: [...inner.fields!, ['signature', signature64.form]],
    preencode(state, value) {
      inner.preencode(state, value)
      signature64.preencode(state, value.signature)
    },
    encode(state, value) {
      inner.encode(state, value)
      signature64.encode(state, value.signature)
    },
    decode: (state) => ({ ...inner.decode(state), signature: signature64.decode(state) }),
  }
  return { ...formOf(whole), unsigned }
}
