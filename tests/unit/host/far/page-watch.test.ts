// The page that a station serves to phones: known as the own or a signed release, or an alarm.
import { generateKeyPairSync } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { silentLog } from '../../../../src/core/base/index.ts'
import {
  hashOf,
  makePageList,
  PAGE_LIST,
  signPageList,
  type PageList,
} from '../../../../src/main/host/far/page-list.ts'
import { PageWatch } from '../../../../src/main/host/far/page-watch.ts'

const HOST = 'https://cellar.example'
const FILES = {
  'far.html': '<script src="assets/far-1.js">',
  'far-worker.js': 'serve()',
  'assets/far-1.js': 'run()',
}
const { publicKey, privateKey } = generateKeyPairSync('ed25519')
const releaseKeys = [publicKey.export({ format: 'der', type: 'spki' }).toString('base64')]

let dir: string
let watch: PageWatch
/** What the host serves, by path. */
let served: Map<string, string | Response>

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'fumikura-page-'))
  await build(FILES)
  await writeFile(join(dir, PAGE_LIST), JSON.stringify(makePageList(dir)))
  served = new Map(Object.entries({ ...FILES, [PAGE_LIST]: JSON.stringify(makePageList(dir)) }))
  watch = await open()
})
afterEach(async () => {
  watch.close()
  await rm(dir, { recursive: true })
})

async function build(files: Record<string, string>): Promise<void> {
  await mkdir(join(dir, 'assets'), { recursive: true })
  for (const [path, text] of Object.entries(files)) await writeFile(join(dir, path), text)
}

async function open(): Promise<PageWatch> {
  const ask = async (url: URL, { redirect }: RequestInit): Promise<Response> => {
    expect([url.origin, redirect]).toEqual([HOST, 'manual'])
    const answer = served.get(url.pathname.slice(1) || 'far.html')
    return typeof answer === 'string' ? new Response(answer) : (answer ?? new Response('no', { status: 404 }))
  }
  const opened = await PageWatch.open({
    rendererDir: dir,
    log: silentLog,
    fetch: ask as typeof fetch,
    releaseKeys,
  })
  opened.begin(
    async () => HOST,
    () => undefined,
  )
  return opened
}

/** Serves another build, with its list. */
async function serve(files: Record<string, string>, number: number, key = privateKey): Promise<void> {
  await build(files)
  const list = signPageList({ ...makePageList(dir), number }, key)
  served = new Map(Object.entries({ ...files, [PAGE_LIST]: JSON.stringify(list) }))
}

const OTHER = { ...FILES, 'assets/far-1.js': 'run(2)' }
const hashes = (files: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [path, hashOf(Buffer.from(text))]))

test('the page of this build is known', async () => {
  await watch.look()
  expect(watch.seen).toMatchObject({ host: HOST, state: 'own', number: 1, paths: [] })
})

test.each([
  ['the page itself', 'far.html'],
  ['its worker', 'far-worker.js'],
])('%s that was changed is an alarm at the next look, and stays one', async (_, path) => {
  served.set(path, 'steal()')
  await watch.look()
  expect(watch.seen).toMatchObject({ state: 'changed', paths: [path] })
  served.set(path, FILES[path as keyof typeof FILES])
  await watch.look()
  expect(watch.seen).toMatchObject({ state: 'changed', paths: [path] })
})

test('any other script that was changed is found within the looks of a day', async () => {
  served.set('assets/far-1.js', 'steal()')
  for (let hour = 0; hour < 24; hour++) await watch.look()
  expect(watch.seen).toMatchObject({ state: 'changed', paths: ['assets/far-1.js'] })
})

test('a signed release that is not older is known, also when a phone reports it', async () => {
  await serve(OTHER, 2)
  expect(await watch.report(hashes({ 'assets/far-1.js': 'run()' }))).toBe(true)
  await watch.look()
  expect(watch.seen).toMatchObject({ state: 'release', number: 2 })
  expect(await watch.report({ ...hashes(OTHER), '': hashes(OTHER)['far.html']! })).toBe(true)
})

test.each([
  ['an older release', 0, privateKey],
  ['a release signed by another', 2, generateKeyPairSync('ed25519').privateKey],
])('%s is an alarm', async (_, number, key) => {
  await serve(OTHER, number, key)
  await watch.look()
  expect(watch.seen).toMatchObject({ state: 'changed', number, paths: [PAGE_LIST] })
})

test('a signed list under which a file was put is an alarm', async () => {
  await serve(OTHER, 2)
  const list = JSON.parse(served.get(PAGE_LIST) as string) as PageList
  served.set(
    PAGE_LIST,
    JSON.stringify({ ...list, files: { ...list.files, 'more.js': hashOf(Buffer.from('')) } }),
  )
  await watch.look()
  expect(watch.seen).toMatchObject({ state: 'changed', paths: [PAGE_LIST] })
})

test.each<[string, Response]>([
  ['nothing', new Response('no', { status: 502 })],
  ['elsewhere', new Response('', { status: 302, headers: { location: 'http://127.0.0.1/' } })],
  ['without an end', new Response('x'.repeat(300_000))],
])('a host that answers %s is away', async (_, answer) => {
  served.set(PAGE_LIST, answer)
  await watch.look()
  expect(watch.seen).toMatchObject({ state: 'away', number: null })
})

test('home answers a phone that got another page with no, and keeps the alarm', async () => {
  expect(await watch.report({ '': hashOf(Buffer.from('steal()')) })).toBe(false)
  expect(watch.seen).toMatchObject({ state: 'changed', paths: [''] })
  expect(await watch.report({ 'assets/new.js': hashOf(Buffer.from('steal()')) })).toBe(false)
})

test('a home whose page is not built knows nothing, and says so', async () => {
  await rm(join(dir, PAGE_LIST))
  const unbuilt = await open()
  await unbuilt.look()
  expect([unbuilt.seen, await unbuilt.report({})]).toEqual([null, null])
  unbuilt.close()
})
