// On every system the app accepts only updates from a list that its own key signed.
import { readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import updating from 'electron-updater'
import type { CancellationToken } from 'electron-updater/out/types.js'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { makeKeys, signList } from '../../packing/sign-update-list.js'
import { findFeed, findUpdater } from '../../src/main/shell/find-updater.ts'
import { SignedUpdates, useSignedFeed, type SignedFeed } from '../../src/main/shell/signed-updates.ts'
import { useTempFolders } from '../support/temp-folder.ts'

const HASH = Buffer.alloc(64, 1).toString('base64')
const listOf = (version: string): string => `version: ${version}
files:
  - url: fumikura-${version}-linux-x64.AppImage
    sha512: ${HASH}
    size: 1
path: fumikura-${version}-linux-x64.AppImage
sha512: ${HASH}
releaseDate: '2031-01-01T00:00:00.000Z'
`
const LIST = listOf('9.9.9')
const NAME = process.arch === 'x64' ? 'latest-linux.yml' : `latest-linux-${process.arch}.yml`

const tempFolder = useTempFolders()
const keys = makeKeys()
let folder: string
let host: Server
let asked: { path: string; headers: IncomingHttpHeaders }[]
let isSilent: boolean

beforeEach(async () => {
  folder = await tempFolder()
  asked = []
  isSilent = false
  await publish(LIST)
  host = createServer((request, response) => {
    const path = (request.url ?? '').split(/[/?]/)[1] ?? ''
    asked.push({ path, headers: request.headers })
    if (isSilent) return void response.write('version: ')
    readFile(join(folder, path)).then(
      (bytes) => response.end(bytes),
      () => response.writeHead(404).end(),
    )
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => host.once('listening', resolve))
})

afterEach(async () => {
  host.closeAllConnections()
  await new Promise((resolve) => host.close(resolve))
})

async function publish(list: string, privateKey = keys.privateKey): Promise<void> {
  await writeFile(join(folder, NAME), list)
  signList(join(folder, NAME), privateKey)
}

interface Asked {
  path?: string
  headers?: Record<string, string>
}

/** The network access of electron-updater, over plain HTTP. */
const executor = {
  request: ({ path = '', headers = {} }: Asked, token: CancellationToken) =>
    token.createPromise<string>((resolve, reject, onCancel) => {
      const abort = new AbortController()
      onCancel(() => abort.abort())
      fetch(feed().url + path, { headers, signal: abort.signal })
        .then((response) => (response.ok ? response.text() : Promise.reject(new Error(`${response.status}`))))
        .then(resolve, reject)
    }),
}

function feed(key = keys.publicKey): SignedFeed {
  return { url: `http://127.0.0.1:${(host.address() as AddressInfo).port}`, key }
}

function provider(key?: string, waitMs?: number): SignedUpdates {
  const runtime = { platform: 'linux', executor, isUseMultipleRangeRequest: false } as never
  return new SignedUpdates(feed(key), runtime, waitMs)
}

/** The real electron-updater, in an app with this version. */
class RealUpdater extends updating.AppUpdater {
  constructor(version: string) {
    const app = { version, isPackaged: true, userDataPath: folder, whenReady: () => Promise.resolve() }
    super(undefined, app as never)
    Object.assign(this, { httpExecutor: executor, logger: null, _testOnlyOptions: { platform: 'linux' } })
    this.autoDownload = false
    this.on('error', () => undefined)
  }

  protected override doDownloadUpdate = vi.fn()
  override quitAndInstall = vi.fn()
}

async function look(ownVersion: string): Promise<boolean | undefined> {
  const updater = new RealUpdater(ownVersion)
  useSignedFeed(updater, feed())
  return (await updater.checkForUpdates())?.isUpdateAvailable
}

test('a list signed by the key is accepted, with the hash of each package', async () => {
  const updates = provider()
  const info = await updates.getLatestVersion()
  expect(info.version).toBe('9.9.9')
  const [file] = updates.resolveFiles(info)
  expect([file!.url.pathname, file!.info.sha512]).toEqual(['/fumikura-9.9.9-linux-x64.AppImage', HASH])
})

const unsigned = /not signed/
test.each<[string, () => Promise<unknown>, RegExp]>([
  ['with another hash in it', () => writeFile(join(folder, NAME), LIST.replaceAll('AQEB', 'AgIC')), unsigned],
  ['with another version in it', () => writeFile(join(folder, NAME), listOf('9.9.8')), unsigned],
  ['signed by another key', () => publish(LIST, makeKeys().privateKey), unsigned],
  ['without a signature beside it', () => rm(join(folder, `${NAME}.sig`)), /404/],
  ['with an empty signature', () => writeFile(join(folder, `${NAME}.sig`), ''), unsigned],
  ['with nonsense for a signature', () => writeFile(join(folder, `${NAME}.sig`), 'x'.repeat(88)), unsigned],
  [
    'of another system',
    async () => {
      const other = join(folder, 'latest.yml')
      await writeFile(other, LIST)
      signList(other, keys.privateKey)
      await writeFile(join(folder, `${NAME}.sig`), await readFile(`${other}.sig`))
    },
    unsigned,
  ],
  ['that is too long', () => publish(LIST + '#'.repeat(100_000)), /too long/],
])('a list %s is refused', async (_name, change, refusal) => {
  await change()
  await expect(provider().getLatestVersion()).rejects.toThrow(refusal)
})

test('a host that never finishes its answer is abandoned', async () => {
  isSilent = true
  await expect(provider(keys.publicKey, 50).getLatestVersion()).rejects.toThrow('in time')
})

test('electron-updater asks for the signed list alone, and finds the higher version', async () => {
  expect(await look('9.9.8')).toBe(true)
  expect(asked.map(({ path }) => path)).toEqual([NAME, `${NAME}.sig`])
})

test('an older list with a valid signature does not downgrade the app', async () => {
  await publish(listOf('9.9.8'))
  expect(await look('9.9.9')).toBe(false)
})

test('electron-updater refuses a list with another signature', async () => {
  await publish(LIST, makeKeys().privateKey)
  await expect(look('9.9.8')).rejects.toThrow(unsigned)
})

test('the host gets no id of the installation', async () => {
  await look('9.9.8')
  const names = asked.flatMap(({ headers }) => Object.keys(headers))
  expect(names.filter((name) => name.includes('staging'))).toEqual([])
})

test('a build without a key or an update address has no updater', async () => {
  const write = (updates: unknown) => writeFile(join(folder, 'package.json'), JSON.stringify({ updates }))
  for (const updates of [undefined, {}, { url: 'https://example.org' }, { key: keys.publicKey }]) {
    await write(updates)
    expect([await findFeed(folder), await findUpdater(true, folder)]).toEqual([null, null])
  }
  await write({ url: 'https://example.org', key: keys.publicKey })
  expect(await findFeed(folder)).toEqual({ url: 'https://example.org', key: keys.publicKey })
  expect(await findUpdater(false, folder)).toBeNull()
})

test('an invalid key is refused', () => {
  expect(() => provider('c2hvcnQ=')).toThrow('32 bytes')
})
