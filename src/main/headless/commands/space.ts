// Commands about storage: how much there is, which files of others are kept, and deletion of own
// objects.
import {
  EngineError,
  type Deletion,
  type DeletionStanding,
  type WaitingDeletion,
  type OwnItem,
  type SpaceReport,
  type SpaceShare,
} from '../../../core/contract/index.ts'
import { asking, type Asked, type Command } from '../command.ts'
import { cleanLine, countOf, shortRef, showParties, showParty, showSize, showTable } from '../screen.ts'
import { hasOpened } from '../../../core/contract/reader-states.ts'
import { showTime } from '../times.ts'
import { parseFileNumber } from './files.ts'

const show = ({ count, bytes }: SpaceShare): string => `${showSize(bytes)} in ${count}`

function showShares(shares: Record<string, SpaceShare>): string {
  const filled = Object.entries(shares).filter(([, { count }]) => count > 0)
  return filled.length === 0 ? '-' : filled.map(([name, share]) => `${name} ${show(share)}`).join(', ')
}

function showReport({ own, kept, disk }: SpaceReport): string {
  const people = kept.byPerson.map((person) => `${showParty(person)} ${show(person)}`)
  return showTable([
    ['In your store', show(own)],
    ['  by kind', showShares(own.byKind)],
    ['  by recipient', showShares(own.byAudience)],
    ['  by age', showShares(own.byAge)],
    ['Letters of others', show(kept.letters)],
    [
      'Files of others',
      `${show(kept.files)}, of which always kept ${show(kept.pinned)}; at most ${showSize(kept.quotaBytes)}`,
    ],
    ['  by sender', people.length === 0 ? '-' : people.join(', ')],
    ['On the disk', `${showSize(disk.usedBytes)}, free ${showSize(disk.freeBytes)}`],
    ['  to be freed', showSize(disk.waitingBytes)],
  ])
}

const space = asking<SpaceReport>({
  name: 'space',
  usage: '[--quota MB] [--give-back]',
  summary: 'the size of your store, and of what is kept from others',
  options: {
    quota: {
      kind: 'text',
      hint: 'MB',
      about: 'keep at most this much of others’ files; the least recently used are removed first',
    },
    'give-back': { kind: 'flag', about: 'free the disk space of removed data now' },
  },
  async ask({ given, api }) {
    const quota = given.text('quota')
    if (quota !== undefined) await api.space.setQuota({ bytes: parseMegabytes(quota) })
    if (given.isSet('give-back')) await api.space.giveBack()
    return api.space.report()
  },
  show: showReport,
})

/** @throws INVALID */
function parseMegabytes(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new EngineError('INVALID', 'The quota is a whole number of MB.')
  return Number(text) * 1_000_000
}

const TARGET = { usage: 'REF [N]', args: { min: 1, max: 2 } }

function targetOf({ given }: Asked): { ref: string; number?: number } {
  const [ref = '', number] = given.args
  return number === undefined ? { ref } : { ref, number: parseFileNumber(number) }
}

const pin = asking<{ files: number; bytes: number }>({
  name: 'pin',
  ...TARGET,
  summary: 'always keep the files of a letter (or the Nth) here; this opens the letter and fetches them',
  network: 'always',
  ask: (asked) => asked.api.space.pin({ target: targetOf(asked), waitMs: asked.given.waitMs() }),
  show: ({ files, bytes }) => `${countOf(files, 'file')} always kept here, ${showSize(bytes)}.`,
})

const unpin = asking<{ files: number }>({
  name: 'unpin',
  ...TARGET,
  summary: 'stop always keeping them: the copies may be removed when space is needed',
  ask: (asked) => asked.api.space.unpin({ target: targetOf(asked) }),
  show: ({ files }) => `${countOf(files, 'file')} may be removed when space is needed.`,
})

const drop = asking<{ files: number; bytes: number }>({
  name: 'drop',
  ...TARGET,
  summary: 'remove your copies of others’ files; they can be fetched again',
  ask: (asked) => asked.api.space.drop({ target: targetOf(asked) }),
  show: ({ files, bytes }) => `Copies of ${countOf(files, 'file')} removed, ${showSize(bytes)}.`,
})

type Deleted = { isDestroyed: boolean; waiting: DeletionStanding | null } & Deletion

const EXPLAIN = { kind: 'flag', about: 'only explain what deleting it would do' } as const

