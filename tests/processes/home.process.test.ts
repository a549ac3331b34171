// One home on the command line, without a network: exit codes, its lock, engine start and end.
// tests/scenarios/commands/home.test.ts has what needs no process.
import { readFile, symlink, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ID } from '../support/people-commands.ts'
import { call, Place, type Home } from './fumikura.ts'

let place: Place
let home: Home

beforeAll(async () => {
  place = await Place.make({ hasDht: false, hasProcesses: true })
  home = place.home('alice')
  await home.get(['new', '--name', 'alice'])
})

afterAll(async () => {
  await place.remove()
})

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
  for (const words of [['sned'], ['up', '--port', 'x']]) {
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

test('`up` without the passphrase serves a locked home until a command unlocks it with the passphrase', async () => {
  const locked = place.home('locked')
  const right = { FUMIKURA_PASSPHRASE: '松竹梅 and a long one' }
  await locked.get(['new', '--name', 'alice'], { env: right })
  const ready = await locked.up()
  expect(ready).toEqual({
    url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\//) as string,
    ...{ site: null, web: null, phones: null, guests: null },
    state: 'locked',
    person: null,
    name: null,
    pid: expect.any(Number) as number,
  })
  expect((await fetch(ready.url)).status).toBe(200)
  for (const words of [['whoami'], ['list'], ['doctor']]) {
    expect([words, await locked.refusal(words)]).toEqual([words, 'LOCKED'])
  }
  expect(await locked.refusal(['whoami'], { env: { FUMIKURA_PASSPHRASE: 'another' } })).toBe('BAD_PASSPHRASE')
  expect(await locked.get(['whoami'], { env: right })).toMatchObject({ name: 'alice' })
  expect(await locked.get(['whoami'])).toMatchObject({ name: 'alice' })
  expect(await locked.down()).toEqual({ code: 0, moreLines: [] })
})

test('up refuses a home of a newer version and leaves it unchanged', async () => {
  const path = join(home.dir, 'home.json')
  const before = await readFile(path, 'utf8')
  const newer = JSON.stringify({ ...(JSON.parse(before) as object), format: 999 })
  await writeFile(path, newer)
  expect(await home.refusal(['up', '--no-open'])).toBe('NEWER_HOME')
  expect(await readFile(path, 'utf8')).toBe(newer)
  await writeFile(path, before)
})

test('up prints at once a URL that answers, and ends cleanly at each signal', async () => {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    const ready = await home.up()
    expect(ready).toEqual({
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\//) as string,
      ...{ site: null, web: null, phones: null, guests: null },
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
  await home.up()
  expect(await home.refusal(['up', '--no-open'])).toBe('HOME_LOCKED')
  expect(await home.get(['whoami'])).toMatchObject({ name: 'alice' })
  await home.down()
})

test('up in an empty home has no person, and creates one on request', async () => {
  const empty = place.home('empty')
  expect(await empty.up()).toMatchObject({ state: 'empty', person: null, name: null })
  expect(await empty.refusal(['whoami'])).toBe('NO_PERSON')
  const { person } = await empty.get<{ person: string }>(['new', '--name', 'alice'])
  expect(await empty.get(['whoami'])).toMatchObject({ person })
  await empty.down()
  expect(await empty.get(['whoami'])).toMatchObject({ person })
})

test('commands that open the home at the same moment wait for each other', async () => {
  const answers = await Promise.all([1, 2, 3].map(() => home.get<{ name: string }>(['whoami'])))
  expect(answers.map(({ name }) => name)).toEqual(['alice', 'alice', 'alice'])
})
