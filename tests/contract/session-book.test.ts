// The book of browsers: what it keeps, and what becomes of it when its file is lost or damaged.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { SessionBook } from '../../src/main/host/session-book.ts'

const HOUR_MS = 3_600_000
let folder: string
let path: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fumikura-sessions-'))
  path = join(folder, 'sessions.json')
})

afterEach(() => rm(folder, { recursive: true }))

it.each([
  '',
  'not JSON',
  'null',
  '{"format":2,"port":1,"sessions":[]}',
  '{"format":1,"sessions":[{"id":"x"}]}',
  '{"format":1,"sessions":[null]}',
  '{"format":1,"port":99999,"sessions":[]}',
])('a file that holds %j costs the sessions and nothing else', async (text) => {
  await writeFile(path, text)
  const book = await SessionBook.open(path)
  expect([book.port, book.list()]).toEqual([null, []])
  const { secret } = await book.begin('a browser', 0)
  expect(await (await SessionBook.open(path)).find(secret, 0)).not.toBeNull()
})

it('keeps 64 sessions, and lets go of the one not seen for longest', async () => {
  const book = await SessionBook.open(path)
  const begun = []
  for (let at = 0; at < 64; at++) begun.push(await book.begin(String(at), at))
  await book.find(begun[0]!.secret, 2 * HOUR_MS)
  await book.begin('one more', 2 * HOUR_MS)
  const left = (await SessionBook.open(path)).list().map(({ label }) => label)
  expect([left.length, left.includes('0'), left.includes('1')]).toEqual([64, true, false])
})

it('writes a session that is in use once an hour, not once a call', async () => {
  const book = await SessionBook.open(path)
  const { secret } = await book.begin('a browser', 0)
  const before = await readFile(path, 'utf8')
  await book.find(secret, HOUR_MS / 2)
  expect(await readFile(path, 'utf8')).toBe(before)
  await book.find(secret, 2 * HOUR_MS)
  expect((await SessionBook.open(path)).list()[0]?.lastSeenAt).toBe(new Date(2 * HOUR_MS).toISOString())
})

it('loses none of many changes at once', async () => {
  const book = await SessionBook.open(path)
  const begun = await Promise.all(Array.from({ length: 20 }, (_, at) => book.begin(String(at), at)))
  await Promise.all([
    book.rememberPort(4001),
    ...begun.slice(0, 10).map(({ session }) => book.revoke(session)),
  ])
  const reopened = await SessionBook.open(path)
  expect([reopened.port, reopened.list().map(({ label }) => Number(label))]).toEqual([
    4001,
    Array.from({ length: 10 }, (_, at) => 19 - at),
  ])
})
