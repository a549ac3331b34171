// Handlers for backups: by hand, on schedule, and the check of the words.
import { browseFolders, findBackupPlaces } from '../../backup/index.ts'
import { EngineError } from '../../contract/errors.ts'
import type { BackupState, ErrorCode } from '../../contract/index.ts'
import type { OpenHome } from '../../open-home.ts'
import { findRecovered } from '../../recovery/index.ts'
import { isoTime, isoTimeOrNull, partyOf } from '../../contract-ids.ts'
import type { Serving } from '../serving.ts'

export const backupHandlers: Serving<'backups'> = {
  state: describeBackups,
  places: () => findBackupPlaces(),
  folders: (_home, { in: folder }) => browseFolders(folder),
  async make({ backups }, { path, ...wanted }) {
    const to = path ?? backups.findLast()?.path
    if (to === undefined) throw new EngineError('INVALID', 'There is no backup yet to go on with.')
    const made = await backups.make(to, wanted)
    return { ...made, at: isoTime(made.at) }
  },
  async schedule(home, { folder, ...wanted }) {
    const { backups } = home
    await backups.schedule({ folder: folder === undefined ? backups.settings.folder : folder, ...wanted })
    return describeBackups(home)
  },
  async setPassphrase(home, { passphrase }) {
    await home.backups.setPassphrase(passphrase)
    return describeBackups(home)
  },
  checkWords: async ({ backups }, { words }) => ({ right: await backups.checkWords(words) }),
}

function describeBackups(home: OpenHome): BackupState {
  const { backups } = home
  const { folder, every, others, files, failed, wordsAt } = backups.settings
  const last = backups.findLast()
  return {
    ...{ folder, every, others, files },
    last: last && {
      path: last.path,
      bytes: last.endAt,
      letters: last.letters,
      at: isoTime(last.madeAt),
      isLockCurrent: backups.isUnderLock(last),
    },
    passphraseSetAt: isoTimeOrNull(backups.passphraseSetAt),
    running: backups.isRunning,
    failed: failed as ErrorCode | null,
    wordsCheckedAt: isoTimeOrNull(wordsAt),
    reminder: backups.findReminder(),
    recovered: describeRecovered(home),
  }
}

function describeRecovered({ parts, returnNotifier }: OpenHome): BackupState['recovered'] {
  const recovered = findRecovered(parts.ledger)
  if (recovered === null) return null
  const { at, report } = recovered
  const waiting = returnNotifier.listWaiting().map((person) => partyOf(parts, person))
  return { ...report, at: isoTime(at), waiting }
}
