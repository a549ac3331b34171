// All screens of the app: one row has the component of a screen, and the rail lists the places for
// navigation. The address and name of a screen are in its row in state/place.ts.
import Archive from '@lucide/svelte/icons/archive'
import Images from '@lucide/svelte/icons/images'
import Inbox from '@lucide/svelte/icons/inbox'
import ListChecks from '@lucide/svelte/icons/list-checks'
import NotebookPen from '@lucide/svelte/icons/notebook-pen'
import OctagonAlert from '@lucide/svelte/icons/octagon-alert'
import Rss from '@lucide/svelte/icons/rss'
import Send from '@lucide/svelte/icons/send'
import Trash from '@lucide/svelte/icons/trash-2'
import UserRound from '@lucide/svelte/icons/user-round'
import Users from '@lucide/svelte/icons/users'
import type { Component } from 'svelte'
import type { Bin, Box } from '../../core/contract/index.ts'
import { m } from '../messages/messages.svelte.ts'
import { boxPlace, filesPlace, groupPlace, type Place, type PlaceOf, type Screen } from '../state/place.ts'
import type { SidebarCounts } from '../state/sidebar-counts.svelte.ts'
import BoxScreen from './BoxScreen.svelte'
import ComposeScreen from './ComposeScreen.svelte'
import NowhereScreen from './NowhereScreen.svelte'
import SearchScreen from './SearchScreen.svelte'

type Props = Record<string, unknown>

/** A screen in the first bundle, or loaded on its first visit. */
export type ScreenRow<P> = { props: (place: P) => Props } & (
  { part: Component<Props> } | { load: () => Promise<{ default: Component<Props> }> }
)

export const SCREENS: { readonly [S in Screen]: ScreenRow<PlaceOf<S>> } = {
  box: here(BoxScreen, ({ box, ref, group }) => ({ of: box, ref, group })),
  label: here(BoxScreen, ({ label, ref }) => ({ of: { label }, ref })),
  search: here(SearchScreen, ({ query, ref }) => ({ query, ref })),
  compose: here(ComposeScreen, (place) => ({ place })),
  people: later(
    () => import('../people/PeoplePane.svelte'),
    ({ person, part, ref }) => ({ person, part, ref }),
  ),
  groups: later(
    () => import('../groups/GroupsPane.svelte'),
    (place) => ({ place }),
  ),
  follows: later(
    () => import('../follows/FollowsPane.svelte'),
    (place) => ({ place }),
  ),
  files: later(
    () => import('./FilesScreen.svelte'),
    (place) => ({ place }),
  ),
  settings: later(
    () => import('../settings/SettingsPane.svelte'),
    ({ part }) => ({ part }),
  ),
  knocks: later(() => import('../people/KnocksPane.svelte')),
  diagnostics: later(() => import('../diagnostics/DiagnosticsPane.svelte')),
  // Root.svelte draws the gallery, and only in development.
  gallery: here(NowhereScreen),
  nowhere: here(NowhereScreen),
}

export interface RailPlace {
  place: Place
  icon: Component<{ size?: number }>
  /** 0 is not shown. */
  count: (counts: SidebarCounts) => number
  /** True if the number counts only things that are not seen yet. */
  isUnread: boolean
  /** Hidden while it is empty and not shown. */
  isBin?: Bin
}

const uncounted = (): number => 0
const unread = (box: Box) => (counts: SidebarCounts) => counts.boxes?.[box].unreadThreads ?? 0

/** From top to bottom, in groups with a hairline between them. */
export const RAIL: readonly { label: () => string; places: readonly RailPlace[] }[] = [
  {
    label: () => m.shell.boxes,
    places: [
      way(boxPlace('inbox'), Inbox, (counts) => unread('inbox')(counts) + counts.news, true),
      way(boxPlace('waiting'), ListChecks),
      way(boxPlace('sent'), Send),
      way(boxPlace('archive'), Archive),
      way(boxPlace('notes'), NotebookPen),
      { ...way(boxPlace('spam'), OctagonAlert), isBin: 'spam' },
      { ...way(boxPlace('trash'), Trash), isBin: 'trash' },
    ],
  },
  {
    label: () => m.shell.people,
    places: [
      way({ screen: 'people', person: null }, UserRound, (counts) => counts.knocks, true),
      way(groupPlace(null), Users, (counts) => counts.joinRequests, true),
      way(boxPlace('following'), Rss, unread('following')),
    ],
  },
  {
    label: () => m.shell.keeping,
    places: [way(filesPlace(), Images, (counts) => counts.newAlbums, true)],
  },
]

export const SETTINGS_PLACE: Place = { screen: 'settings', part: null }

/** The place of the rail that a box belongs to, if it has no row of its own. */
const RAILED_BOXES: Partial<Record<Box, Place>> = {
  starred: boxPlace('inbox'),
  snoozed: boxPlace('inbox'),
  held: boxPlace('sent'),
  scheduled: boxPlace('sent'),
  drafts: boxPlace('sent'),
  imported: SETTINGS_PLACE,
}

/** Likewise for a screen. */
const RAILED_SCREENS: Partial<Record<Screen, Place>> = {
  knocks: { screen: 'people', person: null },
  follows: boxPlace('following'),
  diagnostics: SETTINGS_PLACE,
}

/** True if `place` is `railed` or within it. */
export function isWithin(place: Place, railed: Place): boolean {
  const at = (place.screen === 'box' ? RAILED_BOXES[place.box] : RAILED_SCREENS[place.screen]) ?? place
  if (at.screen !== railed.screen) return false
  return at.screen !== 'box' || railed.screen !== 'box' || at.box === railed.box
}

function here<P, T extends Props>(part: Component<T>, props?: (place: P) => T): ScreenRow<P> {
  return { part: part as unknown as Component<Props>, props: props ?? none }
}

function later<P, T extends Props>(
  load: () => Promise<{ default: Component<T> }>,
  props?: (place: P) => T,
): ScreenRow<P> {
  return { load: load as unknown as () => Promise<{ default: Component<Props> }>, props: props ?? none }
}

function none(): Props {
  return {}
}

function way(
  place: Place,
  icon: RailPlace['icon'],
  count: RailPlace['count'] = uncounted,
  isUnread = false,
): RailPlace {
  return { place, icon, count, isUnread }
}
