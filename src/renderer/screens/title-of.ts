// The name of a place, for the window's title.
import type { Messages } from '../messages/en/index.ts'
import type { Place } from '../state/place.ts'

export function titleOf(place: Place, m: Messages): string {
  switch (place.screen) {
    case 'box':
      return m.boxes[place.box]
    case 'search':
      return place.query === '' ? m.shell.search : place.query
    case 'compose':
      return m.shell.compose
    case 'people':
      return m.shell.contacts
    case 'groups':
      return m.groups.title
    case 'follows':
      return m.follows.title
    case 'files':
      return m.files.title
    case 'knocks':
      return m.boxes.knocks
    case 'diagnostics':
      return m.shell.diagnostics
    case 'settings':
      return m.shell.settings
    case 'gallery':
    case 'nowhere':
      return ''
  }
}
