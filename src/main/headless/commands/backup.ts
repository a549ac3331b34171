// Commands by which a person keeps what is theirs, and comes back: backup, restore, recover.
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
import {
  BACKUP_PASSPHRASE_OPTION,
  chooseBackupPassphrase,
  chooseNewPassphrase,
  findBackupPassphrase,
} from '../passphrase.ts'
import { askLine, askSecret, isInteractive, readStdin } from '../prompt.ts'
import { cleanLine, countOf, showParties, showSize, showTable } from '../screen.ts'
import { showTime } from '../times.ts'

const backup = asking<MadeBackup | BackupState>({
  name: 'backup',
  usage: '[FILE]',
  summary:
    'write a backup that only the 24 words open (and a passphrase, if you set one); without FILE: how the backups stand',
  args: { min: 0, max: 1 },
  options: {
    folder: { kind: 'text', hint: 'DIR', about: 'from now on into this folder, by itself' },
    every: { kind: 'text', hint: 'off|day|week', about: 'how often (default day)' },
    'without-others': { kind: 'flag', about: 'leave out the words of letters from others' },
    'without-files': { kind: 'flag', about: 'leave out what is larger than a letter' },
    'with-passphrase': { kind: 'flag', about: 'from now on ask for a passphrase besides the words' },
    'without-passphrase': { kind: 'flag', about: 'from now on let the words be enough' },
    ...BACKUP_PASSPHRASE_OPTION,
  },
  async ask(asked) {
    const { given, api } = asked
    await changePassphrase(asked)
    const wanted = { others: !given.isSet('without-others'), files: !given.isSet('without-files') }
    const [file] = given.args
    if (file !== undefined) return api.backups.make({ path: resolve(file), ...wanted })
    const folder = given.text('folder')
    const every = given.text('every')
    if (folder === undefined && every === undefined) return api.backups.state()
    const known = await api.backups.state()
    return api.backups.schedule({
      folder: folder === undefined ? known.folder : resolve(folder),
      every: readEvery(every ?? 'day'),
      ...wanted,
    })
  },
  show: (told) => ('path' in told ? showMade(told) : showState(told)),
})

/** What was written before stays as it is; the next run is under this one. @throws INVALID */
async function changePassphrase({ given, api, world }: Asked): Promise<void> {
  const [isSet, isTaken] = [given.isSet('with-passphrase'), given.isSet('without-passphrase')]
  if (isSet && isTaken) throw new EngineError('INVALID', 'With a passphrase, or without, not both.')
  if (isSet) await api.backups.setPassphrase({ passphrase: await chooseBackupPassphrase(given, world) })
  if (isTaken) await api.backups.setPassphrase({ passphrase: null })
}

function readEvery(text: string): 'off' | 'day' | 'week' {
  if (text !== 'off' && text !== 'day' && text !== 'week')
    throw new EngineError('INVALID', '--every is off, day or week.')
  return text
}

const showMade = ({ path, bytes, addedBytes, letters, asksForPassphrase }: MadeBackup): string =>
  `${countOf(letters, 'letter')} in ${cleanLine(path)}, ${showSize(bytes)} (${showSize(addedBytes)} new). It was read back.\n` +
  (asksForPassphrase
    ? 'Only your 24 words and the passphrase together open it. Keep the words, and not beside it.'
    : 'Only your 24 words open it. Keep them, and not beside it.')

function showState(state: BackupState): string {
  const { last, folder, every, failed, wordsCheckedAt, recovered } = state
  return showTable([
    [
      'last',
      last === null ? 'none yet' : `${showTime(last.at)}, ${cleanLine(last.path)}, ${showSize(last.bytes)}`,
    ],
    ['folder', folder === null || every === 'off' ? 'none' : `${cleanLine(folder)}, every ${every}`],
    ...(failed === null ? [] : [['failed', failed]]),
    ['passphrase', tellPassphrase(state)],
    ['words', wordsCheckedAt === null ? 'not checked since' : `right on ${showTime(wordsCheckedAt)}`],
    ...(recovered === null || recovered.waiting.length === 0
      ? []
      : [['not heard yet', showParties(recovered.waiting)]]),
  ])
}

