// Every shortcut of the app as data: its keys, as in Gmail where there is one, and the group it is listed under.
// What a shortcut does is bound by the screen that can do it; its name is in the sentences, under the same id.

/** Keys of one stroke joined by `+`, strokes of a sequence by a space. `Mod` is Cmd on a Mac and Ctrl elsewhere. */
export interface Shortcut {
  keys: readonly string[]
  group: ShortcutGroup
  /** Works while a field is being typed in as well. */
  isForFields?: true
}

export const SHORTCUT_GROUPS = ['app', 'go', 'list', 'letter', 'write'] as const
export type ShortcutGroup = (typeof SHORTCUT_GROUPS)[number]

export const SHORTCUTS = {
  palette: { keys: ['Mod+k'], group: 'app', isForFields: true },
  search: { keys: ['/'], group: 'app' },
  help: { keys: ['?'], group: 'app' },
  compose: { keys: ['c'], group: 'app' },
  undo: { keys: ['z'], group: 'app' },
  back: { keys: ['u', 'Escape'], group: 'app' },

  goInbox: { keys: ['g i'], group: 'go' },
  goWaiting: { keys: ['g w'], group: 'go' },
  goStarred: { keys: ['g s'], group: 'go' },
  goSnoozed: { keys: ['g b'], group: 'go' },
  goSent: { keys: ['g t'], group: 'go' },
  goHeld: { keys: ['g h'], group: 'go' },
  goDrafts: { keys: ['g d'], group: 'go' },
  goArchive: { keys: ['g a'], group: 'go' },
  goNotes: { keys: ['g n'], group: 'go' },
  goGroups: { keys: ['g g'], group: 'go' },
  goFollowing: { keys: ['g f'], group: 'go' },
  goKnocks: { keys: ['g k'], group: 'go' },
  goPeople: { keys: ['g p'], group: 'go' },
  goFiles: { keys: ['g l'], group: 'go' },
  goDiagnostics: { keys: ['g x'], group: 'go' },
  goSettings: { keys: ['g ,'], group: 'go' },

  next: { keys: ['j', 'ArrowDown'], group: 'list' },
  previous: { keys: ['k', 'ArrowUp'], group: 'list' },
  open: { keys: ['o', 'Enter'], group: 'list' },
  select: { keys: ['x'], group: 'list' },
  selectAll: { keys: ['Mod+a'], group: 'list' },
  narrow: { keys: ['v'], group: 'list' },

  archive: { keys: ['e'], group: 'letter' },
  star: { keys: ['s'], group: 'letter' },
  snooze: { keys: ['b'], group: 'letter' },
  mute: { keys: ['m'], group: 'letter' },
  label: { keys: ['l'], group: 'letter' },
  reply: { keys: ['r'], group: 'letter' },
  forward: { keys: ['f'], group: 'letter' },
  done: { keys: ['d'], group: 'letter' },
  copyLink: { keys: ['y'], group: 'letter' },
  hold: { keys: ['h'], group: 'letter' },
  recall: { keys: ['#'], group: 'letter' },
  share: { keys: ['a'], group: 'letter' },
  who: { keys: ['w'], group: 'letter' },
  edit: { keys: ['n'], group: 'letter' },

  send: { keys: ['Mod+Enter'], group: 'write', isForFields: true },
  preview: { keys: ['Mod+Shift+p'], group: 'write', isForFields: true },
  attach: { keys: ['Mod+Shift+f'], group: 'write', isForFields: true },
} as const satisfies Record<string, Shortcut>

export type ShortcutId = keyof typeof SHORTCUTS

/** While a letter is written, these strokes belong to its text and do nothing else. */
export const SHORTCUTS_OF_TEXT: ReadonlySet<ShortcutId> = new Set<ShortcutId>(['palette'])

export const SHORTCUTS_OF_LETTER: readonly ShortcutId[] = (Object.keys(SHORTCUTS) as ShortcutId[]).filter(
  (id) => SHORTCUTS[id].group === 'letter',
)
