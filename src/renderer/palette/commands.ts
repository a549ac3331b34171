// The commands of the palette: the shortcuts that are bound now, the screen's own commands, people,
// settings and letters.
// Also filters and ranks them.
import type { Contact, GroupSummary, LetterSummary } from '../../core/contract/index.ts'
import { LOCALES } from '../messages/locale.ts'
import { f, m } from '../messages/messages.svelte.ts'
import { MEETING_PLACE } from '../people/meeting.ts'
import type { App } from '../state/app.svelte.ts'
import {
  boxPlace,
  composePlace,
  FILE_VIEWS,
  filesPlace,
  followsPlace,
  groupPlace,
  labelPlace,
} from '../state/place.ts'
import { listSettings, SETTINGS } from '../state/settings-rows.ts'
import type { Need } from '../shared/needs.ts'
import { nameOfShortcut, SHORTCUTS, type ShortcutGroup, type ShortcutId } from '../state/shortcut-table.ts'
import { THEMES } from '../state/settings.svelte.ts'

export interface Command {
  id: string
  label: string
  /** In soft ink after the label: where a letter is from. */
  note?: string
  /** Keycaps of the command's shortcut; empty if the command has none. */
  keys: readonly string[]
  /** Other words that find the command, in both languages. */
  also?: string
  /** Added to the score of every match. */
  weight?: number
  /** The call that it makes. */
  needs?: Need | undefined
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
      also: ALSO[id],
      needs: SHORTCUTS[id].needs,
      // Keep the handler from the time of opening, because another screen may be below when the
      // command is chosen.
      run: app.shortcuts.find(id)!,
    })),
    // An equal command of the whole app comes after that of the screen, which knows the way back.
    ...app.offers.all.map(({ id, label, run }) => ({ ...plain(id, label, run), weight: WRITES })),
    plain('write-note', m.palette.newNote, () => app.route.go(composePlace({ to: ['self'] }))),
    plain('write-public', m.palette.newPublic, () => app.route.go(composePlace({ to: ['public'] }))),
    {
      ...plain('invite', m.palette.invite, () => app.route.go(MEETING_PLACE)),
      also: 'invite add contact link accept 招待 知り合い 追加 リンク',
      weight: WRITES,
    },
    ...FILE_VIEWS.map((view) =>
      plain(`files-${view}`, m.palette.files(m.files.views[view]), () => app.route.go(filesPlace(view))),
    ),
    ...listSettings(app.kind).map((part) => ({
      ...plain(`settings-${part}`, m.palette.setting(SETTINGS[part].title()), () =>
        app.route.go({ screen: 'settings', part }),
      ),
      also: `${SETTINGS[part].title()} ${SETTINGS[part].words}`,
    })),
    ...app.counts.labels.map((label) =>
      plain(`label-${label}`, m.palette.label(label), () => app.route.go(labelPlace(label))),
    ),
    ...listPublic(app),
    ...groups.flatMap((group) => listGroup(app, group)),
    ...contacts.flatMap(({ person, name }) => [
      {
        ...plain(`write-${person}`, m.palette.writeTo(name), () =>
          app.route.go(composePlace({ to: [person] })),
        ),
        also: name,
        weight: WRITES,
      },
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

/** Who types a name wants to write, or to act on the screen, more often than to look it up. */
const WRITES = 2

/** Words of other programs for the same act, in both languages. */
const ALSO: Partial<Record<ShortcutId, string>> = {
  compose: 'new mail email message compose 作成 新規 メール',
  archive: 'done file away 片付ける しまう',
  remove: 'delete remove trash bin restore undelete 削除 ごみ箱 外す',
  spam: 'junk 迷惑メール',
  goTrash: 'deleted removed bin 削除 ごみ箱',
  goSpam: 'junk 迷惑メール',
  snooze: 'later remind あとで 後で',
  reply: 'answer 返事 返信',
  replyAll: 'answer all 全員 返信',
  label: 'tag folder タグ フォルダー',
  recall: 'unsend take back 取り消し',
  help: 'keys keyboard help ヘルプ キー',
  search: 'find 探す',
  markUnread: 'unread 未読',
  share: 'forward 転送 共有',
}

/** A letter that the search found, by its subject. */
export function letterCommand(app: App, letter: LetterSummary): Command {
  const { ref, from, subject, sentAt, excerpt } = letter
  const isMine = from.person === app.home.myself?.person
  return {
    id: `letter-${ref}`,
    label: subject || excerpt || m.inbox.untitled,
    note: `${isMine ? m.inbox.me : from.name} · ${f.shortDay(sentAt, app.clock.now)}`,
    keys: [],
    run: () => app.route.go(boxPlace(isMine ? 'sent' : 'inbox', ref)),
  }
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
  return [
    { ...plain(`write-group-${group}`, m.groups.writeTo(name), write), also: name, weight: WRITES },
    show,
  ]
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
 * Returns the commands that contain every word of the query, in the label or in other words for it:
 * first those where the label begins with it. Compatibility forms are equal: ＡＢＣ is abc.
 */
export function filterCommands(commands: readonly Command[], query: string): Command[] {
  const words = normalize(query)
    .split(/\s+/)
    .filter((word) => word !== '')
  return commands
    .map((command) => ({ command, score: scoreOf(command, words) }))
    .filter(({ score }) => score !== null)
    .toSorted((a, b) => b.score! - a.score!)
    .map(({ command }) => command)
}

/** Returns null if a word is missing. */
function scoreOf({ label, also = '', weight = 0 }: Command, words: readonly string[]): number | null {
  let score = words.length === 0 ? 0 : weight
  for (const word of words) {
    const found = Math.max(scoreWord(normalize(label), word), scoreOther(normalize(also), word))
    if (found < 0) return null
    score += found
  }
  return score
}

/** 2 at the start, 1 at the start of a word, 0 within one; -1 if it is missing. */
function scoreWord(label: string, word: string): number {
  const at = label.indexOf(word)
  if (at < 0) return -1
  if (at === 0) return 2
  return /\P{L}/u.test(label[at - 1]!) ? 1 : 0
}

/**
 * Another word for a command counts from its start only, else “ar” would find “search”; and less
 * than a word of the label, because “dark” means the act that makes it dark.
 */
function scoreOther(also: string, word: string): number {
  return also.split(' ').some((one) => one.startsWith(word)) ? 0.5 : -1
}

const normalize = (text: string): string => text.normalize('NFKC').toLowerCase()
