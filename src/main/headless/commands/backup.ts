// Commands to back up and recover a home: backup, restore, recover.
import { resolve } from 'node:path'
import {
  EngineError,
  isEngineError,
  type BackupState,
  LOST_KINDS,
  type LostKind,
  type MadeBackup,
  type RecoveredHome,
  type RecoveryReport,
} from '../../../core/contract/index.ts'
import { asking, type Asked, type Command, type World } from '../command.ts'
import { argument, choice, flag, optionalArgument, text, toPath } from '../fields.ts'
import {
  BACKUP_PASSPHRASE,
  chooseBackupPassphrase,
  chooseNewPassphrase,
  findBackupPassphrase,
} from '../passphrase.ts'
import { askLine, askSecret, isInteractive, readStdin } from '../prompt.ts'
import { cleanLine, countOf, showParties, showSize, showTable } from '../screen.ts'
import { showTime } from '../times.ts'

const backup = asking({
  name: 'backup',
  usage: '[FILE]',
  summary:
    'write a backup that only the 24 words open (and a passphrase, if you set one); without FILE: show the state of the backups',
  fields: {
    file: optionalArgument('FILE'),
    folder: text('DIR', 'write automatic backups into this folder').to(toPath),
    every: choice(['off', 'day', 'week'], 'off|day|week', 'how often (default day)'),
    withoutOthers: flag('leave out the text of letters from others'),
    withoutFiles: flag('leave out objects larger than a letter'),
    withPassphrase: flag('from now on require a passphrase in addition to the words'),
    withoutPassphrase: flag('from now on require the words only'),
    ...BACKUP_PASSPHRASE,
  },
  async ask(asked): Promise<MadeBackup | BackupState> {
    const { api, input } = asked
    await changePassphrase(asked, input.withPassphrase, input.withoutPassphrase)
    const wanted = { others: !input.withoutOthers, files: !input.withoutFiles }
    if (input.file !== undefined) return api.backups.make({ path: resolve(input.file), ...wanted })
    const { folder, every } = input
    if (folder === undefined && every === undefined) return api.backups.state()
    return api.backups.schedule({ folder, every: every ?? 'day', ...wanted })
  },
  show: (result) => ('path' in result ? showMade(result) : showState(result)),
})

/** Earlier backups keep their protection; the next run uses the new one. @throws INVALID */
async function changePassphrase(
  { given, api, world }: Asked,
  isSet: boolean,
  isTaken: boolean,
): Promise<void> {
  if (isSet && isTaken)
    throw new EngineError('INVALID', '--with-passphrase and --without-passphrase exclude each other.')
  if (isSet) await api.backups.setPassphrase({ passphrase: await chooseBackupPassphrase(given, world) })
  if (isTaken) await api.backups.setPassphrase({ passphrase: null })
}

const showMade = ({ path, bytes, addedBytes, letters, asksForPassphrase }: MadeBackup): string =>
  `Backup done and checked: ${countOf(letters, 'letter')} in ${cleanLine(path)}, ${showSize(bytes)} (${showSize(addedBytes)} new).\n` +
  (asksForPassphrase
    ? 'Only your 24 words and the passphrase together open it. Keep the words safe, away from the backup.'
    : 'Only your 24 words open it. Keep them safe, away from the backup.')

function showState(state: BackupState): string {
  const { last, folder, every, failed, wordsCheckedAt, recovered } = state
  return showTable([
    [
      'last',
      last === null ? 'none yet' : `${showTime(last.at)}, ${cleanLine(last.path)}, ${showSize(last.bytes)}`,
    ],
    ['folder', folder === null || every === 'off' ? 'none' : `${cleanLine(folder)}, every ${every}`],
    ...(failed === null ? [] : [['failed', failed]]),
    ['passphrase', showPassphrase(state)],
    ['words', wordsCheckedAt === null ? 'not checked yet' : `checked on ${showTime(wordsCheckedAt)}`],
    ...(recovered === null || recovered.waiting.length === 0
      ? []
      : [['do not know this device yet', showParties(recovered.waiting)]]),
  ])
}

function showPassphrase({ passphraseSetAt, last }: BackupState): string {
  const state = passphraseSetAt === null ? 'none' : `required since ${showTime(passphraseSetAt)}`
  return last?.isLockCurrent === false ? `${state}; the last backup still has the old protection` : state
}

const restore = asking({
  name: 'restore',
  usage: 'FILE',
  summary: 'fill an empty home from a backup; asks for the 24 words, or reads them from stdin',
  fields: { backup: argument('FILE').to(toPath), ...BACKUP_PASSPHRASE },
  unlocks: false,
  ask: (asked) => recoverHome(asked, { backup: asked.input.backup }),
  show: showRecovered,
})

