// Files over HTTP while they are still remote: ranges, what is shown and what is only saved, and who is let in.
import { request, type IncomingHttpHeaders } from 'node:http'
import { join } from 'node:path'
import { writeFile } from 'node:fs/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SessionBook } from '../../../src/main/host/session-book.ts'
import { openWebDoor, type WebDoor } from '../../../src/main/host/web-door.ts'
import { useCircle } from '../../support/circle.ts'
import { addFile, makeFile } from '../../support/files.ts'
import type { Person } from '../../support/person.ts'
import { useTempFolders } from '../../support/temp-folder.ts'

const circle = useCircle()
const makeFolder = useTempFolders()
let alice: Person
let bob: Person
let door: WebDoor
let sessions: SessionBook
let secret: string
let pass: string
let session: string

beforeEach(async () => {
  ;[alice, bob] = (await circle(['alice', 'bob'])).people as [Person, Person]
  const folder = await makeFolder()
  sessions = await SessionBook.open(join(folder, 'sessions.json'))
  door = await openWebDoor({ sessions, serve: () => undefined, rendererDir: folder, files: bob.files })
  const token = new URL(door.url).hash.replace('#token=', '')
  const begun = await ask('/session', { authorization: `Bearer ${token}` }, 'POST')
  ;({
    secret,
    filePass: pass,
    session,
  } = JSON.parse(begun.body.toString()) as Record<'secret' | 'filePass' | 'session', string>)
})

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

/** Sends a file to bob, who opens the letter; gives its address. */
async function attach(path: string): Promise<string> {
  const { file } = await addFile(alice, path)
  const ref = await alice.write(bob, 'A file', 'see', { attachments: [file] })
  await bob.arrival(ref)
  const { attachments } = await bob.read(ref)
  return `/file/${attachments[0]!.file}`
}

const pulled = (): number => bob.home.peers.find(alice.device)!.bytes.in

test('any part of a remote film comes alone, and little more than it is pulled', async () => {
  const { path, content } = await makeFile(await makeFolder(), 'film', 8 << 20)
  const address = await attach(path)
  const withPass = `${address}?pass=${pass}`
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

test('what is shown is judged by its bytes; the rest is only ever saved, and nothing of it can run', async () => {
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
  ]
  for (const [name, content, type, disposition, saved = name] of files) {
    await writeFile(join(folder, name), content, 'latin1')
    const { headers } = await ask(`${await attach(join(folder, name))}?pass=${pass}`)
    expect(headers).toMatchObject({
      'content-type': type,
      'content-disposition': `${disposition}; filename*=UTF-8''${saved}`,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      // What the desktop asks by: of these only one is what it is called, and no program.
      'fumikura-outside': name === 'old.xyz' ? 'ask' : 'never',
    })
    expect(headers['content-security-policy']).toContain('sandbox')
  }
})

test('only a session that is let in has files, and none that this home did not name', async () => {
  const { path } = await makeFile(await makeFolder(), 'film', 1000)
  const address = await attach(path)
  const bearer = { authorization: `Bearer ${secret}` }
  expect((await ask(address)).status).toBe(401)
  expect((await ask(`${address}?pass=${pass.slice(0, -1)}0`)).status).toBe(pass.endsWith('0') ? 200 : 401)
  expect((await ask(address, bearer)).status).toBe(200)
  expect((await ask(`${address.slice(0, -2)}yy?pass=${pass}`)).status).toBe(404)
  expect((await ask('/file/?x', bearer)).status).toBe(404)
  expect((await ask(address, { ...bearer, origin: 'http://example.org' })).status).toBe(403)
  expect((await ask(address, bearer, 'PUT')).status).toBe(405)
  await sessions.revoke(session)
  expect((await ask(`${address}?pass=${pass}`)).status).toBe(401)
})
