// Where one can be in the app, and how that is written in the address: `#/inbox/<letter>`, `#/compose/<draft>`, …
// Pure: parse and format are each other's inverse, so that reload, back and a second tab find the same place.
import {
  type Box,
  type DraftId,
  type GroupId,
  type PersonId,
  type RefText,
} from '../../core/contract/index.ts'

export type Place =
  | { screen: 'box'; box: Box; ref: RefText | null }
  | { screen: 'search'; query: string; ref: RefText | null }
  | ComposePlace
  | { screen: 'people'; person: PersonId | null }
  | GroupsPlace
  | FollowsPlace
  | FilesPlace
  | { screen: 'settings'; part: SettingsPart | null }
  | { screen: 'knocks' | 'diagnostics' | 'gallery' | 'nowhere' }

/** What one is sent to the settings for. */
const SETTINGS_PARTS = ['words', 'passphrase', 'backup'] as const
export type SettingsPart = (typeof SETTINGS_PARTS)[number]

/** What of a group is looked at. */
export const GROUP_PARTS = ['posts', 'members', 'links', 'about'] as const
export type GroupPart = (typeof GROUP_PARTS)[number]

/** The groups, one of them, or what was posted in it. */
export interface GroupsPlace {
  screen: 'groups'
  group: GroupId | null
  part: GroupPart
  /** A post that is read; only of a group. */
  ref: RefText | null
}

/** Whom one follows, the archive of one of them or of oneself, or a post of it. */
export interface FollowsPlace {
  screen: 'follows'
  person: PersonId | null
  ref: RefText | null
}

/** How one looks at what is kept. */
export const FILE_VIEWS = ['time', 'albums', 'map', 'documents', 'others', 'space'] as const
export type FileView = (typeof FILE_VIEWS)[number]

/** Pictures, documents and the rest, and of a view one thing: an album, a document, a person. */
export interface FilesPlace {
  screen: 'files'
  view: FileView
  of: string | null
}

/** A draft that there is, or the beginnings of a new one. */
export interface ComposePlace {
  screen: 'compose'
  draft: DraftId | null
  replyTo: RefText | null
  /** A version of mine that the new one takes the place of. */
  replaces: RefText | null
  to: string[]
  subject: string
  /** What the text begins with: a link that is forwarded, a passage that is answered. */
  text: string
}

/** Not from the contract's door: that list comes with the schemas, which the page does not carry. */
const BOXES: readonly Box[] = [
  'inbox',
  'waiting',
  'sent',
  'held',
  'drafts',
  'archive',
  'starred',
  'snoozed',
  'notes',
  'following',
  'imported',
]
const PLAIN = ['knocks', 'diagnostics', 'gallery'] as const
export const REF_START = 'fumikura://ref/'

export const HOME_PLACE: Place = { screen: 'box', box: 'inbox', ref: null }

export function parsePlace(hash: string): Place {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2)
  const [first = '', second = '', third = ''] = path.split('/').map(decode)
  const values = new URLSearchParams(query)
  if (first === '') return HOME_PLACE
  if (isBox(first)) return { screen: 'box', box: first, ref: toRef(second) }
  if (first === 'letter') return { screen: 'box', box: 'inbox', ref: toRef(second) }
  if (first === 'search') return { screen: 'search', query: values.get('q') ?? '', ref: toRef(second) }
  if (first === 'people') return { screen: 'people', person: second === '' ? null : (second as PersonId) }
  if (first === 'groups') return parseGroups(second, third)
  if (first === 'follows')
    return { screen: 'follows', person: second === '' ? null : (second as PersonId), ref: toRef(third) }
  if (first === 'files')
    return filesPlace(
      FILE_VIEWS.find((view) => view === second),
      third || null,
    )
  if (first === 'settings')
    return { screen: 'settings', part: SETTINGS_PARTS.find((part) => part === second) ?? null }
  if (first === 'compose') return parseCompose(second, values)
  const plain = PLAIN.find((screen) => screen === first)
  return { screen: plain ?? 'nowhere' }
}