const recover = asking({
  name: 'recover',
  summary:
    'recover your account in an empty home with the 24 words alone; asks for them, or reads them from stdin',
  fields: { name: text('NAME', 'your name').needed() },
  unlocks: false,
  ask: (asked) => recoverHome(asked, asked.input),
  show: showRecovered,
})

interface RecoverySource {
  backup?: string
  name?: string
}

async function recoverHome(asked: Asked, how: RecoverySource): Promise<RecoveredHome> {
  const { given, api, world } = asked
  const { state } = await api.home.status()
  if (state !== 'empty') throw new EngineError('HOME_EXISTS', 'This home already has an account.')
  const typed = isInteractive(world)
    ? await askLine(world, 'Your 24 words: ')
    : await readStdin(world, MAX_WORDS_BYTES)
  const words = readWords(typed)
  const passphrase = await chooseNewPassphrase(given, world)
  const brought = { words, ...how, ...(passphrase === null ? {} : { passphrase }) }
  const ready = how.backup === undefined ? null : await findBackupPassphrase(given, world)
  if (ready !== null) return api.home.recover({ ...brought, backupPassphrase: ready })
  return api.home.recover(brought).catch((error: unknown) => {
    if (!isEngineError(error, 'BACKUP_LOCKED') || !isInteractive(world)) throw error
    return tryPassphrases(world, (backupPassphrase) => api.home.recover({ ...brought, backupPassphrase }))
  })
}

const TRIES = 3

/** Asks for the passphrase of a backup, and asks again if it is wrong. */
async function tryPassphrases<T>(
  world: World,
  open: (passphrase: string) => Promise<T>,
  left = TRIES,
): Promise<T> {
  try {
    return await open(await askSecret(world, 'The passphrase of this backup: '))
  } catch (error) {
    if (left === 1 || !isEngineError(error, 'BAD_BACKUP_PASSPHRASE')) throw error
    world.stderr.write('Wrong passphrase.\n')
    return tryPassphrases(world, open, left - 1)
  }
}

const MAX_WORDS_BYTES = 4096

/** Accepts numbered words and several lines. @throws INVALID */
function readWords(text: string): string[] {
  const words = text
    .toLowerCase()
    .split(/[\s\d.,:;]+/)
    .filter((word) => word !== '')
  if (words.length !== 24) throw new EngineError('INVALID', `These are ${words.length} words; 24 are needed.`)
  return words
}

function showRecovered({ name, report }: RecoveredHome): string {
  const { backupAt, letters, contacts, files, groups, held, isListed } = report
  const back = `${countOf(letters, 'letter')}, ${countOf(contacts, 'contact')}, ${countOf(files, 'file')}`
  return [
    `Welcome back, ${cleanLine(name)}. This is a new device.`,
    backupAt === null
      ? 'Only your account is back, without letters or contacts. Invite your contacts again; they will recognise you.'
      : `${isListed ? `As of ${showTime(new Date(backupAt).toISOString())}` : 'From the backup'}: ${back}. Your contacts learn of this device when you are both online.`,
    ...(groups === 0
      ? []
      : [
          `You are still in ${countOf(groups, 'group')}. This device takes over the ones you own. Old group links no longer work.`,
        ]),
    ...(held === 0
      ? []
      : [
          `${countOf(held, 'letter')} had not been sent yet. Nothing is sent until you release it: fumikura let-go REF`,
        ]),
    ...showLost(report),
  ].join('\n')
}

const LOST_WORDS: Readonly<Record<LostKind, string>> = {
  own: 'your own name, picture and keys',
  contents: 'your own letters and files, partly or completely',
  letters: 'letters',
  openings: 'who can open your letters, and who has',
  drafts: 'drafts',
  files: 'files and albums',
  people: 'people',
  groups: 'groups',
  follows: 'people you follow',
  places: 'where letters and files are stored',
}

function showLost({ lost, isListed }: RecoveryReport): string[] {
  const lines = LOST_KINDS.flatMap((kind) => {
    const count = lost[kind]
    return count === undefined ? [] : [`  ${countOf(count, 'record')}: ${LOST_WORDS[kind]}`]
  })
  if (lines.length > 0) lines.unshift('Some records of the backup could not be read and are missing:')
  if (!isListed)
    lines.push('The list of contents in the backup could not be read: more may be missing than is counted.')
  return lines
}

export const backupCommands: Command[] = [backup, restore, recover]
