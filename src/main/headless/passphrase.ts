// Finds a passphrase: in the environment, in a file, or by asking at the terminal. It is never an
// argument, because every process of the machine could read it.
import { readFile } from 'node:fs/promises'
import { EngineError } from '../../core/contract/index.ts'
import type { World } from './command.ts'
import { text } from './fields.ts'
import type { Given } from './given.ts'
import { askSecret, decodeText, isInteractive } from './prompt.ts'

/** The option and the variable that may provide a passphrase. */
interface Source {
  option: string
  variable: string
}

const OF_HOME: Source = { option: 'passphrase-file', variable: 'FUMIKURA_PASSPHRASE' }
const OF_BACKUP: Source = { option: 'backup-passphrase-file', variable: 'FUMIKURA_BACKUP_PASSPHRASE' }

/** The option that `findBackupPassphrase` and `chooseBackupPassphrase` read. */
export const BACKUP_PASSPHRASE = {
  backupPassphrase: text(
    'FILE',
    `read the passphrase of the backup from this file (or set ${OF_BACKUP.variable})`,
  ).as(OF_BACKUP.option),
}

/**
 * The passphrase that opens this home; null if none is stored and no person can be asked.
 * @throws INVALID
 */
export async function findPassphrase(given: Given, world: World, mayAsk = true): Promise<string | null> {
  const stored = await findStored(given, world, OF_HOME)
  if (stored !== null || !mayAsk || !isInteractive(world)) return stored
  return askSecret(world, 'Passphrase: ')
}

/** Returns the passphrase for a new home; null for none. @throws INVALID */
export async function chooseNewPassphrase(given: Given, world: World): Promise<string | null> {
  const stored = await findStored(given, world, OF_HOME)
  if (stored !== null || !isInteractive(world) || given.isSet('json')) return stored
  const chosen = await askTwice(world, 'A passphrase for this home (empty for none): ')
  return chosen === '' ? null : chosen
}

/** Returns the stored passphrase of a backup, or null. @throws INVALID */
export function findBackupPassphrase(given: Given, world: World): Promise<string | null> {
  return findStored(given, world, OF_BACKUP)
}

/** Returns the passphrase for future backups. @throws INVALID, also if no person can be asked */
export async function chooseBackupPassphrase(given: Given, world: World): Promise<string> {
  const stored = await findBackupPassphrase(given, world)
  if (stored !== null) return stored
  if (!isInteractive(world) || given.isSet('json'))
    throw new EngineError('INVALID', `Set ${OF_BACKUP.variable}, or use --${OF_BACKUP.option}.`)
  world.stderr.write('If you forget it, no one can open these backups, not even with the 24 words.\n')
  return needText(await askTwice(world, 'A passphrase for your backups: '), 'The passphrase is empty.')
}

async function askTwice(world: World, question: string): Promise<string> {
  const chosen = await askSecret(world, question)
  if (chosen !== '' && (await askSecret(world, 'Repeat the passphrase: ')) !== chosen)
    throw new EngineError('INVALID', 'The two passphrases differ.')
  return chosen
}

async function findStored(given: Given, world: World, { option, variable }: Source): Promise<string | null> {
  const file = given.text(option)
  // An empty passphrase file must not lead to a home without a passphrase.
  if (file !== undefined) return readSecretFile(file)
  return world.env[variable] || null
}

/** Returns the first line of a file. @throws INVALID, also if it is empty */
export async function readSecretFile(file: string): Promise<string> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new EngineError('INVALID', `${file} cannot be read.`, { cause })
  })
  const [line = ''] = decodeText(bytes, file)
    .replace(/^\ufeff/, '')
    .split(/\r?\n/, 1)
  return needText(line, `${file} is empty.`)
}

function needText(text: string, message: string): string {
  if (text === '') throw new EngineError('INVALID', message)
  return text
}
