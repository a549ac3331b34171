// The place in People where somebody new is met, in the address where a person's key would stand: no key is that short.
// On a wide screen it is what is seen beside the list as long as nobody is chosen.
import type { PersonId } from '../../core/contract/index.ts'
import type { Place } from '../state/place.ts'

const NEW = 'new' as PersonId

export const MEETING_PLACE: Place = { screen: 'people', person: NEW }

export function isMeeting(person: PersonId): boolean {
  return person === NEW
}
