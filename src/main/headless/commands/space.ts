// Commands about storage: how much there is, which files of others are kept, and deletion of own
// objects.
import {
  EngineError,
  type Api,
  type Deletion,
  type DeletionStanding,
  type SpaceReport,
  type SpaceShare,
} from '../../../core/contract/index.ts'
import { asking, calling, type Command } from '../command.ts'
import { argument, flag, text, wait } from '../fields.ts'
import { cleanLine, countOf, shortRef, showParties, showParty, showSize, showTable } from '../screen.ts'
import { hasOpened } from '../../../core/contract/reader-states.ts'
import { showTime } from '../times.ts'
import { FILE_NUMBER } from './files.ts'

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

const space = asking({
  name: 'space',
  summary: 'the size of your store, and of what is kept from others',
  fields: {
    quota: text(
      'MB',
      'keep at most this much of others’ files; the least recently used are removed first',
    ).to(parseMegabytes),
    giveBack: flag('free the disk space of removed data now'),
  },
  async ask({ api, input: { quota, giveBack } }) {
    if (quota !== undefined) await api.space.setQuota({ bytes: quota })
    if (giveBack) await api.space.giveBack()
    return api.space.report()
  },
  show: showReport,
})

/** @throws INVALID */
function parseMegabytes(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new EngineError('INVALID', 'The quota is a whole number of MB.')
  return Number(text) * 1_000_000
}

const TARGET = { ref: argument('REF'), number: FILE_NUMBER }

const pin = asking({
  name: 'pin',
  summary: 'always keep the files of a letter (or the Nth) here; this opens the letter and fetches them',
  fields: { ...TARGET, waitMs: wait() },
  ask: ({ api, input: { waitMs, ...target } }) => api.space.pin({ target, waitMs }),
  show: ({ files, bytes }) => `${countOf(files, 'file')} always kept here, ${showSize(bytes)}.`,
})

const unpin = asking({
  name: 'unpin',
  summary: 'stop always keeping them: the copies may be removed when space is needed',
  fields: TARGET,
  ask: ({ api, input: target }) => api.space.unpin({ target }),
  show: ({ files }) => `${countOf(files, 'file')} may be removed when space is needed.`,
})

const drop = asking({
  name: 'drop',
  summary: 'remove your copies of others’ files; they can be fetched again',
  fields: TARGET,
  ask: ({ api, input: target }) => api.space.drop({ target }),
  show: ({ files, bytes }) => `Copies of ${countOf(files, 'file')} removed, ${showSize(bytes)}.`,
})

type Deleted = { isDestroyed: boolean; waiting: DeletionStanding | null } & Deletion

const EXPLAIN = flag('only explain what deleting it would do')

const remove = asking({
  name: 'delete',
  summary: 'delete your letter, file or album: anyone who has not opened it never will',
  fields: { ref: argument('REF'), explain: EXPLAIN },
  ask: ({ api, input: { ref, explain } }) => deleteOne(api, ref, explain),
  show: (deleted, { explain }) => showDeletion(deleted, explain),
})

const removeAlbum = asking({
  name: 'album delete',
  summary: 'delete your album: anyone who has not opened it never will; its files stay',
  fields: { album: argument('A'), withFiles: flag('also delete each of its files'), explain: EXPLAIN },
  async ask({ api, input: { album, withFiles, explain } }) {
    return deleteOne(api, (await api.albums.get({ album })).album, explain, withFiles)
  },
  show: (deleted, { explain }) => showDeletion(deleted, explain),
})

async function deleteOne(api: Api, ref: string, isExplained: boolean, withFiles = false): Promise<Deleted> {
  if (isExplained) {
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

const deletions = calling('space.deletions', {
  name: 'deletions',
  summary: 'what you deleted, as long as it is not certain who has it',
  show: (list) =>
    list.length === 0
      ? 'Nothing is waiting: what you deleted is gone.'
      : showTable(
          list.map((one) => [
            ...[shortRef(one.ref), one.kind, `deleted ${showTime(one.deletedAt)}`, showStanding(one)],
          ]),
        ),
})

const own = calling('space.own', {
  name: 'space largest',
  summary: 'your hundred largest objects',
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
