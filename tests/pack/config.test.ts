// What the environment of a build decides: signing and updates, and nothing without it.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

const NAMES = ['FUMIKURA_UPDATE_URL', 'CSC_LINK', 'CSC_NAME']

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

it('names no place for updates and signs ad hoc, without a hardened runtime, when nothing is given', async () => {
  const { publish, mac } = await readConfig({})
  expect({ publish, identity: mac?.identity, hardened: mac?.hardenedRuntime }).toEqual({
    publish: null,
    identity: '-',
    hardened: false,
  })
})

it('hardens the runtime for an identity, and takes an empty secret for none', async () => {
  expect((await readConfig({ CSC_LINK: 'file.p12' })).mac).toMatchObject({ hardenedRuntime: true })
  vi.resetModules()
  expect((await readConfig({ CSC_LINK: '' })).mac).toMatchObject({ hardenedRuntime: false, identity: '-' })
  expect(process.env.CSC_LINK).toBeUndefined()
})

it('names the place that it is given, if that is https', async () => {
  const { publish } = await readConfig({ FUMIKURA_UPDATE_URL: 'https://example.test/updates' })
  expect(publish).toEqual([{ provider: 'generic', url: 'https://example.test/updates' }])
  vi.resetModules()
  await expect(readConfig({ FUMIKURA_UPDATE_URL: 'http://example.test/updates' })).rejects.toThrow('https')
})
