// Remote files over HTTP: ranges, files that are displayed or only saved, and admitted sessions.
import { request, type IncomingHttpHeaders } from 'node:http'
import { join } from 'node:path'
import { writeFile } from 'node:fs/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DoorMemory } from '../../../src/main/host/door-memory.ts'
import { Sessions } from '../../../src/main/host/sessions.ts'
import { openWebDoor, type WebDoor } from '../../../src/main/host/web-door.ts'
import { useCircle } from '../../support/circle.ts'
import { followLink, passed, type PageSession } from '../../support/door-page.ts'
import { addFile, makeFile } from '../../support/files.ts'
import type { Person } from '../../support/person.ts'
import { useTempFolders } from '../../support/temp-folder.ts'

const circle = useCircle()
const makeFolder = useTempFolders()
let alice: Person
let bob: Person
let door: WebDoor
let sessions: Sessions
let page: PageSession

beforeEach(async () => {
  ;[alice, bob] = (await circle(['alice', 'bob'])).people as [Person, Person]
  const folder = await makeFolder()
  sessions = new Sessions()
  const memory = await DoorMemory.open(join(folder, 'door.json'))
  door = await openWebDoor({
    ...{ sessions, memory, serve: () => undefined },
    ...{ rendererDir: folder, files: bob.files },
  })
  page = await followLink(door.links.draw(60_000))
})

const letIn = (address: string): string => passed(door.port, 'GET', address, page)

afterEach(() => door.close())

interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: Buffer
}

function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: door.port, path, method, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      )
    })
    asked.on('error', reject)
    asked.end()
  })
}

/** Sends a file to bob, who opens the letter; returns the address of the file. */
async function attach(path: string): Promise<string> {
  const { file } = await addFile(alice, path)
  const ref = await alice.write(bob, 'A file', 'see', { attachments: [file] })
  await bob.arrival(ref)
  const { attachments } = await bob.read(ref)
  return `/file/${attachments[0]!.file}`
}

const pulled = (): number => bob.home.peers.find(alice.device)!.bytes.in

test('any range of a remote film is fetched alone, with little more than that range', async () => {
  const { path, content } = await makeFile(await makeFolder(), 'film', 8 << 20)
  const address = await attach(path)
  const withPass = letIn(address)
  for (const [start, end] of [
    [5_000_000, 5_000_100],
    [0, 100],
    [7_999_000, 8 << 20],
    [1_000_000, 2_000_000],
  ] as const) {
    const before = pulled()
    const { status, headers, body } = await ask(withPass, { range: `bytes=${start}-${end - 1}` })
    expect([status, headers['content-range']]).toEqual([206, `bytes ${start}-${end - 1}/${8 << 20}`])
    expect(body.equals(content.subarray(start, end))).toBe(true)
    expect(pulled() - before).toBeLessThan(end - start + 512 * 1024)
  }
  const whole = await ask(withPass)
  expect([whole.status, whole.body.equals(content)]).toEqual([200, true])
  expect((await ask(withPass, { range: 'bytes=99999999-' })).status).toBe(416)
  const head = await ask(withPass, {}, 'HEAD')
  expect([head.status, head.headers['content-length'], head.body.byteLength]).toEqual([
    200,
    String(8 << 20),
    0,
  ])
})

test('the bytes decide which files are displayed; all others can only be saved, and nothing in them can run', async () => {
  const folder = await makeFolder()
  const files: [name: string, content: string, type: string, disposition: string, saved?: string][] = [
    ['a.txt', '\x89PNG\r\n\x1a\n....', 'image/png', 'inline', 'a.txt.png'],
    [
      'cat.png',
      '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
      'application/octet-stream',
      'attachment',
      'cat.png.txt',
    ],
    ['page.html', '<!doctype html><script>alert(1)</script>', 'application/octet-stream', 'attachment'],
    ['cat.jpg', 'MZ\x90', 'application/octet-stream', 'attachment', 'cat.jpg.program'],
    ['old.xyz', '\x01\x02', 'application/octet-stream', 'attachment'],
    ['note.log', 'plain words\n', 'application/octet-stream', 'attachment'],
  ]
  for (const [name, content, type, disposition, saved = name] of files) {
    await writeFile(join(folder, name), content, 'latin1')
    const { headers } = await ask(letIn(await attach(join(folder, name))))
    expect(headers).toMatchObject({
      'content-type': type,
      'content-disposition': `${disposition}; filename*=UTF-8''${saved}`,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      // The desktop reads this header. Only one of these files may be opened in another program.
      'fumikura-outside': name === 'note.log' ? 'ask' : 'never',
    })
    expect(headers['content-security-policy']).toContain('sandbox')
  }
})

test('only an admitted session can read files, and only those that this home has named', async () => {
  const { path } = await makeFile(await makeFolder(), 'film', 1000)
  const address = await attach(path)
  const wrong = letIn(address).replace(/.$/, (last) => (last === '0' ? '1' : '0'))
  expect((await ask(letIn(address))).status).toBe(200)
  expect((await ask(address)).status).toBe(401)
  expect((await ask(wrong)).status).toBe(401)
  expect((await ask(letIn(`${address.slice(0, -2)}yy`))).status).toBe(404)
  expect((await ask(letIn('/file/?x'))).status).toBe(404)
  expect((await ask(letIn(address), { origin: 'http://example.org' })).status).toBe(403)
  expect((await ask(letIn(address), {}, 'PUT')).status).toBe(405)
  await sessions.revoke(page.session)
  expect((await ask(letIn(address))).status).toBe(401)
})

test('the pass of an address opens that address alone, by no other method and at no other door', async () => {
  const folder = await makeFolder()
  const [one, other] = [
    await attach((await makeFile(folder, 'one', 1000)).path),
    await attach((await makeFile(folder, 'other', 1000)).path),
  ]
  const behind = letIn(one).slice(one.length)
  for (const target of [other, '/file/export.zip', `${one}?x=y`])
    expect([target, (await ask(target + behind)).status]).toEqual([target, 401])
  expect((await ask(letIn(one), {}, 'POST')).status).toBe(401)
  expect((await ask(letIn('/file/import'), {}, 'POST')).status).toBe(401)
  expect((await ask(passed(door.port + 1, 'GET', one, page))).status).toBe(401)
})
