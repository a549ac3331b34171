// What a record may say beyond its fields: numbered extensions, by which a later program adds to a record that is out.
// An odd one may be passed over by who does not know it; with an even one the record means something else, and is refused.
import { bytesUpTo, listUpTo, MalformedRecord, uint, UnknownForm, type Encoding } from './codec.ts'

export interface Extension {
  tag: number
  bytes: Uint8Array
}

/** What a decoded record has besides its fields. */
export interface Extended {
  /** Every extension that came, known here or not, in the order of the tags; absent where there is none. */
  extensions?: readonly Extension[]
}

export const MAX_EXTENSIONS = 16
/** Of one record, all extensions together. */
export const MAX_EXTENSION_BYTES = 1024

/** No program knows any yet. */
export const NO_TAGS: ReadonlySet<number> = new Set()

const content = bytesUpTo(MAX_EXTENSION_BYTES)
const extension: Encoding<Extension> = {
  form: '{ tag uint ‖ bytes ≤ 1,024 }',
  preencode(state, { tag, bytes }) {
    uint.preencode(state, tag)
    content.preencode(state, bytes)
  },
  encode(state, { tag, bytes }) {
    uint.encode(state, tag)
    content.encode(state, bytes)
  },
  decode: (state) => ({ tag: uint.decode(state), bytes: content.decode(state) }),
}
const list = listUpTo(extension, MAX_EXTENSIONS)

/**
 * The list at the end of a record. What is not known stays in it, so that the record is signed, hashed and passed on as it came.
 * @param known the tags that the decoder of this record understands
 */
export function extensionsKnowing(known: ReadonlySet<number>): Encoding<readonly Extension[]> {
  return {
    form: 'extensions',
    preencode: (state, value) => list.preencode(state, [...value]),
    encode(state, value) {
      checkList(value)
      list.encode(state, [...value])
    },
    decode(state) {
      const value = list.decode(state)
      checkList(value)
      const unknown = value.find(({ tag }) => tag % 2 === 0 && !known.has(tag))
      if (unknown !== undefined) throw new UnknownForm(`extension ${unknown.tag} is not known here`)
      return value
    },
  }
}

/** @throws MalformedRecord */
function checkList(extensions: readonly Extension[]): void {
  if (extensions.some(({ tag }, i) => i > 0 && tag <= extensions[i - 1]!.tag))
    throw new MalformedRecord('extensions out of their order')
  const bytes = extensions.reduce((sum, extension) => sum + extension.bytes.byteLength, 0)
  if (bytes > MAX_EXTENSION_BYTES) throw new MalformedRecord(`${bytes} bytes of extensions`)
}
