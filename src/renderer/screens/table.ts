// All screens of the app: one row has the component of a screen, and the rail lists the places for
// navigation. The address and name of a screen are in its row in state/place.ts.
import Activity from '@lucide/svelte/icons/activity'
import AlarmClock from '@lucide/svelte/icons/alarm-clock'
import Archive from '@lucide/svelte/icons/archive'
import Clock from '@lucide/svelte/icons/clock'
import DoorOpen from '@lucide/svelte/icons/door-open'
import FolderInput from '@lucide/svelte/icons/folder-input'
import Images from '@lucide/svelte/icons/images'
import Inbox from '@lucide/svelte/icons/inbox'
import NotebookPen from '@lucide/svelte/icons/notebook-pen'
import Pause from '@lucide/svelte/icons/pause'
import Pencil from '@lucide/svelte/icons/pencil'
import Rss from '@lucide/svelte/icons/rss'
import Send from '@lucide/svelte/icons/send'
import Settings from '@lucide/svelte/icons/settings'
import Star from '@lucide/svelte/icons/star'
import UserRound from '@lucide/svelte/icons/user-round'
import Users from '@lucide/svelte/icons/users'
import type { Component } from 'svelte'
import type { Box } from '../../core/contract/index.ts'
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
  box: here(BoxScreen, ({ box, ref }) => ({ box, ref })),
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

interface RailPlace {
  place: Place
  icon: Component<{ size?: number }>
  /** 0 is not shown. */
  count: (counts: SidebarCounts) => number
  /** True if the number counts only things that are not seen yet. */
  isUnread: boolean
}

const uncounted = (): number => 0
const unread = (box: Box) => (counts: SidebarCounts) => counts.boxes?.[box].unreadThreads ?? 0
const total = (box: Box) => (counts: SidebarCounts) => counts.boxes?.[box].total ?? 0

/** From top to bottom. */
export const RAIL: readonly {
  label: () => string
  isTitled: boolean
  places: readonly RailPlace[]
}[] = [
  {
    label: () => m.shell.boxes,
    isTitled: false,
    places: [
      way(boxPlace('inbox'), Inbox, unread('inbox'), true),
      way(boxPlace('waiting'), Clock, total('waiting')),
      way(boxPlace('starred'), Star),
      way(boxPlace('snoozed'), AlarmClock, total('snoozed')),
      way(boxPlace('sent'), Send),
      way(boxPlace('held'), Pause, (counts) => counts.held),
      way(boxPlace('drafts'), Pencil, total('drafts')),
      way(boxPlace('notes'), NotebookPen, total('notes')),
      way(boxPlace('archive'), Archive),
      way(boxPlace('imported'), FolderInput),
    ],
  },
  {
    label: () => m.shell.people,
    isTitled: true,
    places: [
      way({ screen: 'people', person: null }, UserRound),
      way(groupPlace(null), Users, (counts) => counts.joinRequests),
      way(boxPlace('following'), Rss, unread('following'), true),
      way({ screen: 'knocks' }, DoorOpen, (counts) => counts.knocks, true),
    ],
  },
  {
    label: () => m.shell.keeping,
    isTitled: true,
    places: [way(filesPlace(), Images, (counts) => counts.newAlbums, true)],
  },
  {
    label: () => m.shell.home,
    isTitled: true,
    places: [way({ screen: 'diagnostics' }, Activity), way({ screen: 'settings', part: null }, Settings)],
  },
]

/** True if `place` is `railed` or within it. */
export function isWithin(place: Place, railed: Place): boolean {
  // The screen of followed persons belongs to the box of their posts.
  if (place.screen === 'follows') return railed.screen === 'box' && railed.box === 'following'
  if (place.screen !== railed.screen) return false
  return place.screen !== 'box' || railed.screen !== 'box' || place.box === railed.box
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