const remove = asking<Deleted>({
  name: 'delete',
  usage: 'REF [--explain]',
  summary: 'delete your letter, file or album: anyone who has not opened it never will',
  args: { min: 1, max: 1 },
  options: { explain: EXPLAIN },
  ask: (asked) => deleteOne(asked, asked.given.args[0]!),
  show: (deleted, { given }) => showDeletion(deleted, given.isSet('explain')),
})

const removeAlbum = asking<Deleted>({
  name: 'album delete',
  usage: 'A [--with-files] [--explain]',
  summary: 'delete your album: anyone who has not opened it never will; its files stay',
  args: { min: 1, max: 1 },
  options: {
    'with-files': { kind: 'flag', about: 'also delete each of its files' },
    explain: EXPLAIN,
  },
  async ask(asked) {
    const { album } = await asked.api.albums.get({ album: asked.given.args[0]! })
    return deleteOne(asked, album, asked.given.isSet('with-files'))
  },
  show: (deleted, { given }) => showDeletion(deleted, given.isSet('explain')),
})

async function deleteOne({ given, api }: Asked, ref: string, withFiles = false): Promise<Deleted> {
  if (given.isSet('explain')) {
    const explained = await api.space.explainDeletion({ ref })
    return { isDestroyed: false, waiting: null, ...explained }
  }
  const { isDestroyed, deletion, waiting } = await api.space.delete({ ref, withFiles })
  return { isDestroyed, waiting, ...deletion }
}

function showDeletion(
  { isDestroyed, waiting, title, bytes, files, heldBy, keptBy, openTo, atStations }: Deleted,
  isOnlyExplained: boolean,
): string {
  const name = `${cleanLine(title)} (${showSize(bytes)})`
  const isDeleted = isDestroyed || waiting !== null
  const done = isDeleted ? `Deleted: ${name}.` : `Removed from your files: ${name}.`
  const held = heldBy.map((holder) => [shortRef(holder.ref), cleanLine(holder.title)])
  return [
    isOnlyExplained ? name : done,
    ...(files === undefined ? [] : [`It contained ${countOf(files, 'file')}.`]),
    ...(held.length === 0 ? [] : ['It stays readable through these objects:', showTable(held)]),
    ...(keptBy.length === 0 ? [] : [`These readers opened it and keep their copy: ${showParties(keptBy)}.`]),
    ...(openTo.length === 0
      ? []
      : [`These readers got the key with the notice and may have a copy: ${showParties(openTo)}.`]),
    ...(isOnlyExplained && atStations > 0
      ? [`${countOf(atStations, 'station')} must confirm it; until then a reader may still open it there.`]
      : []),
    ...(waiting === null ? [] : [showStanding(waiting)]),
  ].join('\n')
}

/** `0 of 2 stations have confirmed it; not certain: bob.` */
function showStanding({ stations, readers }: DeletionStanding): string {
  const opened = readers.filter(({ state }) => hasOpened(state))
  const open = readers.filter(({ state }) => !hasOpened(state))
  return [
    ...(stations === null
      ? []
      : [`${stations.confirmed} of ${countOf(stations.of, 'station')} confirmed it`]),
    ...(open.length === 0 ? [] : [`may still open it, or has it: ${showParties(open)}`]),
    ...(opened.length === 0 ? [] : [`opened it: ${showParties(opened)}`]),
  ].join('; ')
}

const deletions = asking<WaitingDeletion[]>({
  name: 'deletions',
  usage: '',
  summary: 'what you deleted, as long as it is not certain who has it',
  ask: ({ api }) => api.space.deletions(),
  show: (list) =>
    list.length === 0
      ? 'Nothing is waiting: what you deleted is gone.'
      : showTable(
          list.map((one) => [
            ...[shortRef(one.ref), one.kind, `deleted ${showTime(one.deletedAt)}`, showStanding(one)],
          ]),
        ),
})

const own = asking<OwnItem[]>({
  name: 'space largest',
  usage: '',
  summary: 'your hundred largest objects',
  ask: ({ api }) => api.space.own(),
  show: (items) =>
    items.length === 0
      ? 'Nothing here.'
      : showTable(
          items.map(({ ref, bytes, kind, audience, title }) => [
            ...[shortRef(ref), showSize(bytes), kind, audience, cleanLine(title)],
          ]),
        ),
})

export const spaceCommands: Command[] = [space, own, pin, unpin, drop, remove, removeAlbum, deletions]
