// Stopping the mails of a sender: one request if the sender signed that offer, else a draft. What comes
// later is in after-a-stop.test.ts.
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { SERVER_CERTIFICATE, SERVER_KEY, TEST_AUTHORITY } from '../../support/certificates.ts'
import { addMemoryAccount, servingMail } from '../../support/mail-servers/memory-account.ts'
import { MemoryServer } from '../../support/mail-servers/memory-server.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { calling, Person } from '../../support/person.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

interface Received {
  method: string | undefined
  headers: Record<string, unknown>
  body: string
}

/** The server of a shop, which answers each request with this status. */
async function serveShop(status: number): Promise<{ port: number; received: Received[] }> {
  const received: Received[] = []
  const server = createServer({ cert: SERVER_CERTIFICATE, key: SERVER_KEY }, (request, response) => {
    let body = ''
    request.on('data', (piece: Buffer) => (body += piece.toString()))
    request.on('end', () => {
      received.push({ method: request.method, headers: request.headers, body })
      response.writeHead(status, { location: `https://localhost:${port}/elsewhere` }).end('thanks')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => (server.closeAllConnections(), server.close()))
  const { port } = server.address() as AddressInfo
  return { port, received }
}

/** Mara, with one mail in her inbox that has these fields. */
async function receive(fields: readonly string[], isLoopbackAllowed = true) {
  const server = new MemoryServer()
  const publicNetwork = {
    ...{ ca: TEST_AUTHORITY },
    ...(isLoopbackAllowed ? { isAllowed: () => true } : {}),
  }
  const mara = await Person.create('mara', new MemoryNetwork(), undefined, {
    ...servingMail(server),
    publicNetwork,
  })
  closing.push(() => mara.remove())
  const head = [
    'From: Shop <news@shop.example>',
    'To: mara@example.org',
    'Subject: Sale',
    'Message-ID: <1@s.example>',
  ]
  server.deliver([...fields, ...head, '', 'Linen.', ''].join('\r\n'))
  await addMemoryAccount(mara)
  const [mail] = await mara.list('inbox')
  return { mara, ref: mail!.ref! }
}

const PASS = 'Authentication-Results: mail.example.org; dkim=pass header.d=shop.example header.b=abc'
const HOP = 'Received: from a (b [192.0.2.1]) by mail.example.org with ESMTPS; Mon, 5 Jan 2026'
const SIGNED = 'DKIM-Signature: d=shop.example; s=k; h=from:list-unsubscribe:list-unsubscribe-post; b=abcdef'
const POST = 'List-Unsubscribe-Post: List-Unsubscribe=One-Click'
const linkOf = (port: number): string =>
  `List-Unsubscribe: <https://localhost:${port}/out?who=7>, <mailto:out@shop.example?subject=out%207>`

test('one request asks, and says nothing but what the link says', async () => {
  const { port, received } = await serveShop(200)
  const { mara, ref } = await receive([PASS, HOP, SIGNED, linkOf(port), POST])
  expect(await mara.read(ref)).toMatchObject({ stopsBy: 'request' })
  expect(received).toEqual([])
  const stopped = await mara.do.letters.unsubscribe({ ref }, calling)
  expect(stopped).toEqual({ by: 'request', host: 'localhost', askedAt: expect.any(String) as string })
  expect(received).toEqual([
    {
      method: 'POST',
      body: 'List-Unsubscribe=One-Click',
      headers: {
        host: `localhost:${port}`,
        connection: 'close',
        'content-length': '26',
        'content-type': 'application/x-www-form-urlencoded',
      },
    },
  ])
  // It is asked once, and remembered.
  expect(await mara.read(ref)).toMatchObject({ stopsBy: 'request', stopAskedAt: stopped.askedAt })
  expect(await mara.do.letters.unsubscribe({ ref }, calling)).toEqual(stopped)
  expect(received).toHaveLength(1)
})

test.each([302, 307, 404, 500])('an answer of %i is a refusal, and is followed nowhere', async (status) => {
  const { port, received } = await serveShop(status)
  const { mara, ref } = await receive([PASS, HOP, SIGNED, linkOf(port), POST])
  await expect(mara.do.letters.unsubscribe({ ref }, calling)).rejects.toMatchObject({
    code: 'MAIL_REFUSED',
    details: { line: `HTTP ${status}` },
  })
  expect(received).toHaveLength(1)
  expect(await mara.read(ref)).not.toHaveProperty('stopAskedAt')
})

test('a link into the own network is not asked', async () => {
  const { port, received } = await serveShop(200)
  const { mara, ref } = await receive([PASS, HOP, SIGNED, linkOf(port), POST], false)
  await expect(mara.do.letters.unsubscribe({ ref }, calling)).rejects.toMatchObject({ code: 'MAIL_AWAY' })
  expect(received).toEqual([])
})

test('without a signature of the offer there is a draft, and no request', async () => {
  const { port, received } = await serveShop(200)
  const { mara, ref } = await receive([HOP, PASS, SIGNED, linkOf(port), POST])
  expect(await mara.read(ref)).toMatchObject({ stopsBy: 'mail' })
  const stopped = await mara.do.letters.unsubscribe({ ref }, calling)
  expect(stopped).toMatchObject({ by: 'mail', address: 'out@shop.example', askedAt: null })
  const drafts = await mara.do.drafts.list({}, calling)
  expect(drafts).toMatchObject([{ subject: 'out 7', from: 'mara@example.org' }])
  expect(JSON.stringify(drafts)).toContain('out@shop.example')
  expect(received).toEqual([])
})

test('a mail without such a way cannot be stopped, whatever its words say', async () => {
  const { mara, ref } = await receive([HOP, 'List-Unsubscribe: <https://shop.example/page>'])
  expect(await mara.read(ref)).not.toHaveProperty('stopsBy')
  await expect(mara.do.letters.unsubscribe({ ref }, calling)).rejects.toMatchObject({ code: 'INVALID' })
})
