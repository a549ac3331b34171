import { readFile, writeFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { KEY_BYTES, toText } from '../../../src/core/base/index.ts'
import { createHome, findHome, homePaths, unlockHome } from '../../../src/core/home/index.ts'
import { type FormatStep, formatHomeFile, parseHomeFile } from '../../../src/core/home/home-file.ts'
import { useTempFolders } from '../../support/temp-folder.ts'

const makeFolder = useTempFolders()

/**
 * Two older formats that only this test knows: one with the key at the top level,
 * one with the time in seconds.
 */
const steps: FormatStep[] = [
  ({ clearKey, ...rest }) => ({ ...rest, keyring: { kind: 'clear', key: clearKey } }),
  ({ createdSeconds, ...rest }) => ({ ...rest, createdAt: (createdSeconds as number) * 1000 }),
]

async function makeOldHome(): Promise<{ dir: string; path: string; storageKey: Uint8Array }> {
  const dir = await makeFolder()
  const { home, storageKey } = await createHome(dir)
  const old = {
    format: 1,
    isStation: home.isStation,
    createdSeconds: 1_700_000_000,
    clearKey: toText(storageKey),
    keyCheck: toText(home.keyCheck),
  }
  const path = homePaths(dir).homeJson
  await writeFile(path, JSON.stringify(old))
  return { dir, path, storageKey }
}

it('findHome() converts an older format in memory, and unlockHome() writes the converted form', async () => {
  const { dir, path, storageKey } = await makeOldHome()
  const before = await readFile(path, 'utf8')
  const home = (await findHome(dir, steps))!
  expect(home).toMatchObject({ format: 3, createdAt: 1_700_000_000_000, keyring: { kind: 'clear' } })
  expect(await readFile(path, 'utf8')).toBe(before)
  expect(await unlockHome(dir, home)).toEqual(storageKey)
  expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ format: 3, createdAt: 1_700_000_000_000 })
  expect(await findHome(dir, steps)).toEqual(home)
})

it('an older version refuses a converted home as NEWER_HOME', async () => {
  const { dir } = await makeOldHome()
  await unlockHome(dir, (await findHome(dir, steps))!)
  await expect(findHome(dir, steps.slice(0, 1))).rejects.toMatchObject({ code: 'NEWER_HOME' })
})

it('findHome() reads a fixture of format 1', () => {
  const text = `{
  "format": 1,
  "isStation": false,
  "createdAt": 1700000000000,
  "keyring": {
    "kind": "clear",
    "key": "${'o'.repeat(2)}${'y'.repeat(50)}"
  },
  "keyCheck": "${'y'.repeat(52)}"
}
`
  const home = parseHomeFile(text, [])
  expect(home).toEqual({
    format: 1,
    isStation: false,
    createdAt: 1_700_000_000_000,
    keyring: { kind: 'clear', key: expect.any(Uint8Array) as Uint8Array },
    keyCheck: Buffer.alloc(KEY_BYTES),
  })
  expect(formatHomeFile(home)).toBe(text)
})
