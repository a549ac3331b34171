// Takes the mails of before, newest first: folder after folder, a page at a time. It goes on where it
// stopped.
import { listFolders, putProgress, type Folder } from './folder-rows.ts'
import { PAGE } from './look-at-folder.ts'
import type { MailConnection } from './mail-server.ts'
import { takeMails, type TakingParts } from './take-mails.ts'

/** Nothing is below this UID. */
const DONE = 1

/** True if mails of before are left, or a folder was not looked at yet. */
export function isTakingOld(folders: readonly Folder[]): boolean {
  return folders.some(({ uidValidity, oldBelow }) => uidValidity === 0 || oldBelow > DONE)
}

/** What is left of a folder, so that it is listed once and not for each page. */
export class OldMails {
  #left: { folder: number; uidValidity: number; uids: number[] } | null = null

  /** Takes one page. Returns false if nothing was left. */
  async takeSome(parts: TakingParts, connection: MailConnection, signal: AbortSignal): Promise<boolean> {
    const { ledger } = parts.letters
    const folder = listFolders(ledger, parts.account.id).find(({ oldBelow }) => oldBelow > DONE)
    if (folder === undefined) return false
    await connection.select(folder.path)
    const uids = await this.#listLeft(connection, folder)
    const page = uids.slice(-PAGE)
    const { listed, skipped } =
      page.length === 0 ? { listed: 0, skipped: 0 } : await takeMails(parts, connection, folder, page, signal)
    // UIDs rise with time, as a rule. A page that is older than wanted as a whole ends the folder.
    const isEnd = uids.length === page.length || (listed > 0 && skipped === listed)
    uids.length -= page.length
    await ledger.write((tx) => putProgress(tx, { ...folder, oldBelow: isEnd ? DONE : page[0]! }))
    return true
  }

  async #listLeft(connection: MailConnection, { id, uidValidity, oldBelow }: Folder): Promise<number[]> {
    if (this.#left?.folder !== id || this.#left.uidValidity !== uidValidity) {
      const uids = (await connection.listUids()).filter((uid) => uid < oldBelow)
      this.#left = { folder: id, uidValidity, uids }
    }
    return this.#left.uids
  }
}
