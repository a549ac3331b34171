// The public site over real HTTP: the pages for a reader, and requests that get nothing.
import { request, type IncomingHttpHeaders } from 'node:http'
import { connect, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Listener } from '../../../src/main/front/listener.ts'
import { openSiteServer } from '../../../src/main/site/site-server.ts'
import { createPostList, makePost, tailOf, type PostList } from './posts.ts'

let list: PostList
let server: Listener
let logged: string[]

async function open(patienceMs?: number): Promise<void> {
  server = await openSiteServer({
    source: list,
    host: '127.0.0.1',
    port: 0,
    log: { warn: (event) => logged.push(event) },
    patienceMs,
  })
}

beforeEach(async () => {
  logged = []
  list = createPostList(
    Array.from({ length: 45 }, (_, n) => makePost(n, { tags: n % 2 === 0 ? ['お茶 & cake'] : [] })),
  )
  await open()
})
afterEach(() => server.close())

interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

function ask(
  path: string,
  { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: server.port, path, method, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      )
    })
    asked.on('error', reject)
    asked.end()
  })
}

const titlesOf = (body: string): string[] =>
  [...body.matchAll(/<h2><a [^>]*>([^<]*)</g)].map(([, title]) => title!)
const linkOf = (body: string, rel: string): string =>
  new RegExp(`rel="${rel}" href="([^"]*)"`).exec(body)![1]!

describe('the page of an invitation', () => {
  it('explains itself in the language of the browser, and is the only page with a script', async () => {
    const english = await ask('/invite')
    expect(english.status).toBe(200)
    expect(english.body).toContain('where to get it')
    expect(english.body).not.toContain('href="fumikura:')
    expect(english.body).toContain('noindex')
    expect(english.headers['content-security-policy']).toMatch(/default-src 'none'.*script-src 'self'$/)
    const japanese = await ask('/invite', { headers: { 'accept-language': 'ja' } })
    expect(japanese.body).toContain('コンピューターが必要です')
    expect((await ask('/')).headers['content-security-policy']).not.toContain('script-src')
    const script = await ask('/invite.js')
    expect(script.headers['content-type']).toMatch(/^text\/javascript/)
    expect((await ask('/robots.txt')).body).toContain('Disallow: /invite')
  })
})

describe('a used invite', () => {
  it('is named by the hash of its code, and says when it was used and nothing else', async () => {
    const [mark, other] = ['a'.repeat(64), 'b'.repeat(64)]
    list.used = new Map([[mark, '2026-12-02T09:30:00.000Z']])
    const say = async (path: string, language = 'en') =>
      ask(path, { headers: { 'accept-language': language } })
    const used = await say(`/invite/used/${mark}`)
    expect(used.headers['content-type']).toMatch(/^text\/plain/)
    expect(used.body).toBe('This link was used on 2 December. Ask alice for a new one.')
    expect((await say(`/invite/used/${mark}`, 'ja')).body).toBe(
      'このリンクは12月2日に使われました。新しいリンクをaliceさんに頼んでください。',
    )
    // An open invite, a revoked one and none at all look the same.
    expect(await say(`/invite/used/${other}`)).toMatchObject({ status: 200, body: '' })
    expect((await say(`/invite/used/${mark.slice(1)}`)).status).toBe(404)
  })
})

describe('the pages', () => {
  it('show the newest twenty, and the older ones page by page', async () => {
    const first = await ask('/')
    expect(titlesOf(first.body)).toEqual(Array.from({ length: 20 }, (_, i) => `Post ${44 - i}`))
    const second = await ask(linkOf(first.body, 'next'))
    expect(titlesOf(second.body)[0]).toBe('Post 24')
    const third = await ask(linkOf(second.body, 'next'))
    expect(titlesOf(third.body)).toEqual(['Post 4', 'Post 3', 'Post 2', 'Post 1', 'Post 0'])
    expect(third.body).not.toContain('rel="next"')
  })

  it('show the posts under a tag, found by its link', async () => {
    const { body } = await ask('/')
    const tagged = await ask(linkOf(body, 'tag'))
    expect(titlesOf(tagged.body)[0]).toBe('Post 44')
    expect(tagged.body).toContain('<h1 lang="ja">お茶 &amp; cake</h1>')
    expect((await ask('/tag/nothing')).status).toBe(404)
  })

  it('show a post with its dates, and whether there is a later version', async () => {
    const later = makePost(1, { updatedAt: '2026-02-03T00:00:00.000Z', first: tailOf(0) })
    list.posts = [later, makePost(0, { replacedBy: later.tail })]
    const { status, body, headers } = await ask(`/post/${later.tail}`)
    expect([status, headers['last-modified']]).toEqual([200, 'Tue, 03 Feb 2026 00:00:00 GMT'])
    expect(body).toContain('<time datetime="2026-01-01T12:01:00.000Z">January 1, 2026</time>')
    expect(body).toContain('<time datetime="2026-02-03T00:00:00.000Z">February 3, 2026</time>')
    expect((await ask(`/post/${tailOf(0)}`)).body).toContain(`href="/post/${later.tail}"`)
  })

  it.each([
    ['/', 1],
    [`/post/${tailOf(3)}`, 1],
    ['/nothing', 1],
  ])('have one first heading, a language and a link to the feed: %s', async (path) => {
    const { body } = await ask(path)
    expect(body.match(/<h1/g)).toHaveLength(1)
    expect(body).toContain('<html lang="en">')
    expect(body).toContain('<link rel="alternate" type="application/atom+xml" href="/atom.xml"')
  })

  it('use the reader’s language, and mark the language of a post', async () => {
    list.posts = [makePost(1, { title: '春のお知らせ' })]
    const { body, headers } = await ask('/', { headers: { 'accept-language': 'fr, ja-JP;q=0.8, en;q=0.5' } })
    expect([headers['content-language'], headers.vary]).toEqual(['ja', 'accept-language'])
    expect(body).toContain('<html lang="ja">')
    expect(body).toContain('投稿1件')
    expect((await ask('/')).body).toContain('<article lang="ja">')
  })

  it('say so if no post was published', async () => {
    list.posts = []
    const { status, body } = await ask('/')
    expect([status, body.includes('No posts yet.')]).toEqual([200, true])
  })
})

