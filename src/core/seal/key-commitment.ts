// The commitment that fixes which key an object opens under. With the root over its blocks it is the object's name.
// Without it an author could seal one ciphertext for two keys, and choose later what was said.
import { hash } from './hash.ts'

/** Fixed ciphertext and fixed key are fixed text. Persisted: do not change. */
export function commitKey(contentKey: Uint8Array, cipherRoot: Uint8Array): Uint8Array {
  return hash('fumikura/kc/1', contentKey, cipherRoot)
}
