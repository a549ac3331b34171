// The storage key in the system's keychain: when it is used, when it is not, and that at every
// moment of a change some key opens the home.
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import {
  createClient,
  createMemoryChannels,
  isEngineError,
  type Client,
  type MethodsOf,
  type ShellNouns,
} from '../../src/core/contract/index.ts'
import { serveNouns } from '../../src/core/contract/server.ts'
import { shellNouns } from '../../src/core/contract/shell.ts'
import { openEngine, type Engine } from '../../src/core/index.ts'
import { Keychain } from '../../src/main/shell/keychain.ts'
import { createShellHandlers, type ShellHandlerParts } from '../../src/main/shell/shell-handlers.ts'
import { useTempFolders } from '../support/temp-folder.ts'
import { FakeSafeStorage } from './support/fake-electron.ts'
import type { ElectronParts } from '../../src/main/shell/electron-parts.ts'

const makeFolder = useTempFolders()
const KEY = new Uint8Array(32).fill(9)
let home: string
let path: string
let storage: FakeSafeStorage

beforeEach(async () => {
  home = join(await makeFolder(), 'home')
  path = join(home, 'keychain.json')
  storage = new FakeSafeStorage()
})

const keychainOn = (platform: NodeJS.Platform = 'linux'): Keychain =>
  new Keychain(storage as unknown as ElectronParts['safeStorage'], path, platform)
const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'resolved',
    (error: unknown) => (isEngineError(error) ? error.code : error),
  )

test('a kept key is found at the next start, and is sealed on disk, readable only by its owner', async () => {
  await keychainOn().keep(KEY)
  expect(await keychainOn().find()).toEqual(Buffer.from(KEY))
  expect(await readFile(path, 'utf8')).not.toContain(Buffer.from(KEY).toString('base64'))
  expect((await stat(path)).mode & 0o777).toBe(0o600)
})

test('the folder of an empty home is created for the key, readable only by its owner', async () => {
  expect(await keychainOn().make()).toHaveLength(32)
  expect((await stat(home)).mode & 0o777).toBe(0o700)
})

test('each created key is different, and is the key that is found', async () => {
  const key = await keychainOn().make()
  expect(key).not.toEqual(Buffer.alloc(32))
  expect(await keychainOn().find()).toEqual(key)
})

describe('an unusable keychain', () => {
  test.each(['basic_text', 'unknown'] as const)('is the backend %s on Linux', async (backend) => {
    storage.backend = backend
    expect(await keychainOn().status()).toEqual({ available: false, backend, keeps: false })
    expect(await keychainOn().make()).toBeNull()
  })

  test('is a backend that seals under the fixed password, under any name', async () => {
    storage.prefix = 'v10'
    expect(await keychainOn().make()).toBeNull()
    expect(await codeOf(keychainOn().keep(KEY))).toBe('INVALID')
    await expect(stat(path)).rejects.toThrow()
  })

  test('is a backend that is missing, or seals nothing', async () => {
    storage.isAvailable = false
    expect(await keychainOn().make()).toBeNull()
    storage.isAvailable = true
    storage.canSeal = false
    expect(await keychainOn().make()).toBeNull()
  })

  test('is not assumed on macOS and Windows, where the backend has no name and v10 is the usual prefix', async () => {
    storage.prefix = 'v10'
    storage.getSelectedStorageBackend = () => {
      throw new Error('only on Linux')
    }
    for (const [platform, backend] of [
      ['darwin', 'Keychain'],
      ['win32', 'DPAPI'],
    ] as const) {
      await keychainOn(platform).keep(KEY)
      expect(await keychainOn(platform).find()).toEqual(Buffer.from(KEY))
      expect(await keychainOn(platform).status()).toMatchObject({ available: true, backend })
    }
  })
})

describe('a key that cannot be unsealed', () => {
  beforeEach(async () => {
    await keychainOn().keep(KEY)
    storage.canUnseal = false
  })

  test('a key that cannot be unsealed counts as missing, and is not deleted, so it works again when the keychain does', async () => {
    expect(await keychainOn().find()).toBeNull()
    expect(await keychainOn().status()).toMatchObject({ keeps: false })
    storage.canUnseal = true
    expect(await keychainOn().find()).toEqual(Buffer.from(KEY))
  })

  test('a sealed key is not replaced by a new one, even if the home looks empty', async () => {
    expect(await keychainOn().make()).toBeNull()
    storage.canUnseal = true
    expect(await keychainOn().find()).toEqual(Buffer.from(KEY))
  })

  test('counts as missing while the keychain is unavailable', async () => {
    storage.isAvailable = false
    expect(await keychainOn().find()).toBeNull()
  })
})

test.each([
  '',
  '{',
  'null',
  '[]',
  '{"format":2,"sealed":"AA=="}',
  '{"format":1}',
  '{"format":1,"sealed":"AAAA"}',
])('a file with the content %j counts as no key', async (text) => {
  await keychainOn().keep(KEY)
  await writeFile(path, text)
  expect(await keychainOn().find()).toBeNull()
})

