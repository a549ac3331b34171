// The folder of one installation: finds, creates and unlocks it. One storage key
// encrypts everything else in it. No message can be composed before there is a home
// and its storage key is known.
import { access, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type Clock, KEY_BYTES, MalformedRecord, systemClock } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import {
  deriveKey,
  equalSecrets,
  type PassphraseCost,
  randomBytes,
  unwrapKey,
  wrapKey,
} from '../seal/index.ts'
import {
  currentFormat,
  damaged,
  formatHomeFile,
  formatSteps,
  type HomeFile,
  type Keyring,
  parseHomeFile,
  parseJson,
  readFormat,
} from './home-file.ts'
import { homePaths } from './paths.ts'
import { makePrivateFolder } from './private-folder.ts'
import { replaceFile, syncFolder } from './replace-file.ts'

/** The secret that opens a home. Give at most one of the two. */
interface HomeSecrets {
  passphrase?: string
  /** The 32-byte storage key, if the host keeps it for this home. */
  storageKey?: Uint8Array
}

interface HomeOptions {
  clock?: Clock
  /** Default: the home of a person. */
  isStation?: boolean
  /** The cost of one try of a passphrase. */
  cost?: PassphraseCost
}

/**
 * Reads the home in `dir`, converted to the current format. Null if the folder does
 * not exist or contains no home. Needs no lock and writes nothing.
 * @throws EngineError NEWER_HOME; DAMAGED if home.json is unreadable, or missing
 * beside other files of a home
 */
export async function findHome(dir: string, steps = formatSteps): Promise<HomeFile | null> {
  const text = await readHomeJson(dir)
  return text === null ? null : parseHomeFile(text, steps)
}

/**
 * Creates the home and its storage key. The key is wrapped by the passphrase, or kept by
 * the host. With neither it is stored in clear. The caller must hold the home's lock.
 * @throws EngineError HOME_EXISTS, INVALID (both secrets, or an empty passphrase,
 * or a key of a wrong length), NO_SPACE
 */
export async function createHome(
  dir: string,
  secrets: HomeSecrets = {},
  { clock = systemClock, cost, isStation = false }: HomeOptions = {},
): Promise<{ home: HomeFile; storageKey: Uint8Array }> {
  if ((await readHomeJson(dir)) !== null)
    throw new EngineError('HOME_EXISTS', 'this folder contains a home already')
  const { keyring, storageKey } = makeKeyring(secrets, cost)
  const home: HomeFile = {
    format: currentFormat(formatSteps),
    isStation,
    createdAt: clock.now(),
    keyring,
    keyCheck: checkOf(storageKey),
  }
  await makePrivateFolder(dir)
  await replaceFile(homePaths(dir).homeJson, formatHomeFile(home))
  await syncFolder(dirname(homePaths(dir).dir))
  return { home, storageKey }
}

/**
 * Returns the storage key, which the caller must wipe. Rewrites home.json if it has
 * an older format, so the caller must hold the home's lock.
 * @throws EngineError LOCKED if a secret is needed and none was given,
 * BAD_PASSPHRASE if it is wrong, INVALID if the key has a wrong length, DAMAGED
 */
export async function unlockHome(
  dir: string,
  home: HomeFile,
  secrets: HomeSecrets = {},
): Promise<Uint8Array> {
  const storageKey = openKeyring(home.keyring, secrets)
  if (!equalSecrets(checkOf(storageKey), home.keyCheck)) throw keyMismatch(home.keyring)
  await writeLifted(dir, home)
  return storageKey
}

/**
 * Wraps the storage key with `passphrase`, and replaces the keyring that home.json
 * had before. Older copies of home.json (in a backup, or in the disk's free space)
 * still open with their old secret. The caller must hold the home's lock.
 * @throws EngineError BAD_PASSPHRASE if `storageKey` is not this home's, INVALID
 * for an empty passphrase, NO_SPACE, NOT_FOUND if there is no home
 */
export async function changePassphrase(
  dir: string,
  { storageKey, passphrase }: Required<HomeSecrets>,
  { cost }: HomeOptions = {},
): Promise<HomeFile> {
  return changeKeyring(dir, storageKey, () => wrapped(storageKey, passphrase, cost))
}

