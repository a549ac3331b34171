// Numbered extensions at the end of a record. With them a newer program
// adds to a record that is in use. A program ignores an unknown odd tag. It
// refuses a record with an unknown even tag, because that tag changes its meaning.
import { bytesUpTo, listUpTo, MalformedRecord, uint, UnknownForm, type Encoding } from './codec.ts'

export interface Extension {
  tag: number
  bytes: Uint8Array
}

/** The part of a decoded record beside its fields. */
export interface Extended {
  /**
   * All extensions of the record, known or not, in the
   * order of their tags. Absent if there are none.
   */
  extensions?: readonly Extension[]
}

export const MAX_EXTENSIONS = 16
/** Limit for all extensions of one record together. */
export const MAX_EXTENSION_BYTES = 1024

/** No extension is defined yet. */
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
 * The list at the end of a record. Unknown extensions stay in the decoded list, so that the record
 * can be signed, hashed and passed on with the same bytes.
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
      if (unknown !== undefined) throw new UnknownForm(`unknown extension ${unknown.tag}`)
      return value
    },
  }
}

/** Checks the order of the tags and the total length. @throws MalformedRecord */
function checkList(extensions: readonly Extension[]): void {
  if (extensions.some(({ tag }, i) => i > 0 && tag <= extensions[i - 1]!.tag))
    throw new MalformedRecord('the extensions are not in ascending order')
  const bytes = extensions.reduce((sum, extension) => sum + extension.bytes.byteLength, 0)
  if (bytes > MAX_EXTENSION_BYTES)
    throw new MalformedRecord(`${bytes} bytes of extensions exceed ${MAX_EXTENSION_BYTES}`)
}
