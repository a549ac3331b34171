// Which engine runs a command: the one that is running on the home, or one that the command opens;
// and which command waits for another.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Connection, ConnectOptions, Running, UpOptions } from '../../../src/main/headless/command.ts'
import { connect } from '../../../src/main/headless/connect.ts'
import { startUp } from '../../../src/main/headless/up.ts'

let home: string
let passphrase: string | null = null

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'fumikura-connect-'))
  passphrase = null
})

afterEach(() => rm(home, { recursive: true }))

/** Neither exists. The page is not built, and no test here starts the demo world. */
const built = () => ({ rendererDir: join(home, 'renderer'), demoEntry: join(home, 'demo-world.js') })

function options(): ConnectOptions & UpOptions {
  return {
    home,
    // Nothing answers at this node, so no packet leaves this machine, and `up` must not wait for
    // it.
    bootstrap: [{ host: '127.0.0.1', port: 9 }],
    lan: 'off',
    network: false,
    unlocks: true,
    port: undefined,
    web: null,
    mayOpenBrowser: false,
    findPassphrase: async () => passphrase,
  }
}

async function use<T>(task: (api: Connection['api']) => Promise<T>): Promise<T> {
  const connection = await connect(options())
  try {
    return await task(connection.api)
  } finally {
    await connection.close()
  }
}

async function whileUp<T>(task: (running: Running) => Promise<T>): Promise<T> {
  const running = await startUp(options(), built())
  try {
    return await task(running)
  } finally {
    await running.close()
  }
}

it('a home is opened for one command after another', async () => {
  const { person } = await use((api) => api.home.create({ name: 'alice' }))
  expect(await use((api) => api.people.whoami())).toMatchObject({ person, name: 'alice' })
})

it('a running engine gets the command, in an empty home too', async () => {
  await whileUp(async ({ ready }) => {
    expect(ready).toMatchObject({ state: 'empty', person: null, name: null, pid: process.pid })
    const { person } = await use((api) => api.home.create({ name: 'alice' }))
    // Two connections at once, so both use the running engine.
    expect(
      await use((api) => Promise.all([api.people.whoami(), use((other) => other.people.whoami())])),
    ).toMatchObject([{ person }, { person }])
  })
})

it('up prints a link to a page that exists, at a new address each time', async () => {
  const visit = (): Promise<{ url: URL; status: number }> =>
    whileUp(async ({ ready }) => {
      const url = new URL(String(ready.url))
      return { url, status: (await fetch(url)).status }
    })
  const [first, second] = [await visit(), await visit()]
  expect([first.status, second.status]).toEqual([200, 200])
  expect(second.url.origin).not.toBe(first.url.origin)
})

it('a second up is HOME_LOCKED, and the first continues', async () => {
  await whileUp(async () => {
    await expect(startUp(options(), built())).rejects.toMatchObject({ code: 'HOME_LOCKED' })
    expect(await use((api) => api.home.status())).toMatchObject({ state: 'empty' })
  })
})

it('a command waits for another command that has the home open', async () => {
  const first = await connect(options())
  const second = use((api) => api.home.status())
  setTimeout(() => void first.close(), 200)
  expect(await second).toMatchObject({ state: 'empty' })
})

it('a locked home is opened with the passphrase, up or not, and refused without it', async () => {
  await use((api) => api.home.create({ name: 'alice', passphrase: 'open sesame' }))
  await expect(use((api) => api.people.whoami())).rejects.toMatchObject({ code: 'LOCKED' })
  passphrase = 'wrong'
  await expect(startUp(options(), built())).rejects.toMatchObject({ code: 'BAD_PASSPHRASE' })
  await expect(use((api) => api.people.whoami())).rejects.toMatchObject({ code: 'BAD_PASSPHRASE' })
  passphrase = 'open sesame'
  expect(await use((api) => api.people.whoami())).toMatchObject({ name: 'alice' })
  await whileUp(async ({ ready }) => {
    expect(ready).toMatchObject({ state: 'open', name: 'alice' })
    // Needs no passphrase, because only the owner can open the socket, and the home is open.
    passphrase = null
    expect(await use((api) => api.people.whoami())).toMatchObject({ name: 'alice' })
  })
})

it('up works without the passphrase; the home stays locked until it is unlocked', async () => {
  await use((api) => api.home.create({ name: 'alice', passphrase: 'open sesame' }))
  await whileUp(async ({ ready }) => {
    expect(ready).toMatchObject({ state: 'locked', person: null, name: null })
    await expect(use((api) => api.people.whoami())).rejects.toMatchObject({
      code: 'LOCKED',
      message: expect.stringContaining('fumikura unlock') as string,
    })
    passphrase = 'open sesame'
    expect(await use((api) => api.people.whoami())).toMatchObject({ name: 'alice' })
    passphrase = null
    expect(await use((api) => api.people.whoami())).toMatchObject({ name: 'alice' })
  })
})