describe('the feed', () => {
  it('has the newest posts in full, identified by their first version', async () => {
    list.posts = [
      makePost(2, {
        first: tailOf(1),
        title: 'A & B',
        text: '*Hello* <b>',
        updatedAt: '2026-03-01T00:00:00.000Z',
      }),
    ]
    const { body, headers } = await ask('/atom.xml')
    expect(headers['content-type']).toBe('application/atom+xml; charset=utf-8')
    expect(
      body.startsWith('<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'),
    ).toBe(true)
    expect(body).toContain(`<id>urn:fumikura:post:${tailOf(1)}</id>`)
    expect(body).toContain('<title>A &amp; B</title>')
    expect(body).toContain('<updated>2026-03-01T00:00:00.000Z</updated>')
    expect(body).toContain('&lt;p&gt;&lt;em&gt;Hello&lt;/em&gt; &amp;lt;b&amp;gt;&lt;/p&gt;')
  })

  it('is well-formed for any text of a post', async () => {
    const nasty = '</title>]]>\u0000\u0008\ufffe\ud800<!-- & \u202e &bogus;'
    list.name = nasty
    list.posts = [makePost(1, { title: nasty, text: nasty, tags: [nasty] })]
    const { body } = await ask('/atom.xml')
    expect(body.match(/<[a-z?/][^>]*>/gi)!.map((tag) => tag.split(/[ >]/)[0])).toEqual([
      ...[
        '<?xml',
        '<feed',
        '<id',
        '</id',
        '<title',
        '</title',
        '<updated',
        '</updated',
        '<author',
        '<name',
        '</name',
        '</author',
      ],
      ...[
        '<link',
        '<link',
        '<generator',
        '</generator',
        '<entry',
        '<id',
        '</id',
        '<title',
        '</title',
        '<published',
        '</published',
      ],
      ...['<updated', '</updated', '<link', '<category', '<content', '</content', '</entry', '</feed'],
    ])
    expect(body.replaceAll(/&(amp|lt|gt|quot|#39);/g, '')).not.toContain('&')
  })
})

describe('the text of a post', () => {
  const page = async (text: string): Promise<string> => {
    list.posts = [makePost(1, { text, title: text.slice(0, 100), tags: [text.slice(0, 60)] })]
    return (await ask(`/post/${tailOf(1)}`)).body + (await ask('/')).body
  }

  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '"><svg onload=alert(1)>',
    '[words](javascript:alert(1))',
    '[words](data:text/html,<script>alert(1)</script>)',
    '[words](/post/elsewhere)',
    '[words](file:///etc/passwd)',
    '![words](http://example.com/a.png)',
    '<a href="/x" style="position:fixed">x</a>',
    '| a |\n|:-:|\n| b |',
  ])('becomes harmless HTML: %s', async (text) => {
    const body = await page(text)
    expect(body).not.toMatch(/<(script|img|svg|iframe|form|object|embed|base)\b/i)
    expect(body).not.toMatch(/<[^>]*\s(on\w+|style|src)=/i)
    expect(
      [...body.matchAll(/href="([^"]*)"/g)]
        .map(([, href]) => href)
        .filter((href) => !/^\/(|post\/\S+|tag\/\S+|atom\.xml|style\.css)$/.test(href!)),
    ).toEqual([])
  })

  it('has its headings below the title, whichever level it begins with', async () => {
    const body = await page('### One\n\n#### Two\n\n# Three')
    expect(body.match(/<h\d>(One|Two|Three)/g)).toEqual(['<h4>One', '<h5>Two', '<h2>Three'])
  })

  it('is shown as typed if it is extremely long', async () => {
    const body = await page('*a*'.repeat(200_000))
    expect(body).toContain('<pre class="as-typed">*a**a*')
  })

  it('links only allowed addresses, with nofollow, noopener and noreferrer', async () => {
    const body = await page('[out](https://example.com/a?b&c) [in](fumikura://person/abc)')
    expect(body).toContain(
      '<a href="https://example.com/a?b&amp;c" rel="nofollow noopener noreferrer">out</a>',
    )
    expect(body).toContain('<a href="fumikura://person/abc"')
  })
})

describe('a request', () => {
  it('gets no script, no cookie, no frame, and nothing that a cache keeps without asking', async () => {
    for (const path of ['/', '/atom.xml', '/style.css', '/robots.txt', '/nothing']) {
      const { headers } = await ask(path)
      expect(headers).toMatchObject({
        'content-security-policy': `default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cache-control': 'public, no-cache',
      })
      expect(headers['set-cookie']).toBeUndefined()
    }
  })

  it('gets a short answer if the reader has the same version already', async () => {
    const { headers } = await ask('/')
    const again = await ask('/', { headers: { 'if-none-match': `"other", W/${headers.etag!}` } })
    expect([again.status, again.body, again.headers.etag]).toEqual([304, '', headers.etag])
    list.posts.pop()
    const changed = await ask('/', {
      headers: { 'if-none-match': headers.etag!, 'if-modified-since': headers['last-modified']! },
    })
    expect(changed.status).toBe(200)
  })

  it('a HEAD request gets everything but the body', async () => {
    const { status, body, headers } = await ask('/', { method: 'HEAD' })
    expect([status, body, Number(headers['content-length']) > 1000]).toEqual([200, '', true])
  })

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])('a request with %s is refused', async (method) => {
    const { status, headers } = await ask('/', { method })
    expect([status, headers.allow]).toEqual([405, 'GET, HEAD'])
  })

  it.each([
    '/session',
    '/engine',
    '/index.html',
    '/post/',
    '/post/short',
    '/post/' + 'a'.repeat(2000),
    '/post/lowercase-ELSE',
    '/post/../site.json',
    '/%2e%2e/site.json',
    '/tag/',
    '/tag/a/b',
    '/tag/%ff',
    '/tag/%0a',
    '/?before=<script>',
    '/?before=' + 'y'.repeat(300),
    '//example.com/',
    'http://example.com/',
    '/__proto__',
    '/style.css/',
  ])('a request for %s is not found', async (path) => {
    expect((await ask(path)).status).toBe(404)
  })

  it('is refused as unavailable if the posts cannot be read, without the reason', async () => {
    list.failure = new Error('the ledger at /home/alice is locked')
    const { status, headers, body } = await ask('/')
    expect([status, headers['retry-after'], body.includes('ledger')]).toEqual([503, '30', false])
    expect(logged).toEqual(['site-not-readable'])
    expect((await ask('/style.css')).status).toBe(200)
  })

  it('is refused with 503 if the engine is too busy', async () => {
    let release = (): void => undefined
    const held = new Promise<void>((resolve) => (release = resolve))
    list.wait = () => held
    const asked = Array.from({ length: 16 }, () => ask('/'))
    await waitUntil(async () => (await ask('/robots.txt')).status === 503)
    release()
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual(Array<number>(16).fill(200))
    expect((await ask('/')).status).toBe(200)
  })
})

describe('a connection', () => {
  /** Returns the answer to raw text, and how the connection ended. */
  function speak(words: string): Promise<string> {
    return new Promise((resolve) => {
      const socket: Socket = connect(server.port, '127.0.0.1', () => socket.write(words))
      let heard = ''
      socket.on('data', (bytes: Buffer) => (heard += bytes.toString()))
      socket.on('error', () => undefined)
      socket.on('close', () => resolve(heard))
    })
  }

  it('is closed if its request is too slow', async () => {
    await server.close()
    await open(200)
    expect(await speak('GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ')).not.toContain('200 OK')
    expect(await speak('')).toBe('')
  })

  it.each([
    ['is not HTTP', 'SSH-2.0-x\r\n\r\n'],
    ['has an endless header', `GET / HTTP/1.1\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`],
    [
      'requests another protocol',
      'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    ],
    ['is for a proxy', 'CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n'],
    [
      'has two lengths',
      'GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
    ],
  ])('a connection whose request %s is closed without an answer', async (_what, words) => {
    expect(await speak(words)).toBe('')
  })

  it('does not delay the closing of the site', async () => {
    const socket = connect(server.port, '127.0.0.1')
    await new Promise((resolve) => socket.once('connect', resolve))
    const gone = new Promise((resolve) => socket.once('close', resolve))
    socket.on('error', () => undefined)
    await server.close()
    await gone
    await open()
  })
})

async function waitUntil(isSo: () => Promise<boolean>): Promise<void> {
  for (let i = 0; !(await isSo()); i++) {
    if (i > 500) throw new Error('not within 5 s')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
