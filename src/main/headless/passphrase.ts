// Where a passphrase comes from: the environment, a file, or the person at the terminal; never an argument,
// which every process of the machine could read.
import { readFile } from 'node:fs/promises'
import { EngineError } from '../../core/contract/index.ts'
import type { World } from './command.ts'
import type { Given } from './given.ts'
import { askSecret, decodeText, isInteractive } from './prompt.ts'

/** The one that opens this home, or null when nobody can be asked. @throws INVALID */
export async function findPassphrase(given: Given, world: World): Promise<string | null> {
  return (await findStored(given, world)) ?? (isInteractive(world) ? askSecret(world, 'Passphrase: ') : null)
}

/** The one a new home shall have, or null for none. @throws INVALID */
export async function chooseNewPassphrase(given: Given, world: World): Promise<string | null> {
  const stored = await findStored(given, world)
  if (stored !== null || !isInteractive(world) || given.isSet('json')) return stored
  const chosen = await askSecret(world, 'A passphrase for this home (empty for none): ')
  if (chosen === '') return null
  if ((await askSecret(world, 'The same again: ')) !== chosen) {
    throw new EngineError('INVALID', 'The two passphrases differ.')
  }
  return chosen
}

async function findStored(given: Given, world: World): Promise<string | null> {
  const file = given.text('passphrase-file')
  // A file that was named and says nothing must not end in a home without a passphrase.
  if (file !== undefined) return needText(await readPassphraseFile(file), `${file} is empty.`)
  return world.env.FUMIKURA_PASSPHRASE || null
}

async function readPassphraseFile(file: string): Promise<string> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new EngineError('INVALID', `${file} cannot be read.`, { cause })
  })
  return decodeText(bytes, file)
    .replace(/^\ufeff/, '')
    .split(/\r?\n/, 1)[0]!
}

function needText(text: string, message: string): string {
  if (text === '') throw new EngineError('INVALID', message)
  return text
}