function parseGroups(group: string, third: string): GroupsPlace {
  const part = GROUP_PARTS.find((name) => name === third)
  const place = { screen: 'groups', group: group === '' ? null : (group as GroupId) } as const
  return part === undefined ? { ...place, part: 'posts', ref: toRef(third) } : { ...place, part, ref: null }
}

function parseCompose(draft: string, values: URLSearchParams): ComposePlace {
  return {
    screen: 'compose',
    draft: draft === '' ? null : (draft as DraftId),
    replyTo: toRef(values.get('reply') ?? ''),
    replaces: toRef(values.get('replaces') ?? ''),
    to: values.getAll('to'),
    subject: values.get('subject') ?? '',
    text: values.get('text') ?? '',
  }
}

export function formatPlace(place: Place): string {
  switch (place.screen) {
    case 'box':
      return join([place.box, fromRef(place.ref)])
    case 'search':
      return join(['search', fromRef(place.ref)], place.query === '' ? {} : { q: [place.query] })
    case 'people':
      return join(['people', place.person ?? ''])
    case 'groups': {
      const rest = place.ref === null ? (place.part === 'posts' ? '' : place.part) : fromRef(place.ref)
      return join(['groups', place.group ?? '', rest])
    }
    case 'follows':
      return join(['follows', place.person ?? '', fromRef(place.ref)])
    case 'files':
      return join(['files', place.view === 'time' && place.of === null ? '' : place.view, place.of ?? ''])
    case 'compose':
      return join(['compose', place.draft ?? ''], {
        reply: place.replyTo === null ? [] : [fromRef(place.replyTo)],
        replaces: place.replaces === null ? [] : [fromRef(place.replaces)],
        to: place.to,
        subject: place.subject === '' ? [] : [place.subject],
        text: place.text === '' ? [] : [place.text],
      })
    case 'settings':
      return join(['settings', place.part ?? ''])
    case 'knocks':
    case 'diagnostics':
    case 'gallery':
      return join([place.screen])
    case 'nowhere':
      return '#/nowhere'
  }
}

/** A new letter, with whatever is known of it already. */
export function composePlace(beginnings: Partial<Omit<ComposePlace, 'screen'>> = {}): ComposePlace {
  return {
    screen: 'compose',
    draft: null,
    replyTo: null,
    replaces: null,
    to: [],
    subject: '',
    text: '',
    ...beginnings,
  }
}

export function groupPlace(group: GroupId | null, part: GroupPart = 'posts'): GroupsPlace {
  return { screen: 'groups', group, part, ref: null }
}

export function followsPlace(person: PersonId | null = null): FollowsPlace {
  return { screen: 'follows', person, ref: null }
}

export function filesPlace(view: FileView = 'time', of: string | null = null): FilesPlace {
  return { screen: 'files', view, of }
}

/** All albums, or one of them by its ref. */
export function albumPlace(album: RefText | null = null): FilesPlace {
  return filesPlace('albums', album === null ? null : fromRef(album))
}

/** Another letter, in the list that is looked at. */
export function besidePlace(place: Place, ref: RefText | null): Place {
  if (place.screen === 'search' || place.screen === 'follows') return { ...place, ref }
  if (place.screen === 'groups') return { ...place, part: 'posts', ref }
  return { screen: 'box', box: place.screen === 'box' ? place.box : 'inbox', ref }
}

function join(parts: string[], values: Record<string, string[]> = {}): string {
  const path = parts.filter((part) => part !== '').map(encodeURIComponent)
  const query = new URLSearchParams(
    Object.entries(values).flatMap(([name, all]) => all.map((value) => [name, value])),
  )
  return `#/${path.join('/')}${query.size === 0 ? '' : `?${query}`}`
}

function isBox(name: string): name is Box {
  return (BOXES as readonly string[]).includes(name)
}

/** The address shows what comes after `fumikura://ref/`; the shortest beginning will do. */
function toRef(tail: string): RefText | null {
  return tail === '' ? null : ((tail.startsWith(REF_START) ? tail : REF_START + tail) as RefText)
}

function fromRef(ref: RefText | null): string {
  return ref === null ? '' : ref.replace(REF_START, '')
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
