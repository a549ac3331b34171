// Looks at one folder of the server: what changed there since the last look, and what is new.
import { writeAll, type Ledger } from '../ledger/index.ts'
import { keepFolderState, putProgress, type Folder } from './folder-rows.ts'
import type { FlagsOf, FolderChanges, FolderState, MailConnection } from './mail-server.ts'
import { mergeMail } from './merge-mail.ts'
import { findPlace, listKnownUids, markGone, putFlags } from './place-rows.ts'
import { takeMails, type TakingParts } from './take-mails.ts'
import { writeUids } from './uid-range.ts'

/** Without a number of changes, only the flags of the newest mails are compared at each look. */
const NEWEST = 1000
/** Mails that are listed at once. */
export const PAGE = 200

export interface Look {
  signal: AbortSignal
  /** Compares the flags of all mails where the server does not say which changed. */
  isThorough: boolean
}

/**
 * Selects the folder, records what changed, and takes what is new. Returns the folder as it is now.
 * @throws GONE if the server does not have it any longer
 */
export async function lookAtFolder(
  parts: TakingParts,
  connection: MailConnection,
  folder: Folder,
  look: Look,
): Promise<Folder> {
  const { ledger } = parts.letters
  const known = listKnownUids(ledger, folder.id)
  const state = await connection.select(folder.path, sinceOf(folder, known))
  const kept = await ledger.write((tx) => keepFolderState(tx, folder, state))
  if (folder.uidValidity === state.uidValidity && known.length > 0)
    await recordChanges(ledger, kept, known, await listChanges(connection, folder, state, known, look))
  const taken = await takeNew(parts, connection, kept, state, look.signal)
  // Only now, because all changes before this number are recorded.
  const looked = { ...taken, modseq: state.modseq }
  await ledger.write((tx) => putProgress(tx, looked))
  return looked
}

type Selected = FolderState & { changes: FolderChanges | null }

function sinceOf({ uidValidity, modseq }: Folder, known: readonly number[]) {
  return modseq === null || known.length === 0 ? undefined : { uidValidity, modseq, uids: writeUids(known) }
}

async function listChanges(
  connection: MailConnection,
  folder: Folder,
  state: Selected,
  known: readonly number[],
  { isThorough }: Look,
): Promise<FolderChanges> {
  const { modseq } = folder
  const isSame = modseq !== null && modseq === state.modseq
  const asked = modseq === null && !isThorough ? known.slice(-NEWEST) : known
  const changes =
    state.changes ??
    (isSame
      ? { changed: [], vanished: null, modseq }
      : await connection.listChanges(modseq, writeUids(asked)))
  if (changes.vanished !== null) return changes
  const mayLack = isThorough || state.count !== folder.count || state.uidNext !== folder.uidNext
  return { ...changes, vanished: mayLack ? await listVanished(connection, known) : [] }
}

async function listVanished(connection: MailConnection, known: readonly number[]): Promise<number[]> {
  const left = new Set(await connection.listUids())
  return known.filter((uid) => !left.has(uid))
}

async function recordChanges(
  ledger: Ledger,
  folder: Folder,
  known: readonly number[],
  { changed, vanished }: FolderChanges,
): Promise<void> {
  const isKnown = new Set(known)
  await writeAll(
    ledger,
    changed.filter(({ uid }) => isKnown.has(uid)),
    (tx, { uid, flags }: FlagsOf) => {
      const object = findPlace(tx, folder.id, uid)?.object ?? null
      const record = (): void => putFlags(tx, folder.id, uid, flags)
      if (object === null) record()
      else mergeMail(tx, object, record)
    },
  )
  await writeAll(
    ledger,
    (vanished ?? []).filter((uid) => isKnown.has(uid)),
    (tx, uid) => markGone(tx, folder.id, uid),
  )
}

/** Takes the oldest first, so that it goes on from there if it is interrupted. */
async function takeNew(
  parts: TakingParts,
  connection: MailConnection,
  folder: Folder,
  { uidNext }: FolderState,
  signal: AbortSignal,
): Promise<Folder> {
  let taken = folder
  if (folder.uidNext >= uidNext) return taken
  const isShort = uidNext - folder.uidNext <= PAGE
  const uids = isShort
    ? Array.from({ length: uidNext - folder.uidNext }, (_, i) => folder.uidNext + i)
    : (await connection.listUids()).filter((uid) => uid >= folder.uidNext)
  for (let at = 0; at < uids.length; at += PAGE) {
    const page = uids.slice(at, at + PAGE)
    await takeMails(parts, connection, folder, page, signal)
    taken = { ...taken, uidNext: page.at(-1)! + 1 }
    await parts.letters.ledger.write((tx) => putProgress(tx, taken))
  }
  return { ...taken, uidNext }
}
