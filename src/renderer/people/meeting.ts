// The route of the page that adds a contact: `new` in place of a person's key. A key is longer.
// A wide screen also shows that page beside the list while no contact is chosen.
import type { PersonId } from '../../core/contract/index.ts'
import type { Place } from '../state/place.ts'

const NEW = 'new' as PersonId

export const MEETING_PLACE: Place = { screen: 'people', person: NEW }

export function isMeeting(person: PersonId): boolean {
  return person === NEW
}