test('a key that the system wants to seal again is sealed again, and opens as before', async () => {
  await keychainOn().keep(KEY)
  const before = await readFile(path, 'utf8')
  storage.shouldReEncrypt = true
  storage.prefix = 'v12'
  expect(await keychainOn().find()).toEqual(Buffer.from(KEY))
  expect(await readFile(path, 'utf8')).not.toBe(before)
  expect(await keychainOn().find()).toEqual(Buffer.from(KEY))
})

test('a forgotten key is removed from the disk', async () => {
  const keychain = keychainOn()
  await keychain.keep(KEY)
  await keychain.forget()
  await keychain.forget()
  expect([await keychain.status(), await keychainOn().find()]).toMatchObject([{ keeps: false }, null])
})

describe('moving a real home between passphrase and keychain', () => {
  const opened: Engine[] = []
  let engine: Engine
  let keychain: Keychain
  let client: Client<MethodsOf<ShellNouns>, never>
  let died: 'before it was told' | null
  const context = { signal: new AbortController().signal }

  beforeEach(async () => {
    died = null
    keychain = keychainOn()
    engine = await open()
    await engine.handlers.home.create({ name: 'alice', passphrase: 'correct horse' }, context)
    client = connect()
    return async () => {
      client.close()
      for (const one of opened.splice(0)) await one.close()
    }
  })

  async function open(): Promise<Engine> {
    for (const one of opened.splice(0)) await one.close()
    const storageKey = (await keychainOn().find()) ?? undefined
    opened.push(await openEngine({ home, storageKey, network: false, writeBufferBytes: 1 << 20 }))
    return opened[0]!
  }

  const stateOf = async (one: Engine): Promise<unknown[]> => {
    const { state, keyring } = await one.handlers.home.status({}, context)
    return [state, keyring]
  }

  /**
   * Returns the shell's handlers over a channel, on the real engine, with the keyring that it
   * reports.
   */
  function connect(): Client<MethodsOf<ShellNouns>, never> {
    let keyring: 'passphrase' | 'host' | 'clear' | null = 'passphrase'
    const { keychain: calls } = createShellHandlers({
      electron: {},
      keychain,
      engine: {
        askKey: () => engine.keyring.copyKey(),
        becomeKeyHost: async () => {
          if (died !== null) throw new Error('the engine ended')
          await engine.keyring.becomeHosts()
        },
      },
      keyring: () => keyring,
      onKept: () => (keyring = 'host'),
      now: Date.now,
    } as unknown as ShellHandlerParts)
    const [near, far] = createMemoryChannels()
    const log = { warn: () => undefined, error: () => undefined }
    serveNouns(far, shellNouns, { keychain: calls, events: { subscribe: () => () => undefined } }, log)
    return createClient(near)
  }

  test('keep() lets the home open without a passphrase at the next start', async () => {
    expect(await client.api.keychain.keep({})).toMatchObject({ keeps: true })
    expect(await stateOf(engine)).toEqual(['open', 'host'])
    expect(await stateOf(await open())).toEqual(['open', 'host'])
  })

  test('after a crash between the two steps the passphrase opens the home as before', async () => {
    died = 'before it was told'
    expect(await codeOf(client.api.keychain.keep({}))).toBe('INTERNAL')
    const again = await open()
    expect(await stateOf(again)).toEqual(['locked', 'passphrase'])
    await again.handlers.home.unlock({ passphrase: 'correct horse' }, context)
    expect(await stateOf(again)).toEqual(['open', 'passphrase'])
  })

  test('forget() refuses if only the keychain opens the home, even right behind keep()', async () => {
    const [kept, forgotten] = await Promise.all([
      codeOf(client.api.keychain.keep({})),
      codeOf(client.api.keychain.forget({})),
    ])
    expect([kept, forgotten]).toEqual(['resolved', 'INVALID'])
    expect(await stateOf(await open())).toEqual(['open', 'host'])
  })

  test('a locked home releases no key, and the keychain stays empty', async () => {
    engine = await open()
    expect(await codeOf(client.api.keychain.keep({}))).toBe('LOCKED')
    expect(await keychainOn().find()).toBeNull()
  })

  test('keep() and forget() change nothing without a keychain', async () => {
    storage.backend = 'basic_text'
    expect(await codeOf(client.api.keychain.keep({}))).toBe('INVALID')
    expect(await stateOf(engine)).toEqual(['open', 'passphrase'])
  })
})

test('a key that waits for an empty home is not forgotten, because the home would be created with it', async () => {
  const keychain = keychainOn()
  await keychain.make()
  const { keychain: calls } = createShellHandlers({
    electron: {},
    keychain,
    keyring: () => null,
    now: Date.now,
  } as unknown as ShellHandlerParts)
  expect(await codeOf(calls.forget({}, { signal: new AbortController().signal }))).toBe('INVALID')
  expect(await keychainOn().find()).not.toBeNull()
})
