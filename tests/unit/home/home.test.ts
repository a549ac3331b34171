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

it('finds no home where there is no folder, an empty one, or one with other things', async () => {
  expect(await findHome(dir)).toBeNull()
  await mkdir(dir, { recursive: true })
  expect(await findHome(dir)).toBeNull()
  await writeFile(join(dir, 'lock'), '')
  expect(await findHome(dir)).toBeNull()
})

it('finds again what was made, and unlocks to the same key', async () => {
  const { home, storageKey } = await createHome(dir, { passphrase: 'correct horse' }, options)
  const found = await findHome(dir)
  expect(found).toEqual(home)
  expect(found).toMatchObject({ format: 1, createdAt: 1_700_000_000_000, keyring: { kind: 'passphrase' } })
  expect(await unlockHome(dir, found!, { passphrase: 'correct horse' })).toEqual(storageKey)
})

it('never makes a home over another', async () => {
  const { home } = await createHome(dir, {}, options)
  await expect(createHome(dir, { storageKey: hostKey })).rejects.toMatchObject({ code: 'HOME_EXISTS' })
  expect(await findHome(dir)).toEqual(home)
})

it('gives folder and file to their owner only', { skip: process.platform === 'win32' }, async () => {
  await mkdir(dir, { recursive: true, mode: 0o755 })
  await createHome(dir, {}, options)
  const modes = await Promise.all(
    [dir, homePaths(dir).homeJson].map(async (path) => (await stat(path)).mode & 0o777),
  )
  expect(modes).toEqual([0o700, 0o600])
  expect(await readdir(dir)).toEqual(['home.json'])
})

describe('under a passphrase', () => {
  it('is LOCKED without it, and BAD_PASSPHRASE with another', async () => {
    const { home } = await createHome(dir, { passphrase: 'right' }, options)
    await expect(unlockHome(dir, home)).rejects.toMatchObject({ code: 'LOCKED' })
    await expect(unlockHome(dir, home, { storageKey: hostKey })).rejects.toMatchObject({ code: 'LOCKED' })
    await expect(unlockHome(dir, home, { passphrase: 'wrong' })).rejects.toMatchObject({
      code: 'BAD_PASSPHRASE',
    })
  })

  it('keeps neither passphrase nor key in clear', async () => {
    const { storageKey } = await createHome(dir, { passphrase: 'open sesame' }, options)
    const text = await readFile(homePaths(dir).homeJson, 'utf8')
    const forms = ['open sesame', toText(storageKey), Buffer.from(storageKey).toString('hex')]
    expect(forms.filter((form) => text.includes(form))).toEqual([])
  })

  it('opens with the new passphrase after a change, with the old no more, to the same key', async () => {
    const { storageKey } = await createHome(dir, { passphrase: 'old' }, options)
    await changePassphrase(dir, { storageKey, passphrase: 'new' }, options)
    const home = (await findHome(dir))!
    expect(await unlockHome(dir, home, { passphrase: 'new' })).toEqual(storageKey)
    await expect(unlockHome(dir, home, { passphrase: 'old' })).rejects.toMatchObject({
      code: 'BAD_PASSPHRASE',
    })
  })

  it('refuses an empty one', async () => {
    await expect(createHome(dir, { passphrase: '' })).rejects.toMatchObject({ code: 'INVALID' })
    const { storageKey } = await createHome(dir, {}, options)
    const change = changePassphrase(dir, { storageKey, passphrase: '' })
    await expect(change).rejects.toMatchObject({ code: 'INVALID' })
  })
})

describe("under its host's key", () => {
  it('opens with that key only, which it does not keep', async () => {
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

  it('can be put under a passphrase by whoever has the key, and by nobody else', async () => {
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

  it('refuses a key of another length, and a passphrase beside it', async () => {
    await expect(createHome(dir, { storageKey: new Uint8Array(16) })).rejects.toMatchObject({
      code: 'INVALID',
    })
    const both = createHome(dir, { storageKey: hostKey, passphrase: 'x' })
    await expect(both).rejects.toMatchObject({ code: 'INVALID' })
    expect(await findHome(dir)).toBeNull()
  })
})

it('opens without any secret when it has none, and says that it has none', async () => {
  const { home, storageKey } = await createHome(dir, {}, options)
  expect(home.keyring.kind).toBe('clear')
  expect(await unlockHome(dir, (await findHome(dir))!)).toEqual(storageKey)
})

describe('a home.json that cannot be used', () => {
  it('is NEWER_HOME when a newer version wrote it, whatever else it holds, and is left alone', async () => {
    await createHome(dir, {}, options)
    await writeJson({ format: 2, keys: 'elsewhere' })
    await expect(findHome(dir)).rejects.toMatchObject({
      code: 'NEWER_HOME',
      details: { format: 2, known: 1 },
    })
    await expect(createHome(dir)).rejects.toMatchObject({ code: 'HOME_EXISTS' })
    expect(await readJson()).toEqual({ format: 2, keys: 'elsewhere' })
  })

  it('is DAMAGED when a part of it is missing or malformed', async () => {
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

  it('is DAMAGED when its wrapping asks for what no passphrase of ours costs, without paying for it', async () => {
    await createHome(dir, { passphrase: 'x' }, options)
    const sound = await readJson()
    const wrapped = { ...(sound.keyring as { wrapped: object }).wrapped, memLimitBytes: 2 ** 40 }
    await writeJson({ ...sound, keyring: { kind: 'passphrase', wrapped } })
    const home = (await findHome(dir))!
    await expect(unlockHome(dir, home, { passphrase: 'x' })).rejects.toMatchObject({ code: 'DAMAGED' })
  })

  it('is DAMAGED when the key in it is not the one it was made with', async () => {
    await createHome(dir, {}, options)
    await writeJson({ ...(await readJson()), keyring: { kind: 'clear', key: toText(hostKey) } })
    await expect(unlockHome(dir, (await findHome(dir))!)).rejects.toMatchObject({ code: 'DAMAGED' })
  })

  it('is DAMAGED when it is gone while the rest of the home is there, and no new one is made', async () => {
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
