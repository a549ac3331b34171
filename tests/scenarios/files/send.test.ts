// Files that a page uploads: stored as they arrive, only with a pass of the session,
// and removed if they end too early.
import { randomBytes } from 'node:crypto'
import { request as begin, type ClientRequest } from 'node:http'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { AddedFile } from '../../../src/core/contract/index.ts'
import { DoorMemory } from '../../../src/main/host/door-memory.ts'
import { Sessions } from '../../../src/main/host/sessions.ts'
import { openWebDoor, type WebDoor } from '../../../src/main/host/web-door.ts'
import { useCircle } from '../../support/circle.ts'
import { followLink, passed, type PageSession } from '../../support/door-page.ts'
import { savedContent } from '../../support/files.ts'
import { calling, eventually, type Person } from '../../support/person.ts'
import { useTempFolders } from '../../support/temp-folder.ts'

const circle = useCircle()
const makeFolder = useTempFolders()
let alice: Person
let bob: Person
let door: WebDoor
let page: PageSession

beforeEach(async () => {
  ;[alice, bob] = (await circle(['alice', 'bob'])).people as [Person, Person]
  const folder = await makeFolder()
  const memory = await DoorMemory.open(join(folder, 'door.json'))
  door = await openWebDoor({
    ...{ sessions: new Sessions(), memory, serve: () => undefined },
    ...{ rendererDir: folder, files: alice.files },
  })
  page = await followLink(door.links.draw(60_000))
})

afterEach(() => door.close())

function open(path: string, headers: Record<string, string | number>): ClientRequest {
  return begin({ host: '127.0.0.1', port: door.port, path, method: 'POST', headers })
}

function answerTo(asked: ClientRequest): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    asked.on('error', reject)
    asked.on('response', (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => (body += chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
    })
  })
}

const drawSealing = (): string => randomBytes(16).toString('hex')

const bare = (name: string, sealing = drawSealing()): string =>
  `/file/?name=${encodeURIComponent(name)}&sealing=${sealing}`

const address = (name: string, sealing?: string): string =>
  passed(door.port, 'POST', bare(name, sealing), page)

function send(name: string, content: Uint8Array): Promise<{ status: number; body: string }> {
  const headers = { 'content-length': content.byteLength }
  return answerTo(open(address(name), headers).end(content))
}

const sealings = () => alice.do.files.sealings({}, calling)
const unfinishedCores = () =>
  alice.home.parts.ledger.get<{ n: number }>('SELECT count(*) AS n FROM own_cores WHERE is_complete = 0')!.n

test.each([
  ['small', 1000],
  ['empty', 0],
  ['large', 3 << 20],
])(
  'a %s file that a page sends is stored and attached, and its reader gets it byte for byte',
  async (_, size) => {
    const content = randomBytes(size)
    const { status, body } = await send('../a film?.mp4', content)
    expect(status).toBe(200)
    const added = JSON.parse(body) as AddedFile
    expect(added).toMatchObject({ size, isKnown: false })
    expect(added.name).not.toMatch(/[/?]/)
    const ref = await alice.write(bob, 'A film', 'see', { attachments: [added.file] })
    await bob.arrival(ref)
    expect((await savedContent(bob, ref, await makeFolder())).equals(content)).toBe(true)
  },
)

test('the same content sent again is linked and leaves no second core', async () => {
  const content = randomBytes(2 << 20)
  await send('one', content)
  const again = JSON.parse((await send('two', content)).body) as AddedFile
  expect(again).toMatchObject({ name: 'two', isKnown: true })
  expect(unfinishedCores()).toBe(0)
})

test('an upload that ends too early leaves nothing behind', async () => {
  const asked = open(address('cut'), { 'content-length': 4 << 20 })
  asked.on('error', () => undefined)
  asked.write(randomBytes(2 << 20))
  await eventually(async () => (await sealings()).some(({ name }) => name === 'cut'))
  asked.destroy()
  await eventually(async () => (await sealings()).length === 0)
  await eventually(async () => unfinishedCores() === 0)
  expect(await alice.do.files.list({ limit: 10 }, calling)).toEqual([])
})

test('an upload can be paused, resumed and cancelled by the id that its sender chose', async () => {
  const [sealing, size] = [drawSealing(), 4 << 20]
  const asked = open(address('film', sealing), { 'content-length': size })
  const answer = answerTo(asked)
  asked.write(randomBytes(size / 2))
  await eventually(async () => (await sealings()).some((one) => one.sealing === sealing))
  await alice.do.files.pause({ sealing }, calling)
  expect(await sealings()).toMatchObject([{ sealing, size, state: 'paused' }])
  await alice.do.files.resume({ sealing }, calling)
  const cancelling = alice.do.files.cancel({ sealing }, calling)
  asked.end(randomBytes(size / 2))
  await cancelling
  expect(await answer).toEqual({ status: 409, body: '{"error":"CANCELLED"}\n' })
  expect([await sealings(), unfinishedCores()]).toEqual([[], 0])
})

test('an upload without the session’s pass, without a length or with a made-up id is refused', async () => {
  const content = Buffer.from('x')
  const tries: [path: string, headers: Record<string, string | number>, status: number][] = [
    [bare('a'), { 'content-length': 1 }, 401],
    [passed(door.port, 'GET', bare('a'), page), { 'content-length': 1 }, 401],
    [address('a').replace('name=a', 'name=b'), { 'content-length': 1 }, 401],
    [address('a'), { 'transfer-encoding': 'chunked' }, 400],
    [address('a', 'zz'), { 'content-length': 1 }, 400],
    [address('a'), { 'content-length': 1, origin: 'http://example.org' }, 403],
  ]
  for (const [path, headers, status] of tries)
    expect([path, (await answerTo(open(path, headers).end(content))).status]).toEqual([path, status])
  expect(await alice.do.files.list({ limit: 10 }, calling)).toEqual([])
})