function tellPassphrase({ passphraseSetAt, last }: BackupState): string {
  const told = passphraseSetAt === null ? 'none' : `asked for since ${showTime(passphraseSetAt)}`
  return last?.isLockCurrent === false ? `${told}; the last one opens as it did before` : told
}

const restore = asking<RecoveredHome>({
  name: 'restore',
  usage: 'FILE',
  summary: 'fill an empty home from a backup; the 24 words are asked for, or read from stdin',
  args: { min: 1, max: 1 },
  options: BACKUP_PASSPHRASE_OPTION,
  unlocks: false,
  ask: (asked) => comeBack(asked, { backup: resolve(asked.given.args[0]!) }),
  show: showRecovered,
})

const recover = asking<RecoveredHome>({
  name: 'recover',
  usage: '--name NAME',
  summary: 'come back to an empty home by the 24 words alone, asked for or read from stdin',
  options: { name: { kind: 'text', hint: 'NAME', about: 'how you are called' } },
  unlocks: false,
  ask: (asked) => comeBack(asked, { name: asked.given.needText('name') }),
  show: showRecovered,
})

interface BroughtAlong {
  backup?: string
  name?: string
}

async function comeBack(asked: Asked, how: BroughtAlong): Promise<RecoveredHome> {
  const { given, api, world } = asked
  const { state } = await api.home.status()
  if (state !== 'empty') throw new EngineError('HOME_EXISTS', 'There is a person in this home already.')
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

/** Asks for the passphrase of a backup, and again when it is another one. */
async function tryPassphrases<T>(
  world: World,
  open: (passphrase: string) => Promise<T>,
  left = TRIES,
): Promise<T> {
  try {
    return await open(await askSecret(world, 'The passphrase of this backup: '))
  } catch (error) {
    if (left === 1 || !isEngineError(error, 'BAD_BACKUP_PASSPHRASE')) throw error
    world.stderr.write('It is another one.\n')
    return tryPassphrases(world, open, left - 1)
  }
}

const MAX_WORDS_BYTES = 4096

/** Also numbered, and in several lines. @throws INVALID */
function readWords(text: string): string[] {
  const words = text
    .toLowerCase()
    .split(/[\s\d.,:;]+/)
    .filter((word) => word !== '')
  if (words.length !== 24)
    throw new EngineError('INVALID', `These are ${words.length} words, and it takes 24.`)
  return words
}

function showRecovered({ name, report }: RecoveredHome): string {
  const { backupAt, letters, contacts, files, groups, held, isListed } = report
  const back = `${countOf(letters, 'letter')}, ${countOf(contacts, 'contact')}, ${countOf(files, 'file')}`
  return [
    `${cleanLine(name)}, you are back, on a new device.`,
    backupAt === null
      ? 'The words alone hold no letters and no contacts. Meet your contacts again: they will know you.'
      : `${isListed ? `As of ${showTime(new Date(backupAt).toISOString())}` : 'From the backup'}: ${back}. Your contacts are told as soon as they are met.`,
    ...(groups === 0
      ? []
      : [
          `You are still in ${countOf(groups, 'group')}. This device takes over the groups you own. Old links into them no longer work.`,
        ]),
    ...(held === 0
      ? []
      : [`${countOf(held, 'letter')} had not gone out then and wait for you: fumikura let-go REF`]),
    ...showLost(report),
  ].join('\n')
}

const LOST_WORDS: Readonly<Record<LostKind, string>> = {
  own: 'your own name, picture and keys',
  contents: 'your own letters and files, in part or whole',
  letters: 'letters',
  openings: 'who may open your letters, and who has',
  drafts: 'drafts',
  files: 'files and albums',
  people: 'people',
  groups: 'groups',
  follows: 'whom you follow',
  places: 'where letters and files are stored',
}

function showLost({ lost, isListed }: RecoveryReport): string[] {
  const lines = LOST_KINDS.flatMap((kind) => {
    const count = lost[kind]
    return count === undefined ? [] : [`  ${countOf(count, 'record')}: ${LOST_WORDS[kind]}`]
  })
  if (lines.length > 0) lines.unshift('Some records of the backup could not be read and did not come back:')
  if (!isListed)
    lines.push('The list of contents in the backup could not be read: more may be missing than is counted.')
  return lines
}

export const backupCommands: Command[] = [backup, restore, recover]
