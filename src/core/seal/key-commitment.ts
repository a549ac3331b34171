// The commitment that fixes the key of an object. It is part of the object's name,
// with the root over the blocks. Without it an author could seal one ciphertext for
// two keys, and choose later which text to reveal.
import { hash } from './hash.ts'

/** A fixed ciphertext and a fixed key give a fixed text. Persisted: do not change. */
export function commitKey(contentKey: Uint8Array, cipherRoot: Uint8Array): Uint8Array {
  return hash('fumikura/kc/1', contentKey, cipherRoot)
}