/**
 * Removes the storage key from home.json, because the host keeps it. Afterwards nothing there opens it. The host
 * must have written the key to its disk before. The caller must hold the home's lock.
 * @throws EngineError BAD_PASSPHRASE if `storageKey` is not this home's, NO_SPACE,
 * NOT_FOUND if there is no home
 */
export async function leaveKeyToHost(dir: string, storageKey: Uint8Array): Promise<HomeFile> {
  return changeKeyring(dir, storageKey, () => ({ kind: 'host' }))
}

async function changeKeyring(dir: string, storageKey: Uint8Array, make: () => Keyring): Promise<HomeFile> {
  const home = await findHome(dir)
  if (home === null) throw new EngineError('NOT_FOUND', 'this folder contains no home')
  if (!equalSecrets(checkOf(storageKey), home.keyCheck)) throw badPassphrase()
  const changed: HomeFile = { ...home, keyring: make() }
  await replaceFile(homePaths(dir).homeJson, formatHomeFile(changed))
  return changed
}

async function readHomeJson(dir: string): Promise<string | null> {
  const paths = homePaths(dir)
  try {
    return await readFile(paths.homeJson, 'utf8')
  } catch (error) {
    if (!isAbsent(error)) throw damaged('it cannot be read', error)
  }
  for (const path of [paths.ledger, paths.ledgerMirror, paths.cores]) {
    if (await exists(path)) throw damaged('it is missing, but other files of a home exist')
  }
  return null
}

function makeKeyring(
  { passphrase, storageKey }: HomeSecrets,
  cost?: PassphraseCost,
): { keyring: Keyring; storageKey: Uint8Array } {
  if (passphrase !== undefined && storageKey !== undefined) {
    throw new EngineError('INVALID', 'give a passphrase or a storage key, not both')
  }
  if (storageKey !== undefined) return { keyring: { kind: 'host' }, storageKey: checkLength(storageKey) }
  const key = randomBytes(KEY_BYTES)
  const keyring: Keyring = passphrase === undefined ? { kind: 'clear', key } : wrapped(key, passphrase, cost)
  return { keyring, storageKey: key }
}

function wrapped(storageKey: Uint8Array, passphrase: string, cost?: PassphraseCost): Keyring {
  if (passphrase === '') throw new EngineError('INVALID', 'the passphrase is empty')
  return { kind: 'passphrase', wrapped: wrapKey(storageKey, passphrase, cost) }
}

function openKeyring(keyring: Keyring, { passphrase, storageKey }: HomeSecrets): Uint8Array {
  switch (keyring.kind) {
    case 'clear':
      return Buffer.from(keyring.key)
    case 'host':
      if (storageKey === undefined) throw new EngineError('LOCKED', 'the host keeps the key of this home')
      return checkLength(storageKey)
    case 'passphrase':
      if (passphrase === undefined) throw new EngineError('LOCKED', 'a passphrase locks this home')
      return unwrap(keyring, passphrase)
  }
}

function unwrap({ wrapped }: Keyring & { kind: 'passphrase' }, passphrase: string): Uint8Array {
  try {
    const key = unwrapKey(wrapped, passphrase)
    if (key !== null) return key
  } catch (error) {
    throw error instanceof MalformedRecord ? damaged('its wrapped key is malformed', error) : error
  }
  throw badPassphrase()
}

/** Without a key from the host, a wrong key can only come from a changed file. */
function keyMismatch({ kind }: Keyring): EngineError {
  return kind === 'host' ? badPassphrase() : damaged('its key differs from the one that it was created with')
}

async function writeLifted(dir: string, home: HomeFile): Promise<void> {
  const path = homePaths(dir).homeJson
  const storedFormat = readFormat(parseJson(await readFile(path, 'utf8')))
  if (storedFormat < home.format) await replaceFile(path, formatHomeFile(home))
}

function checkOf(storageKey: Uint8Array): Uint8Array {
  return deriveKey('fumikura/key-check/1', storageKey)
}

function checkLength(storageKey: Uint8Array): Uint8Array {
  if (storageKey.byteLength !== KEY_BYTES)
    throw new EngineError('INVALID', 'a storage key must have 32 bytes')
  return Uint8Array.from(storageKey)
}

function badPassphrase(): EngineError {
  return new EngineError('BAD_PASSPHRASE', 'the passphrase or key does not belong to this home')
}

function isAbsent(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException
  return code === 'ENOENT'
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
