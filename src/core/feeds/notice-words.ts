// Words: the text of a short open letter, inside its notice. The encoded part; object-from-words.ts
// makes it and checks it.
import {
  bytesUpTo,
  fixedBytes,
  listUpTo,
  oneOf,
  part,
  struct,
  textUpTo,
  formOf,
  type EncodedBy,
} from '../base/index.ts'
import { SALT_BYTES } from '../seal/index.ts'
import { codingForm, MAX_TAG_BYTES, MAX_TAGS } from '../store/index.ts'

/** The media types of bodies that notices contain. Persisted and sent: add only at the end. */
export const WORD_TYPES = ['text/markdown; charset=utf-8'] as const

/** The limit of coded body and tags together. A longer body stays apart. */
export const MAX_WORDS_BYTES = 2_400

export const wordsForm = formOf(
  part('words', {
    /** The salt in the prefix of the object. */
    salt: fixedBytes(SALT_BYTES),
    type: oneOf(WORD_TYPES),
    tags: listUpTo(textUpTo(MAX_TAG_BYTES), MAX_TAGS),
    body: struct({ coding: codingForm.encoding, bytes: bytesUpTo(MAX_WORDS_BYTES) }),
  }),
)

/** The parts of an object that its notice does not state elsewhere. */
export type Words = EncodedBy<typeof wordsForm>
