// The build settings from the environment: signing and updates, and neither without a setting.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

const NAMES = ['FUMIKURA_UPDATE_URL', 'FUMIKURA_UPDATE_KEY', 'CSC_LINK', 'CSC_NAME']
const URL = 'https://example.test/updates'
const KEY = Buffer.alloc(32, 1).toString('base64')

async function readConfig(env: Record<string, string>) {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
  const { default: config } = await import('../../packing/electron-builder.config.js')
  return config
}

beforeEach(() => {
  vi.resetModules()
  for (const name of NAMES) vi.stubEnv(name, undefined)
})
afterEach(() => vi.unstubAllEnvs())

it('a build without settings has no update address, an ad hoc signature and no hardened runtime', async () => {
  const { publish, extraMetadata, mac } = await readConfig({})
  expect(extraMetadata).not.toHaveProperty('updates')
  expect({ publish, identity: mac?.identity, hardened: mac?.hardenedRuntime }).toEqual({
    publish: null,
    identity: '-',
    hardened: false,
  })
})

it('a build with an identity has a hardened runtime; an empty secret counts as none', async () => {
  expect((await readConfig({ CSC_LINK: 'file.p12' })).mac).toMatchObject({ hardenedRuntime: true })
  vi.resetModules()
  expect((await readConfig({ CSC_LINK: '' })).mac).toMatchObject({ hardenedRuntime: false, identity: '-' })
  expect(process.env.CSC_LINK).toBeUndefined()
})

it('a build has the given update address and key, for the updater and for the app', async () => {
  const { publish, extraMetadata } = await readConfig({ FUMIKURA_UPDATE_URL: URL, FUMIKURA_UPDATE_KEY: KEY })
  expect(publish).toEqual([{ provider: 'generic', url: URL }])
  expect(extraMetadata).toMatchObject({ updates: { url: URL, key: KEY } })
})

it.each([
  [
    'an update address without https',
    { FUMIKURA_UPDATE_URL: 'http://example.test', FUMIKURA_UPDATE_KEY: KEY },
    'https',
  ],
  ['an update address without a key', { FUMIKURA_UPDATE_URL: URL }, '32 bytes'],
  ['a key of another length', { FUMIKURA_UPDATE_URL: URL, FUMIKURA_UPDATE_KEY: 'c2hvcnQ=' }, '32 bytes'],
])('the pack fails with %s', async (_what, env: Record<string, string>, refusal) => {
  await expect(readConfig(env)).rejects.toThrow(refusal)
})
