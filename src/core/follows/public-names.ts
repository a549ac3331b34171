// The names of what is public: whoever knows a person and their device can compute the feed, and the topic where followers meet.
// Nobody announces either; the naming secret of an audience that anyone is in is a public value.
import { feedKey, feedNamespace } from '../feeds/index.ts'
import { hash } from '../seal/index.ts'

/** A public feed has no eras: nobody is ever removed from its audience. */
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

export function publicTopic(person: Uint8Array): Uint8Array {
  return hash('fumikura/public-topic/1', person)
}
