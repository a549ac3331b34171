// The topic on which a person's public posts are found. Their device, their followers and their
// stations join it, so that a newcomer needs only the person's address.
import { hash } from '../seal/index.ts'

export function publicTopic(person: Uint8Array): Uint8Array {
  return hash('fumikura/public-topic/1', person)
}
