// Tells the server what the person did here: flags, labels, and where a mail is now. One command for
// all mails of a folder with the same change.
import { EngineError } from '../contract/errors.ts'
import { writeAll, type Ledger, type Rows } from '../ledger/index.ts'
import { readTidy } from '../tidy/index.ts'
import { listFolders, putFolders, type Folder } from './folder-rows.ts'
import type { FolderRole, MailConnection, ServerFlags } from './mail-server.ts'
import { decideAct, hasLabel, stateHere, type FlagChange, type PlaceAct, type Shelf } from './mail-state.ts'
import { listPlaces, markGone, movePlace, putFlags, type KnownPlace } from './place-rows.ts'
import { writeUids } from './uid-range.ts'

interface Telling {
  place: KnownPlace
  act: PlaceAct
}

/** Returns what the server must be told of a mail. */
export function listActs(
  rows: Rows,
  folders: readonly Folder[],
  object: Uint8Array,
  hasLabels: boolean,
): Telling[] {
  const here = stateHere(readTidy(rows, object))
  return listPlaces(rows, object).flatMap((place) => {
    if (place.isGone || !folders.some(({ id }) => id === place.folder)) return []
    const act = decideAct(here, place, hasLabels)
    return act === null ? [] : [{ place, act }]
  })
}

/** @throws GONE if a folder is not there any longer, or was made anew; MAIL_AWAY, MAIL_REFUSED, NO_SPACE */
export async function tellServer(
  ledger: Ledger,
  account: Uint8Array,
  connection: MailConnection,
  objects: readonly Uint8Array[],
): Promise<void> {
  const { labels: hasLabels } = connection.abilities
  const folders = listFolders(ledger, account)
  const telling = objects.flatMap((object) => listActs(ledger, folders, object, hasLabels))
  for (const folder of folders) {
    const here = telling.filter(({ place }) => place.folder === folder.id)
    if (here.length === 0) continue
    // The same UIDs would be other mails.
    if ((await connection.select(folder.path)).uidValidity !== folder.uidValidity)
      throw new EngineError('GONE', 'The folder was made anew.')
    for (const same of groupBy(here, ({ act }) => JSON.stringify([act.flags, act.labels])))
      await change(ledger, connection, same)
    const moving = here.filter(({ act }) => act.moveTo !== null)
    for (const same of groupBy(moving, ({ act }) => act.moveTo!))
      await move(ledger, account, connection, same, same[0]!.act.moveTo!)
  }
}

function groupBy<T>(all: readonly T[], keyOf: (one: T) => string): T[][] {
  const groups = new Map<string, T[]>()
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one])
  return [...groups.values()]
}

const isNothing = ({ add, remove }: FlagChange): boolean => add.length === 0 && remove.length === 0

async function change(ledger: Ledger, connection: MailConnection, same: readonly Telling[]): Promise<void> {
  const { flags, labels } = same[0]!.act
  const uids = writeUids(same.map(({ place }) => place.uid))
  if (!isNothing(flags)) await connection.changeFlags(uids, flags)
  if (!isNothing(labels)) await connection.changeLabels(uids, labels)
  // A server says nothing about a mail that another program moved meanwhile.
  const { changed } = await connection.listChanges(null, uids)
  const isThere = new Set(changed.map(({ uid }) => uid))
  await writeAll(ledger, same, (tx, { place }) => {
    if (isThere.has(place.uid)) putFlags(tx, place.folder, place.uid, flagsAfter(place, flags, labels))
    else markGone(tx, place.folder, place.uid)
  })
}

/** Returns what the server has once it was told. */
function flagsAfter(place: KnownPlace, flags: FlagChange, labels: FlagChange): ServerFlags {
  const after = (before: readonly string[], { add, remove }: FlagChange): string[] => [
    ...before.filter((one) => !hasLabel(remove, one)),
    ...add.filter((one) => !hasLabel(before, one)),
  ]
  const isSet = (flag: string, wasSet: boolean): boolean =>
    flags.add.includes(flag) || (wasSet && !flags.remove.includes(flag))
  return {
    seen: isSet('\\Seen', place.isSeen),
    flagged: isSet('\\Flagged', place.isFlagged),
    answered: false,
    draft: false,
    keywords: after(place.keywords, flags).filter((one) => !one.startsWith('\\')),
    labels: after(place.labels, labels),
  }
}

const ROLES: Readonly<Record<Shelf, readonly [role: FolderRole, made: string]>> = {
  inbox: ['inbox', 'INBOX'],
  archive: ['archive', 'Archive'],
  spam: ['spam', 'Junk'],
  trash: ['trash', 'Trash'],
}

/** Programs that filter spam learn from these (IANA, IMAP keywords). */
const JUNK = { add: ['$Junk'], remove: ['$NotJunk'] }
const NOT_JUNK = { add: ['$NotJunk'], remove: ['$Junk'] }

async function move(
  ledger: Ledger,
  account: Uint8Array,
  connection: MailConnection,
  same: readonly Telling[],
  shelf: Shelf,
): Promise<void> {
  const target = await findTarget(ledger, account, connection, shelf)
  const uids = writeUids(same.map(({ place }) => place.uid))
  const isFromSpam = same[0]!.place.role === 'spam'
  const teaches = same[0]!.place.keepsKeywords && (shelf === 'spam' || (isFromSpam && shelf !== 'trash'))
  if (teaches) await connection.changeFlags(uids, shelf === 'spam' ? JUNK : NOT_JUNK)
  const moved = await connection.move(uids, target.path)
  await writeAll(ledger, same, (tx, { place }) => {
    const uid = moved.get(place.uid)
    if (uid === undefined) markGone(tx, place.folder, place.uid)
    else movePlace(tx, place, { folder: target.id, uid })
  })
}

async function findTarget(
  ledger: Ledger,
  account: Uint8Array,
  connection: MailConnection,
  shelf: Shelf,
): Promise<Folder> {
  const [role, name] = ROLES[shelf]
  const find = (): Folder | undefined => listFolders(ledger, account).find((folder) => folder.role === role)
  const known = find()
  if (known !== undefined) return known
  const made = { ...(await connection.makeFolder(name)), role }
  await ledger.write((tx) => putFolders(tx, account, [...listFolders(tx, account).map(asListed), made]))
  return find()!
}

const asListed = ({ path, name, role }: Folder) => ({ path, name, role, canSelect: true })
