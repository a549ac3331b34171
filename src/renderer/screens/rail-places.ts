// What stands in the rail, from top to bottom, and which number stands behind it.
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
import type { Messages } from '../messages/en/index.ts'
import { filesPlace, groupPlace, type Place } from '../state/place.ts'
import type { Standing } from '../state/standing.svelte.ts'

export interface RailPlace {
  place: Place
  icon: Component<{ size?: number }>
  label: (m: Messages) => string
  /** 0 is not shown. */
  count: (standing: Standing) => number
  /** The count is of what was not seen yet. */
  isUnread: boolean
}

const none = (): number => 0
const total = (box: Box) => (standing: Standing) => standing.boxes?.[box].total ?? 0

function boxPlace(
  box: Box,
  icon: RailPlace['icon'],
  count: RailPlace['count'] = none,
  isUnread = false,
): RailPlace {
  return { place: { screen: 'box', box, ref: null }, icon, label: (m) => m.boxes[box], count, isUnread }
}

export const RAIL: readonly {
  label: (m: Messages) => string
  isTitled: boolean
  places: readonly RailPlace[]
}[] = [
  {
    label: (m) => m.shell.boxes,
    isTitled: false,
    places: [
      boxPlace('inbox', Inbox, (standing) => standing.boxes?.inbox.unread ?? 0, true),
      boxPlace('waiting', Clock, total('waiting')),
      boxPlace('starred', Star),
      boxPlace('snoozed', AlarmClock, total('snoozed')),
      boxPlace('sent', Send),
      boxPlace('held', Pause, (standing) => standing.held),
      boxPlace('drafts', Pencil, total('drafts')),
      boxPlace('notes', NotebookPen, total('notes')),
      boxPlace('archive', Archive),
      boxPlace('imported', FolderInput),
    ],
  },
  {
    label: (m) => m.shell.people,
    isTitled: true,
    places: [
      {
        place: { screen: 'people', person: null },
        icon: UserRound,
        label: (m) => m.shell.contacts,
        count: none,
        isUnread: false,
      },
      {
        place: groupPlace(null),
        icon: Users,
        label: (m) => m.groups.title,
        count: (standing) => standing.joinRequests,
        isUnread: false,
      },
      boxPlace('following', Rss, (standing) => standing.boxes?.following.unread ?? 0, true),
      {
        place: { screen: 'knocks' },
        icon: DoorOpen,
        label: (m) => m.boxes.knocks,
        count: (standing) => standing.knocks,
        isUnread: true,
      },
    ],
  },
  {
    label: (m) => m.shell.keeping,
    isTitled: true,
    places: [
      {
        place: filesPlace(),
        icon: Images,
        label: (m) => m.files.title,
        count: (standing) => standing.newAlbums,
        isUnread: true,
      },
    ],
  },
  {
    label: (m) => m.shell.home,
    isTitled: true,
    places: [
      {
        place: { screen: 'diagnostics' },
        icon: Activity,
        label: (m) => m.shell.diagnostics,
        count: none,
        isUnread: false,
      },
      {
        place: { screen: 'settings', part: null },
        icon: Settings,
        label: (m) => m.shell.settings,
        count: none,
        isUnread: false,
      },
    ],
  },
]

/** Whether one is there, wherever within it. */
export function isWithin(place: Place, railed: Place): boolean {
  // Whom one follows belongs to what they publish.
  if (place.screen === 'follows') return railed.screen === 'box' && railed.box === 'following'
  if (place.screen !== railed.screen) return false
  return place.screen !== 'box' || railed.screen !== 'box' || place.box === railed.box
}
