// The key of the boxes in a reminder to a group, by which only its readers know that they are
// meant. They have no second secret: the record around them is sealed for the members, so at most a
// member with a quantum computer learns who was reminded.
import type { SmallBoxKey } from '../seal/index.ts'

export function nudgeKey(object: Uint8Array): SmallBoxKey {
  return { domain: 'fumikura/nudge-box/1', second: object, place: [] }
}
