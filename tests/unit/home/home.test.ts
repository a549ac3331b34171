import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { type Clock, KEY_BYTES, toText } from '../../../src/core/base/index.ts'
import {
  changePassphrase,
  createHome,
  findHome,
  homePaths,
  unlockHome,
} from '../../../src/core/home/index.ts'
import { useTempFolders } from '../../support/temp-folder.ts'

const makeFolder = useTempFolders()
const clock: Clock = { now: () => 1_700_000_000_000, monotonicMs: () => 0 }
const options = { clock, cost: 'interactive' } as const
const hostKey = new Uint8Array(KEY_BYTES).fill(3)
let dir: string

beforeEach(async () => {
  dir = join(await makeFolder(), 'deep', 'home')
})

const readJson = async (): Promise<Record<string, unknown>> =>
  JSON.parse(await readFile(homePaths(dir).homeJson, 'utf8')) as Record<string, unknown>

const writeJson = (json: unknown): Promise<void> => writeFile(homePaths(dir).homeJson, JSON.stringify(json))

it('findHome() gives null for a missing folder, an empty folder, and a folder with other files', async () => {
  expect(await findHome(dir)).toBeNull()
  await mkdir(dir, { recursive: true })
  expect(await findHome(dir)).toBeNull()
  await writeFile(join(dir, 'lock'), '')
  expect(await findHome(dir)).toBeNull()
})

it('findHome() finds a created home, and unlockHome() gives the same key', async () => {
  const { home, storageKey } = await createHome(dir, { passphrase: 'correct horse' }, options)
  const found = await findHome(dir)
  expect(found).toEqual(home)
  expect(found).toMatchObject({ format: 1, createdAt: 1_700_000_000_000, keyring: { kind: 'passphrase' } })
  expect(await unlockHome(dir, found!, { passphrase: 'correct horse' })).toEqual(storageKey)
})

it('createHome() refuses a folder that contains a home', async () => {
  const { home } = await createHome(dir, {}, options)
  await expect(createHome(dir, { storageKey: hostKey })).rejects.toMatchObject({ code: 'HOME_EXISTS' })
  expect(await findHome(dir)).toEqual(home)
})

it(
  'createHome() lets only the owner enter the folder and read the file',
  { skip: process.platform === 'win32' },
  async () => {
    await mkdir(dir, { recursive: true, mode: 0o755 })
    await createHome(dir, {}, options)
    const modes = await Promise.all(
      [dir, homePaths(dir).homeJson].map(async (path) => (await stat(path)).mode & 0o777),
    )
    expect(modes).toEqual([0o700, 0o600])
    expect(await readdir(dir)).toEqual(['home.json'])
  },
)

describe('under a passphrase', () => {
  it('unlockHome() throws LOCKED without a passphrase, and BAD_PASSPHRASE for a wrong one', async () => {
    const { home } = await createHome(dir, { passphrase: 'right' }, options)
    await expect(unlockHome(dir, home)).rejects.toMatchObject({ code: 'LOCKED' })
    await expect(unlockHome(dir, home, { storageKey: hostKey })).rejects.toMatchObject({ code: 'LOCKED' })
    await expect(unlockHome(dir, home, { passphrase: 'wrong' })).rejects.toMatchObject({
      code: 'BAD_PASSPHRASE',
    })
  })

  it('home.json contains neither the passphrase nor the key', async () => {
    const { storageKey } = await createHome(dir, { passphrase: 'open sesame' }, options)
    const text = await readFile(homePaths(dir).homeJson, 'utf8')
    const forms = ['open sesame', toText(storageKey), Buffer.from(storageKey).toString('hex')]
    expect(forms.filter((form) => text.includes(form))).toEqual([])
  })

  it('changePassphrase() makes only the new passphrase valid, and keeps the key', async () => {
    const { storageKey } = await createHome(dir, { passphrase: 'old' }, options)
    await changePassphrase(dir, { storageKey, passphrase: 'new' }, options)
    const home = (await findHome(dir))!
    expect(await unlockHome(dir, home, { passphrase: 'new' })).toEqual(storageKey)
    await expect(unlockHome(dir, home, { passphrase: 'old' })).rejects.toMatchObject({
      code: 'BAD_PASSPHRASE',
    })
  })

  it('an empty passphrase is refused', async () => {
    await expect(createHome(dir, { passphrase: '' })).rejects.toMatchObject({ code: 'INVALID' })
    const { storageKey } = await createHome(dir, {}, options)
    const change = changePassphrase(dir, { storageKey, passphrase: '' })
    await expect(change).rejects.toMatchObject({ code: 'INVALID' })
  })
})

