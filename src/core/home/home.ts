// The folder of one installation: found, made, and unlocked to the one key under which everything else in it lies.
// Before the first word of a message's life there must be a home, and its storage key must be known.
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

/** What opens a home; at most one of the two. */
export interface HomeSecrets {
  passphrase?: string
  /** The 32-byte storage key that the host keeps for this home. */
  storageKey?: Uint8Array
}

export interface HomeOptions {
  clock?: Clock
  /** What a passphrase costs to try. */
  cost?: PassphraseCost
}

/**
 * The home in `dir`, in the current format; null if the folder is absent or holds none. Needs no lock and writes nothing.
 * @throws EngineError NEWER_HOME; DAMAGED if home.json is unreadable, or gone while the rest is there
 */
export async function findHome(dir: string, steps = formatSteps): Promise<HomeFile | null> {
  const text = await readHomeJson(dir)
  return text === null ? null : parseHomeFile(text, steps)
}

/**
 * Makes the home and its storage key: under a passphrase, with the host's key, or, given neither, with a key in clear.
 * The caller holds the home's lock.
 * @throws EngineError HOME_EXISTS, INVALID (both secrets, or an empty one), NO_SPACE
 */
export async function createHome(
  dir: string,
  secrets: HomeSecrets = {},
  { clock = systemClock, cost }: HomeOptions = {},
): Promise<{ home: HomeFile; storageKey: Uint8Array }> {
  if ((await readHomeJson(dir)) !== null) throw new EngineError('HOME_EXISTS', 'there is a home here already')
  const { keyring, storageKey } = makeKeyring(secrets, cost)
  const home: HomeFile = {
    format: currentFormat(formatSteps),
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
 * The storage key, the caller's to wipe. Writes home.json anew if it lies there in an older format, so the caller holds the home's lock.
 * @throws EngineError LOCKED if a secret is needed and none was given, BAD_PASSPHRASE if it is wrong, DAMAGED
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
 * Puts the storage key under `passphrase` from now on, whatever held it before. Older copies of home.json (a backup, what a
 * disk keeps of replaced files) still open with what they opened with. The caller holds the home's lock.
 * @throws EngineError BAD_PASSPHRASE if `storageKey` is not this home's, INVALID for an empty passphrase, NO_SPACE
 */
export async function changePassphrase(
  dir: string,
  { storageKey, passphrase }: Required<HomeSecrets>,
  { cost }: HomeOptions = {},
): Promise<HomeFile> {
  return changeKeyring(dir, storageKey, () => wrapped(storageKey, passphrase, cost))
}

/**
 * The host keeps the storage key from now on, and home.json holds nothing that opens it. The host has it on its disk already,
 * and the caller holds the home's lock.
 * @throws EngineError BAD_PASSPHRASE if `storageKey` is not this home's, NO_SPACE
 */
export async function leaveKeyToHost(dir: string, storageKey: Uint8Array): Promise<HomeFile> {
  return changeKeyring(dir, storageKey, () => ({ kind: 'host' }))
}

async function changeKeyring(dir: string, storageKey: Uint8Array, make: () => Keyring): Promise<HomeFile> {
  const home = await findHome(dir)
  if (home === null) throw new EngineError('NOT_FOUND', 'there is no home here')
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
    if (await exists(path)) throw damaged('it is gone, though other parts of a home are there')
  }
  return null
}

function makeKeyring(
  { passphrase, storageKey }: HomeSecrets,
  cost?: PassphraseCost,
): { keyring: Keyring; storageKey: Uint8Array } {
  if (passphrase !== undefined && storageKey !== undefined) {
    throw new EngineError('INVALID', 'a home is opened by a passphrase or by its host, not by both')
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
      if (storageKey === undefined) throw new EngineError('LOCKED', 'the key of this home is with its host')
      return checkLength(storageKey)
    case 'passphrase':
      if (passphrase === undefined) throw new EngineError('LOCKED', 'this home is locked by a passphrase')
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

/** A key that nobody typed can only differ because the file changed. */
function keyMismatch({ kind }: Keyring): EngineError {
  return kind === 'host' ? badPassphrase() : damaged('its key is not the one it was made with')
}

async function writeLifted(dir: string, home: HomeFile): Promise<void> {
  const path = homePaths(dir).homeJson
  const lying = readFormat(parseJson(await readFile(path, 'utf8')))
  if (lying < home.format) await replaceFile(path, formatHomeFile(home))
}

function checkOf(storageKey: Uint8Array): Uint8Array {
  return deriveKey('fumikura/key-check/1', storageKey)
}

function checkLength(storageKey: Uint8Array): Uint8Array {
  if (storageKey.byteLength !== KEY_BYTES) throw new EngineError('INVALID', 'a storage key has 32 bytes')
  return Uint8Array.from(storageKey)
}

function badPassphrase(): EngineError {
  return new EngineError('BAD_PASSPHRASE', 'the passphrase or key is not the one of this home')
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
