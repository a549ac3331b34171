// All shortcuts of the app as data: their keys, as in Gmail if it has one, and their group in the
// help. The screen that can do the act binds it; the messages hold its name under the same id. The
// shortcuts to places are rows of state/place.ts.

import { m } from '../messages/messages.svelte.ts'
import type { Need } from '../shared/needs.ts'
import { nameOfPlace, WAYS } from './place.ts'

/**
 * `+` joins the keys of one stroke, a space separates the strokes of a sequence. `Mod` is Cmd on a
 * Mac and Ctrl elsewhere.
 */
export interface Shortcut {
  keys: readonly string[]
  group: ShortcutGroup
  /** True if the shortcut also works while the person types in a field. */
  isForFields?: true
  /** The call that the act makes. */
  needs?: Need
}

export const SHORTCUT_GROUPS = ['app', 'go', 'list', 'letter', 'write'] as const
export type ShortcutGroup = (typeof SHORTCUT_GROUPS)[number]

/**
 * The acts at a place. Its type must not depend on the places, because their names are messages.
 */
const ACTS = {
  palette: { keys: ['Mod+k'], group: 'app', isForFields: true },
  search: { keys: ['/'], group: 'app' },
  help: { keys: ['?'], group: 'app' },
  compose: { keys: ['c'], group: 'app' },
  newNote: { keys: ['Shift+n'], group: 'list' },
  undo: { keys: ['z', 'Mod+z'], group: 'app' },
  back: { keys: ['u', 'Escape'], group: 'app' },

  next: { keys: ['j', 'ArrowDown'], group: 'list' },
  previous: { keys: ['k', 'ArrowUp'], group: 'list' },
  enter: { keys: ['Enter'], group: 'list' },
  // Not in the group of a letter: a key that opens must not wait until the letter is loaded.
  open: { keys: ['o'], group: 'list' },
  openAll: { keys: ['Shift+o'], group: 'list' },
  nextLetter: { keys: ['n'], group: 'list' },
  previousLetter: { keys: ['p'], group: 'list' },
  firstLetter: { keys: ['Home'], group: 'list' },
  lastLetter: { keys: ['End'], group: 'list' },
  nextSentence: { keys: ['q'], group: 'list' },
  previousSentence: { keys: ['Shift+q'], group: 'list' },
  select: { keys: ['x'], group: 'list' },
  selectAll: { keys: ['Mod+a'], group: 'list' },
  narrow: { keys: ['v'], group: 'list' },

  archive: { keys: ['e'], group: 'letter' },
  star: { keys: ['s'], group: 'letter' },
  snooze: { keys: ['b'], group: 'letter' },
  mute: { keys: ['m'], group: 'letter', needs: 'threads.mute' },
  label: { keys: ['l'], group: 'letter' },
  markUnread: { keys: ['Shift+u'], group: 'letter' },
  remove: { keys: ['#'], group: 'letter', needs: 'letters.bin' },
  spam: { keys: ['!'], group: 'letter', needs: 'letters.bin' },
  reply: { keys: ['r'], group: 'letter' },
  replyAll: { keys: ['a'], group: 'letter' },
  forward: { keys: ['f'], group: 'letter' },
  done: { keys: ['d'], group: 'letter', needs: 'letters.mark' },
  copyLink: { keys: ['y'], group: 'letter' },
  hold: { keys: ['h'], group: 'letter', needs: 'letters.hold' },
  recall: { keys: ['Shift+r'], group: 'letter', needs: 'letters.recall' },
  share: { keys: ['Shift+s'], group: 'letter', needs: 'letters.share' },
  who: { keys: ['w'], group: 'letter', needs: 'letters.who' },
  edit: { keys: ['Shift+e'], group: 'letter' },

  send: { keys: ['Mod+Enter'], group: 'write', isForFields: true },
  attach: { keys: ['Mod+Shift+f'], group: 'write', isForFields: true },
} as const satisfies Record<string, Shortcut>

export type ActId = keyof typeof ACTS
type WayId = keyof typeof WAYS
export type ShortcutId = ActId | WayId

export const SHORTCUTS: Readonly<Record<ShortcutId, Shortcut>> = { ...ACTS, ...goShortcuts() }

/** While a letter is being written, these strokes belong to its text only. */
export const SHORTCUTS_OF_TEXT: ReadonlySet<ShortcutId> = new Set<ShortcutId>(['palette'])

export const SHORTCUTS_OF_LETTER: readonly ShortcutId[] = (Object.keys(SHORTCUTS) as ShortcutId[]).filter(
  (id) => SHORTCUTS[id].group === 'letter',
)

export function nameOfShortcut(id: ShortcutId): string {
  return isWay(id) ? m.shortcuts.goTo(nameOfPlace(WAYS[id].place)) : m.shortcuts.names[id]
}

function isWay(id: ShortcutId): id is WayId {
  return id in WAYS
}

function goShortcuts(): Record<WayId, Shortcut> {
  const all = Object.entries(WAYS).map(([id, { keys }]) => [id, { keys, group: 'go' }])
  return Object.fromEntries(all) as Record<WayId, Shortcut>
}