describe("under its host's key", () => {
  it('unlockHome() accepts only the key of the host, and home.json does not contain it', async () => {
    const { home, storageKey } = await createHome(dir, { storageKey: hostKey }, options)
    const other = new Uint8Array(KEY_BYTES).fill(4)
    expect(storageKey).toEqual(hostKey)
    expect(await readFile(homePaths(dir).homeJson, 'utf8')).not.toContain(toText(hostKey))
    expect(await unlockHome(dir, home, { storageKey: hostKey })).toEqual(hostKey)
    await expect(unlockHome(dir, home, { storageKey: other })).rejects.toMatchObject({
      code: 'BAD_PASSPHRASE',
    })
    await expect(unlockHome(dir, home, { passphrase: 'x' })).rejects.toMatchObject({ code: 'LOCKED' })
  })

  it('changePassphrase() needs the right key', async () => {
    await createHome(dir, { storageKey: hostKey }, options)
    const stranger = changePassphrase(
      dir,
      { storageKey: new Uint8Array(KEY_BYTES), passphrase: 'x' },
      options,
    )
    await expect(stranger).rejects.toMatchObject({ code: 'BAD_PASSPHRASE' })
    await changePassphrase(dir, { storageKey: hostKey, passphrase: 'mine' }, options)
    const unlocked = await unlockHome(dir, (await findHome(dir))!, { passphrase: 'mine' })
    expect(Uint8Array.from(unlocked)).toEqual(hostKey)
  })

  it('createHome() refuses a key of a wrong length, and a key together with a passphrase', async () => {
    await expect(createHome(dir, { storageKey: new Uint8Array(16) })).rejects.toMatchObject({
      code: 'INVALID',
    })
    const both = createHome(dir, { storageKey: hostKey, passphrase: 'x' })
    await expect(both).rejects.toMatchObject({ code: 'INVALID' })
    expect(await findHome(dir)).toBeNull()
  })
})

it('a home without secrets unlocks without one, and its keyring says that the key is in clear', async () => {
  const { home, storageKey } = await createHome(dir, {}, options)
  expect(home.keyring.kind).toBe('clear')
  expect(await unlockHome(dir, (await findHome(dir))!)).toEqual(storageKey)
})

describe('a home.json that cannot be used', () => {
  it('is NEWER_HOME and unchanged if a newer version wrote it, whatever it contains', async () => {
    await createHome(dir, {}, options)
    await writeJson({ format: 2, keys: 'elsewhere' })
    await expect(findHome(dir)).rejects.toMatchObject({
      code: 'NEWER_HOME',
      details: { format: 2, known: 1 },
    })
    await expect(createHome(dir)).rejects.toMatchObject({ code: 'HOME_EXISTS' })
    expect(await readJson()).toEqual({ format: 2, keys: 'elsewhere' })
  })

  it('is DAMAGED if a field is missing or malformed', async () => {
    await createHome(dir, { passphrase: 'x' }, options)
    const sound = await readJson()
    const broken: unknown[] = [
      [],
      {},
      { ...sound, format: 0 },
      { ...sound, format: '1' },
      { ...sound, createdAt: undefined },
      { ...sound, keyCheck: 'short' },
      { ...sound, keyCheck: 7 },
      { ...sound, keyring: undefined },
      { ...sound, keyring: { kind: 'magic' } },
      { ...sound, keyring: { kind: 'clear', key: 'lvoooo' } },
    ]
    for (const json of broken) {
      await writeJson(json)
      await expect(findHome(dir)).rejects.toMatchObject({ code: 'DAMAGED' })
    }
    await writeFile(homePaths(dir).homeJson, JSON.stringify(sound).slice(0, -1))
    await expect(findHome(dir)).rejects.toMatchObject({ code: 'DAMAGED' })
  })

  it('is DAMAGED if its wrapping has a cost that this program never uses; no memory is spent', async () => {
    await createHome(dir, { passphrase: 'x' }, options)
    const sound = await readJson()
    const wrapped = { ...(sound.keyring as { wrapped: object }).wrapped, memLimitBytes: 2 ** 40 }
    await writeJson({ ...sound, keyring: { kind: 'passphrase', wrapped } })
    const home = (await findHome(dir))!
    await expect(unlockHome(dir, home, { passphrase: 'x' })).rejects.toMatchObject({ code: 'DAMAGED' })
  })

  it('is DAMAGED if its key is not the one that it was created with', async () => {
    await createHome(dir, {}, options)
    await writeJson({ ...(await readJson()), keyring: { kind: 'clear', key: toText(hostKey) } })
    await expect(unlockHome(dir, (await findHome(dir))!)).rejects.toMatchObject({ code: 'DAMAGED' })
  })

  it('is DAMAGED if it is missing beside other files of a home, and createHome() refuses too', async () => {
    for (const part of ['ledger', 'ledgerMirror', 'cores'] as const) {
      await mkdir(dir, { recursive: true })
      const path = homePaths(dir)[part]
      await writeFile(path, 'x')
      await expect(findHome(dir)).rejects.toMatchObject({ code: 'DAMAGED' })
      await expect(createHome(dir)).rejects.toMatchObject({ code: 'DAMAGED' })
      await rm(path)
    }
  })
})
