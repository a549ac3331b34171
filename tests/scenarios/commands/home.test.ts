// One home on the command line, without a running engine: its person, its words, its passphrase.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { HomeCommands } from '../../support/home-commands.ts'
import { ID } from '../../support/people-commands.ts'

let dir: string

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'fumikura-home-'))
})
afterAll(() => rm(dir, { recursive: true }))

const homeAt = (folder: string): HomeCommands => new HomeCommands(join(dir, folder))

async function newHome(folder: string): Promise<HomeCommands> {
  const home = homeAt(folder)
  await home.get(['new', '--name', 'alice'])
  return home
}

interface Report {
  healthy: boolean
  warnings: string[]
  unencrypted: string[]
  home: { keyring: string; wordsProven: boolean }
}

test('new creates a person with 24 words, once', async () => {
  const home = homeAt('new')
  expect(await home.refusal(['whoami'])).toBe('NO_PERSON')
  const made = await home.get<{ person: string; device: string; words: string[] }>([
    'new',
    '--name',
    '文子 🐈',
  ])
  expect(made).toEqual({
    person: expect.stringMatching(ID) as string,
    device: expect.stringMatching(ID) as string,
    name: '文子 🐈',
    words: expect.any(Array) as string[],
  })
  expect(made.words.filter((word) => /^[a-z]{3,8}$/.test(word))).toHaveLength(24)
  expect(await home.refusal(['new', '--name', 'somebody else'])).toBe('HOME_EXISTS')
  expect(await home.get(['whoami'])).toEqual({
    person: made.person,
    device: made.device,
    name: '文子 🐈',
    address: expect.stringMatching(/^fumikura:\/\/person\/[a-z0-9]+$/) as string,
    picture: null,
    devices: [{ device: made.device, online: true }],
  })
})

test('a name is one line of at most 128 bytes', async () => {
  const home = homeAt('names')
  for (const name of ['', '   ', 'two\nlines', '\u001b[2J', '長'.repeat(43)]) {
    expect([name, await home.refusal(['new', '--name', name])]).toEqual([name, 'INVALID'])
  }
})

test('the words are kept until three of them are confirmed on stdin, and then destroyed', async () => {
  const home = homeAt('words')
  const { words } = await home.get<{ words: string[] }>(['new', '--name', 'alice'])
  expect(await home.get(['words'])).toEqual(words)
  const wrong = `1 ${words[0]}\n2 ${words[1]}\n3 ${words[0] === 'zoo' ? 'abandon' : 'zoo'}\n`
  expect(await home.refusal(['words', '--prove'], { input: wrong })).toBe('INVALID')
  expect(await home.get(['words'])).toEqual(words)
  const right = `24 ${words[23]}\n7 ${words[6]}\n12 ${words[11]}\n`
  expect(await home.get(['words', '--prove'], { input: right })).toMatchObject({ wordsProven: true })
  expect(await home.refusal(['words'])).toBe('NOT_FOUND')
  expect((await home.get<Report>(['doctor'])).home.wordsProven).toBe(true)
})

test('a home with a passphrase opens only with it, from the environment or a file', async () => {
  const home = homeAt('locked')
  const right = { FUMIKURA_PASSPHRASE: '松竹梅 and a long one' }
  await home.get(['new', '--name', 'alice'], { env: right })
  expect(await home.refusal(['whoami'])).toBe('LOCKED')
  expect(await home.refusal(['new', '--name', 'mallory'])).toBe('HOME_EXISTS')
  expect(await home.refusal(['whoami'], { env: { FUMIKURA_PASSPHRASE: 'another' } })).toBe('BAD_PASSPHRASE')
  const file = join(dir, 'passphrase')
  await writeFile(file, '松竹梅 and a long one\n')
  expect(await home.get(['whoami', '--passphrase-file', file])).toMatchObject({ name: 'alice' })
  expect(await home.refusal(['whoami', '--passphrase-file', join(dir, 'nowhere')])).toBe('INVALID')
  const report = await home.get<Report>(['doctor'], { env: right })
  expect([report.home.keyring, report.unencrypted.some((line) => line.startsWith('everything'))]).toEqual([
    'passphrase',
    false,
  ])
})

test('doctor shows that a home without a passphrase is not encrypted', async () => {
  const report = await (await newHome('clear')).get<Report>(['doctor'])
  expect([report.healthy, report.home.keyring, report.warnings.length > 0]).toEqual([false, 'clear', true])
  expect(report.unencrypted.some((line) => line.startsWith('everything'))).toBe(true)
})

test('a home of a newer version is refused and left unchanged', async () => {
  const home = await newHome('newer')
  const path = join(home.dir, 'home.json')
  const file = JSON.parse(await readFile(path, 'utf8')) as { format: number }
  const newer = JSON.stringify({ ...file, format: 999 })
  await writeFile(path, newer)
  expect(await home.refusal(['whoami'])).toBe('NEWER_HOME')
  expect(await home.refusal(['new', '--name', 'mallory'])).toBe('NEWER_HOME')
  expect(await readFile(path, 'utf8')).toBe(newer)
})
