// The names of public feeds. A person's key and device key are enough to compute their feed, so it
// is not announced. The naming secret of the public audience is a public value.
import { feedKey, feedNamespace } from '../feeds/index.ts'
import { hash } from '../seal/index.ts'

/** A public feed has no eras, because no reader is ever removed from its audience. */
const ERA = 0

function publicNaming(person: Uint8Array): Uint8Array {
  return hash('fumikura/public-naming/1', person)
}

export function publicNamespace(person: Uint8Array, device: Uint8Array, generation: number): Uint8Array {
  return feedNamespace(publicNaming(person), ERA, device, generation)
}

export function publicFeedKey(person: Uint8Array, device: Uint8Array, generation: number): Uint8Array {
  return feedKey(publicNaming(person), ERA, device, generation)
}
