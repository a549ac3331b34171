// Every place in the app. Each row defines the address of a screen (`#/inbox/<letter>`,
// `#/compose/<draft>`, …) and its name. screens/table.ts has the row that draws it. Parse and
// format are inverse, so that reload, back and a second tab find the same place.
import type { DraftId, GroupId, PersonId, RefText } from '../../core/contract/index.ts'
import { m } from '../messages/messages.svelte.ts'
import {
  formatAddress,
  fromRef,
  given,
  orNull,
  parseAddress,
  toRef,
  type Address,
  type Rest,
} from './address.ts'
import { BOX_WORDS, findBox, redirect } from './box-address.ts'
import {
  boxPlace,
  FILE_VIEWS,
  filesPlace,
  GROUP_PARTS,
  groupInBox,
  groupPlace,
  labelPlace,
  PERSON_PARTS,
  personPlace,
  type BoxPlace,
  type ComposePlace,
  type FilesPlace,
  type FollowsPlace,
  type GroupsPlace,
  type LabelPlace,
  type PeoplePlace,
  type SearchPlace,
  type SettingsPlace,
} from './place-kinds.ts'
import { SETTINGS_PARTS } from './settings-rows.ts'

export type { SettingsPart } from './settings-rows.ts'
export * from './place-kinds.ts'

interface Row<P extends { screen: string }> {
  parse: (rest: Rest) => P
  format: (place: P) => Address
  /** For the window's title, and for links to the place. */
  name: (place: P) => string
}

/** By the first word of the address. Boxes share one screen; box-address.ts has their words. */
const SCREENS = {
  box: row<BoxPlace>({
    parse: ({ parts: [ref] }) => ({ screen: 'box', box: 'inbox', ref: toRef(ref) }),
    format: ({ box, ref, group }) => ({
      parts: [...BOX_WORDS[box].map((word = '') => word), fromRef(ref)],
      values: { group: given(group ?? '') },
    }),
    name: ({ box }) => m.boxes[box],
  }),
  label: row<LabelPlace>({
    parse: ({ parts: [label, ref] }) => labelPlace(label, toRef(ref)),
    format: ({ label, ref }) => ({ parts: ['labels', label, fromRef(ref)] }),
    name: ({ label }) => label,
  }),
  search: row<SearchPlace>({
    parse: ({ parts: [ref], values }) => ({
      screen: 'search',
      query: values.get('q') ?? '',
      ref: toRef(ref),
    }),
    format: ({ query, ref }) => ({ parts: ['search', fromRef(ref)], values: { q: given(query) } }),
    name: ({ query }) => (query === '' ? m.shell.search : query),
  }),
  compose: row<ComposePlace>({
    parse: ({ parts: [draft], values }) => ({
      screen: 'compose',
      draft: orNull(draft) as DraftId | null,
      replyTo: toRef(values.get('reply') ?? ''),
      replaces: toRef(values.get('replaces') ?? ''),
      recalled: toRef(values.get('recalled') ?? ''),
      to: values.getAll('to'),
      subject: values.get('subject') ?? '',
      text: values.get('text') ?? '',
    }),
    format: ({ draft, replyTo, replaces, recalled, to, subject, text }) => ({
      parts: ['compose', draft ?? ''],
      values: {
        reply: given(fromRef(replyTo)),
        replaces: given(fromRef(replaces)),
        recalled: given(fromRef(recalled)),
        to,
        subject: given(subject),
        text: given(text),
      },
    }),
    name: () => m.shell.compose,
  }),
  people: row<PeoplePlace>({
    parse: ({ parts: [person, third] }) => {
      const place = { screen: 'people', person: orNull(person) as PersonId | null } as const
      const part = PERSON_PARTS.find((name) => name === third)
      if (part !== undefined) return { ...place, part }
      const ref = toRef(third)
      return ref === null ? place : { ...place, part: 'talk', ref }
    },
    format: ({ person, part = '', ref }) => ({
      parts: ['people', person ?? '', ref === undefined ? part : fromRef(ref)],
    }),
    name: () => m.shell.contacts,
  }),
  groups: row<GroupsPlace>({
    parse: ({ parts: [group, third] }) => {
      const part = GROUP_PARTS.find((name) => name === third)
      const place = { screen: 'groups', group: orNull(group) as GroupId | null } as const
      return part === undefined
        ? { ...place, part: 'posts', ref: toRef(third) }
        : { ...place, part, ref: null }
    },
    format: ({ group, part, ref }) => ({
      parts: ['groups', group ?? '', ref === null && part !== 'posts' ? part : fromRef(ref)],
    }),
    name: () => m.groups.title,
  }),
  follows: row<FollowsPlace>({
    parse: ({ parts: [person, ref] }) => ({
      screen: 'follows',
      person: orNull(person) as PersonId | null,
      ref: toRef(ref),
    }),
    format: ({ person, ref }) => ({ parts: ['follows', person ?? '', fromRef(ref)] }),
    name: () => m.follows.title,
  }),
  files: row<FilesPlace>({
    parse: ({ parts: [view, of] }) =>
      filesPlace(
        FILE_VIEWS.find((name) => name === view),
        orNull(of),
      ),
    format: ({ view, of }) => ({ parts: ['files', view === 'time' && of === null ? '' : view, of ?? ''] }),
    name: () => m.files.title,
  }),
  settings: row<SettingsPlace>({
    parse: ({ parts: [part] }) => ({
      screen: 'settings',
      part: SETTINGS_PARTS.find((name) => name === part) ?? null,
    }),
    format: ({ part }) => ({ parts: ['settings', part ?? ''] }),
    name: () => m.shell.settings,
  }),
  knocks: plain('knocks', ['people', 'requests'], () => m.boxes.knocks),
  diagnostics: plain('diagnostics', ['settings', 'diagnostics'], () => m.shell.diagnostics),
  gallery: plain('gallery', ['gallery'], () => ''),
  nowhere: plain('nowhere', ['nowhere'], () => ''),
}

