// The commands of the palette: the shortcuts that are bound now, the screen's own commands, people
// and settings.
// Also filters and ranks them.
import type { Contact, GroupSummary } from '../../core/contract/index.ts'
import { LOCALES } from '../messages/locale.ts'
import { m } from '../messages/messages.svelte.ts'
import type { App } from '../state/app.svelte.ts'
import { composePlace, FILE_VIEWS, filesPlace, followsPlace, groupPlace } from '../state/place.ts'
import { nameOfShortcut, SHORTCUTS, type ShortcutGroup, type ShortcutId } from '../state/shortcut-table.ts'
import { THEMES } from '../state/settings.svelte.ts'

export interface Command {
  id: string
  label: string
  /** Keycaps of the command's shortcut; empty if the command has none. */
  keys: readonly string[]
  run: () => unknown
}

export function listCommands(
  app: App,
  contacts: readonly Contact[],
  groups: readonly GroupSummary[] = [],
): Command[] {
  const canUndo = app.toasts.shown.some(({ undo }) => undo !== undefined)
  const acts = app.shortcuts.active
    .filter((id) => !NOT_OFFERED.has(id) && (id !== 'undo' || canUndo))
    .toSorted((a, b) => nearness(a) - nearness(b))
  return [
    ...acts.map((id) => ({
      id,
      label: nameOfShortcut(id),
      keys: app.shortcuts.keycaps(id)[0] ?? [],
      // Keep the handler from the time of opening, because another screen may be below when the
      // command is chosen.
      run: app.shortcuts.find(id)!,
    })),
    ...app.offers.all.map(({ id, label, run }) => plain(id, label, run)),
    plain('write-note', m.palette.newNote, () => app.route.go(composePlace({ to: ['self'] }))),
    plain('write-public', m.palette.newPublic, () => app.route.go(composePlace({ to: ['public'] }))),
    ...FILE_VIEWS.map((view) =>
      plain(`files-${view}`, m.palette.files(m.files.views[view]), () => app.route.go(filesPlace(view))),
    ),
    plain('stations', m.stations.title, () => app.route.go({ screen: 'settings', part: 'stations' })),
    ...listPublic(app),
    ...groups.flatMap((group) => listGroup(app, group)),
    ...contacts.flatMap(({ person, name }) => [
      plain(`write-${person}`, m.palette.writeTo(name), () => app.route.go(composePlace({ to: [person] }))),
      plain(`person-${person}`, m.palette.showPerson(name), () => app.route.go({ screen: 'people', person })),
    ]),
    ...THEMES.map((theme) =>
      plain(`theme-${theme}`, m.palette.theme[theme], () => (app.settings.theme = theme)),
    ),
    ...LOCALES.map((locale) =>
      plain(`language-${locale}`, m.palette.language[locale], () => (app.settings.locale = locale)),
    ),
  ]
}

function listPublic(app: App): Command[] {
  const { myself } = app.home
  const mine =
    myself === null
      ? []
      : [plain('my-posts', m.palette.myPosts, () => app.route.go(followsPlace(myself.person)))]
  return [...mine, plain('whom-i-follow', m.palette.whomIFollow, () => app.route.go(followsPlace()))]
}

function listGroup(app: App, { group, name, role, membership }: GroupSummary): Command[] {
  const show = plain(`group-${group}`, m.groups.showGroup(name), () => app.route.go(groupPlace(group)))
  if (membership !== 'member' || role === 'reader') return [show]
  const write = (): void => app.route.go(composePlace({ to: [group] }))
  return [plain(`write-group-${group}`, m.groups.writeTo(name), write), show]
}

/** Only its own button or key sends a letter: Enter in a list must not. */
const NOT_OFFERED: ReadonlySet<ShortcutId> = new Set<ShortcutId>(['palette', 'send'])

/** Commands for the current letter or text come first, navigation last. */
const NEAREST: readonly ShortcutGroup[] = ['letter', 'write', 'list', 'app', 'go']
const nearness = (id: ShortcutId): number => NEAREST.indexOf(SHORTCUTS[id].group)

export function searchCommand(app: App, query: string): Command {
  return plain('search-for', m.palette.searchFor(query), () =>
    app.route.go({ screen: 'search', query, ref: null }),
  )
}

function plain(id: string, label: string, run: () => unknown): Command {
  return { id, label, keys: [], run }
}

/**
 * Returns the commands whose label contains every word of the query; whole words and word starts
 * first. Compatibility forms are equal: ＡＢＣ is abc.
 */
export function filterCommands(commands: readonly Command[], query: string): Command[] {
  const words = normalize(query)
    .split(/\s+/)
    .filter((word) => word !== '')
  return commands
    .map((command) => ({ command, score: scoreOf(normalize(command.label), words) }))
    .filter(({ score }) => score !== null)
    .toSorted((a, b) => b.score! - a.score!)
    .map(({ command }) => command)
}

/** Returns null if a word is missing. */
function scoreOf(label: string, words: readonly string[]): number | null {
  let score = 0
  for (const word of words) {
    const at = label.indexOf(word)
    if (at < 0) return null
    if (at === 0) score += 2
    else if (/\P{L}/u.test(label[at - 1]!)) score += 1
  }
  return score
}

const normalize = (text: string): string => text.normalize('NFKC').toLowerCase()
