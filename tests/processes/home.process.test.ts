// One home on the command line, without a network: its person, its lock, engine start and end.
import { readFile, symlink, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { call, Place, type Home } from './fumikura.ts'

let place: Place

beforeAll(async () => {
  place = await Place.make({ hasDht: false, hasProcesses: true })
})

afterAll(async () => {
  await place.remove()
})

async function newHome(folder: string, name = 'alice'): Promise<Home> {
  const home = place.home(folder)
  await home.get(['new', '--name', name])
  return home
}

interface Report {
  healthy: boolean
  warnings: string[]
  unencrypted: string[]
  home: { keyring: string; wordsProven: boolean }
}

const ID = /^[13-9a-km-uw-z]{52}$/

test('help and version are one JSON value too, and an unknown command is INVALID', async () => {
  const { version } = JSON.parse(
    await readFile(resolve(import.meta.dirname, '../../package.json'), 'utf8'),
  ) as { version: string }
  expect(await call(['--version'])).toMatchObject({ code: 0, value: { version } })
  expect(await call(['--help'])).toMatchObject({
    code: 0,
    value: { help: expect.stringContaining('let-go') as string },
  })
  expect(await call(['send', '--help'])).toMatchObject({
    code: 0,
    value: { help: expect.stringContaining('--reply-to') as string },
  })
  for (const words of [
    ['sned'],
    ['new'],
    ['list', '--nobox'],
    ['accept'],
    ['mark', 'yyyyyyyyyy', 'read'],
    ['up', '--port', 'x'],
  ]) {
    const { code, value } = await call(words)
    expect([words, code, (value as { error: { code: string } }).error.code]).toEqual([words, 1, 'INVALID'])
  }
})

test('the launcher works through a link from anywhere, and without a terminal', async () => {
  const link = join(place.dir, 'fumikura')
  await symlink(resolve(import.meta.dirname, '../../bin/fumikura.js'), link)
  const { status, stdout } = spawnSync(process.execPath, [link, '--version'], {
    cwd: place.dir,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  expect([status, stdout]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/)])
})

test('new creates a person with 24 words, once', async () => {
  const home = place.home('new')
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
  const home = place.home('names')
  for (const name of ['', '   ', 'two\nlines', '\u001b[2J', '長'.repeat(43)]) {
    expect([name, await home.refusal(['new', '--name', name])]).toEqual([name, 'INVALID'])
  }
})

test('the words are kept until three of them are confirmed on stdin, and then destroyed', async () => {
  const home = place.home('words')
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
  const home = place.home('locked')
  const right = { FUMIKURA_PASSPHRASE: '松竹梅 and a long one' }
  await home.get(['new', '--name', 'alice'], { env: right })
  expect(await home.refusal(['whoami'])).toBe('LOCKED')
  expect(await home.refusal(['new', '--name', 'mallory'])).toBe('HOME_EXISTS')
  expect(await home.refusal(['whoami'], { env: { FUMIKURA_PASSPHRASE: 'another' } })).toBe('BAD_PASSPHRASE')
  const file = join(place.dir, 'passphrase')
  await writeFile(file, '松竹梅 and a long one\n')
  expect(await home.get(['whoami', '--passphrase-file', file])).toMatchObject({ name: 'alice' })
  expect(await home.refusal(['whoami', '--passphrase-file', join(place.dir, 'nowhere')])).toBe('INVALID')
  const report = await home.get<Report>(['doctor'], { env: right })
  expect([report.home.keyring, report.unencrypted.some((line) => line.startsWith('everything'))]).toEqual([
    'passphrase',
    false,
  ])
  expect(await home.refusal(['up', '--no-open'], { env: { FUMIKURA_PASSPHRASE: 'another' } })).toBe(
    'BAD_PASSPHRASE',
  )
  expect(await home.up([], right)).toMatchObject({ state: 'open', name: 'alice' })
  expect(await home.get(['whoami'])).toMatchObject({ name: 'alice' })
  expect(await home.down()).toEqual({ code: 0, moreLines: [] })
})

test('`up` without the passphrase serves a locked home until a command unlocks it with the passphrase', async () => {
  const home = place.home('locked-up')
  const right = { FUMIKURA_PASSPHRASE: '松竹梅 and a long one' }
  await home.get(['new', '--name', 'alice'], { env: right })
  const ready = await home.up()
  expect(ready).toEqual({
    url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\//) as string,
    site: null,
    state: 'locked',
    person: null,
    name: null,
    pid: expect.any(Number) as number,
  })
  expect((await fetch(ready.url)).status).toBe(200)
  for (const words of [['whoami'], ['list'], ['doctor']]) {
    expect([words, await home.refusal(words)]).toEqual([words, 'LOCKED'])
  }
  expect(await home.refusal(['whoami'], { env: { FUMIKURA_PASSPHRASE: 'another' } })).toBe('BAD_PASSPHRASE')
  expect(await home.get(['whoami'], { env: right })).toMatchObject({ name: 'alice' })
  expect(await home.get(['whoami'])).toMatchObject({ name: 'alice' })
  expect(await home.down()).toEqual({ code: 0, moreLines: [] })
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
  expect(await home.refusal(['up', '--no-open'])).toBe('NEWER_HOME')
  expect(await readFile(path, 'utf8')).toBe(newer)
})

test('up prints at once a URL that answers, and ends cleanly at each signal', async () => {
  const home = await newHome('up')
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    const ready = await home.up()
    expect(ready).toEqual({
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\//) as string,
      site: null,
      state: 'open',
      person: expect.stringMatching(ID) as string,
      name: 'alice',
      pid: expect.any(Number) as number,
    })
    expect((await fetch(ready.url)).status).toBe(200)
    expect([signal, await home.down(signal)]).toEqual([signal, { code: 0, moreLines: [] }])
  }
})

test('a second up in one home is HOME_LOCKED', async () => {
  const home = await newHome('twice')
  await home.up()
  expect(await home.refusal(['up', '--no-open'])).toBe('HOME_LOCKED')
  expect(await home.get(['whoami'])).toMatchObject({ name: 'alice' })
  await home.down()
})

test('up in an empty home has no person, and creates one on request', async () => {
  const home = place.home('empty')
  expect(await home.up()).toMatchObject({ state: 'empty', person: null, name: null })
  expect(await home.refusal(['whoami'])).toBe('NO_PERSON')
  const { person } = await home.get<{ person: string }>(['new', '--name', 'alice'])
  expect(await home.get(['whoami'])).toMatchObject({ person })
  await home.down()
  expect(await home.get(['whoami'])).toMatchObject({ person })
})

test('commands that open the home at the same moment wait for each other', async () => {
  const home = await newHome('together')
  const answers = await Promise.all([1, 2, 3].map(() => home.get<{ name: string }>(['whoami'])))
  expect(answers.map(({ name }) => name)).toEqual(['alice', 'alice', 'alice'])
})
