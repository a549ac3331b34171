import { readFile, writeFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { KEY_BYTES, toText } from '../../../src/core/base/index.ts'
import { createHome, findHome, homePaths, unlockHome } from '../../../src/core/home/index.ts'
import { type FormatStep, formatHomeFile, parseHomeFile } from '../../../src/core/home/home-file.ts'
import { useTempFolders } from '../../support/temp-folder.ts'

const makeFolder = useTempFolders()

/** Two formats that never were: first the key lay at the top, then the time was in seconds. */
const steps: FormatStep[] = [
  ({ clearKey, ...rest }) => ({ ...rest, keyring: { kind: 'clear', key: clearKey } }),
  ({ createdSeconds, ...rest }) => ({ ...rest, createdAt: (createdSeconds as number) * 1000 }),
]

async function makeOldHome(): Promise<{ dir: string; path: string; storageKey: Uint8Array }> {
  const dir = await makeFolder()
  const { home, storageKey } = await createHome(dir)
  const old = {
    format: 1,
    createdSeconds: 1_700_000_000,
    clearKey: toText(storageKey),
    keyCheck: toText(home.keyCheck),
  }
  const path = homePaths(dir).homeJson
  await writeFile(path, JSON.stringify(old))
  return { dir, path, storageKey }
}

it('lifts an older format step by step, in memory only until the home is unlocked', async () => {
  const { dir, path, storageKey } = await makeOldHome()
  const before = await readFile(path, 'utf8')
  const home = (await findHome(dir, steps))!
  expect(home).toMatchObject({ format: 3, createdAt: 1_700_000_000_000, keyring: { kind: 'clear' } })
  expect(await readFile(path, 'utf8')).toBe(before)
  expect(await unlockHome(dir, home)).toEqual(storageKey)
  expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ format: 3, createdAt: 1_700_000_000_000 })
  expect(await findHome(dir, steps)).toEqual(home)
})

it('is not read any more, once lifted, by a version that knows less', async () => {
  const { dir } = await makeOldHome()
  await unlockHome(dir, (await findHome(dir, steps))!)
  await expect(findHome(dir, steps.slice(0, 1))).rejects.toMatchObject({ code: 'NEWER_HOME' })
})

it('reads format 1 for ever', () => {
  const text = `{
  "format": 1,
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
    createdAt: 1_700_000_000_000,
    keyring: { kind: 'clear', key: expect.any(Uint8Array) as Uint8Array },
    keyCheck: Buffer.alloc(KEY_BYTES),
  })
  expect(formatHomeFile(home)).toBe(text)
})