/** Screens whose address is within that of another one, by its two words. */
const INNER_SCREENS: Readonly<Record<string, Screen>> = {
  'people/requests': 'knocks',
  'settings/diagnostics': 'diagnostics',
}

export type Screen = keyof typeof SCREENS
export type PlaceOf<S extends Screen> = ReturnType<(typeof SCREENS)[S]['parse']>
export type Place = { [S in Screen]: PlaceOf<S> }[Screen]

/** The places that have keys, in the order of the list of shortcuts. */
export const WAYS = {
  goInbox: way('g i', boxPlace('inbox')),
  goTodo: way('t', boxPlace('waiting'), 'g w'),
  goStarred: way('g s', boxPlace('starred')),
  goSnoozed: way('g b', boxPlace('snoozed')),
  goSent: way('g t', boxPlace('sent')),
  goHeld: way('g h', boxPlace('held')),
  goScheduled: way('g y', boxPlace('scheduled')),
  goDrafts: way('g d', boxPlace('drafts')),
  goArchive: way('g a', boxPlace('archive')),
  goSpam: way('g !', boxPlace('spam')),
  goTrash: way('g #', boxPlace('trash')),
  goNotes: way('g n', boxPlace('notes')),
  goGroups: way('g g', groupPlace(null)),
  goFollowing: way('g f', boxPlace('following')),
  goKnocks: way('g k', { screen: 'knocks' }),
  goPeople: way('g p', { screen: 'people', person: null }),
  goFiles: way('g l', filesPlace()),
  goDiagnostics: way('g x', { screen: 'diagnostics' }),
  goSettings: way('g ,', { screen: 'settings', part: null }),
}

export const HOME_PLACE: Place = boxPlace('inbox')

export function parsePlace(hash: string): Place {
  const { first, rest } = parseAddress(redirect(hash) ?? hash)
  if (first === '') return HOME_PLACE
  const found = findBox(first, rest.parts[0])
  if (found !== null) {
    const group = rest.values.get('group')
    if (group !== null && found.box === 'inbox') return groupInBox(group as GroupId)
    return boxPlace(found.box, toRef(rest.parts[found.words - 1]!))
  }
  if (first === 'labels') return rest.parts[0] === '' ? HOME_PLACE : SCREENS.label.parse(rest)
  const inner = INNER_SCREENS[`${first}/${rest.parts[0]}`]
  if (inner !== undefined) return SCREENS[inner].parse(rest)
  return isScreen(first) ? SCREENS[first].parse(rest) : { screen: 'nowhere' }
}

export function formatPlace(place: Place): string {
  return formatAddress(rowOf(place).format(place))
}

/** Returns the name of a place. */
export function nameOfPlace(place: Place): string {
  return rowOf(place).name(place)
}

/** True if a phone shows an entry of a list, or something that is being written, not the list. */
export function isWithinList(place: Place): boolean {
  if (place.screen === 'compose') return true
  if (place.screen === 'groups') return place.group !== null
  if (place.screen === 'people') return place.person !== null
  if (place.screen === 'settings') return place.part !== null
  if (place.screen === 'box' && place.group !== undefined) return true
  return 'ref' in place && place.ref !== null
}

/** True if somebody who looks at this place sees what arrives: the inbox, and every talk. */
export function showsArrivals(place: Place): boolean {
  if (place.screen === 'box') return place.box === 'inbox'
  if (place.screen === 'groups') return place.group !== null
  return place.screen === 'people' && place.person !== null && place.part === 'talk'
}

/** Another letter in the list on screen. */
export function besidePlace(place: Place, ref: RefText | null): Place {
  if (place.screen === 'search' || place.screen === 'label' || place.screen === 'follows')
    return { ...place, ref }
  if (place.screen === 'groups') return { ...place, part: 'posts', ref }
  if (place.screen === 'people' && place.person !== null) return personPlace(place.person, 'talk', ref)
  return { screen: 'box', box: place.screen === 'box' ? place.box : 'inbox', ref }
}

function row<P extends { screen: string }>(of: Row<P>): Row<P> {
  return of
}

/** A screen without parameters in the address. */
function plain<S extends string>(screen: S, parts: string[], name: () => string): Row<{ screen: S }> {
  return { parse: () => ({ screen }), format: () => ({ parts }), name }
}

/** The cast is safe, because each row only receives places of its own screen. */
function rowOf({ screen }: Place): Row<Place> {
  return SCREENS[screen] as unknown as Row<Place>
}

/** `box`, `label` and the names of inner screens are no words of an address. */
function isScreen(name: string): name is Screen {
  return (
    !['box', 'label'].includes(name) &&
    Object.hasOwn(SCREENS, name) &&
    !Object.values(INNER_SCREENS).includes(name as Screen)
  )
}

function way(
  keys: string,
  place: Place,
  ...others: readonly string[]
): { keys: readonly string[]; place: Place } {
  return { keys: [keys, ...others], place }
}
