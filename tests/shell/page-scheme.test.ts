// The page's own scheme. Files on the build's list are answered under the page's policy; any other
// is not found.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import {
  answerPage,
  isPageUrl,
  PAGE_URL,
  readPageFiles,
  registerPageScheme,
} from '../../src/main/shell/page-scheme.ts'
import { FileRelay } from '../../src/main/shell/file-relay.ts'
import { useTempFolders } from '../support/temp-folder.ts'
import { FakeElectron } from './support/fake-electron.ts'

const makeFolder = useTempFolders()
let dir: string
let answer: (request: Request) => Promise<Response>
let relay: FileRelay

beforeEach(async () => {
  dir = join(await makeFolder(), 'renderer')
  await mkdir(join(dir, 'assets'), { recursive: true })
  await writeFile(join(dir, 'desktop.html'), '<!doctype html>')
  await writeFile(join(dir, 'assets/app.js'), '1')
  await writeFile(join(dir, 'secret.txt'), 'not on the list')
  await writeFile(join(dir, '../outside.txt'), 'outside')
  await writeFile(join(dir, 'page-files.json'), '["desktop.html","assets/app.js","gone.js","../outside.txt"]')
  relay = new FileRelay()
  answer = answerPage({ dir, names: new Set(['desktop.html', 'assets/app.js']) }, relay)
})

test('a listed file is answered with its type and the policy', async () => {
  const page = await answer(new Request(PAGE_URL))
  expect([page.status, page.headers.get('content-type'), await page.text()]).toEqual([
    200,
    'text/html; charset=utf-8',
    '<!doctype html>',
  ])
  expect((await answer(new Request('fumikura-app://app/assets/app.js'))).headers.get('content-type')).toBe(
    'text/javascript; charset=utf-8',
  )
})

describe('the policy', () => {
  const policyOf = async (url: string) => (await answer(new Request(url))).headers

  test('only listed scripts and styles run: no unsafe-inline, no unsafe-eval, no other source', async () => {
    const policy = (await policyOf(PAGE_URL)).get('content-security-policy')!
    expect(policy).not.toMatch(/unsafe|\*|https?:/)
    expect(policy).toContain(`default-src 'none'; script-src 'self'; style-src 'self'`)
  })

  test('the page may open no connection and no frame, and send no form', async () => {
    const policy = (await policyOf(PAGE_URL)).get('content-security-policy')!
    for (const rule of [
      `connect-src 'self'`,
      `form-action 'none'`,
      `base-uri 'none'`,
      `frame-ancestors 'none'`,
    ])
      expect(policy).toContain(rule)
    expect(policy).not.toMatch(/frame-src|child-src|object-src/)
  })

  test('text becomes HTML only through named Trusted Types policies', async () => {
    const policy = (await policyOf(PAGE_URL)).get('content-security-policy')!
    expect(policy).toContain(
      `require-trusted-types-for 'script'; trusted-types svelte-trusted-html dompurify fumikura-workers`,
    )
    expect(policy).not.toContain('allow-duplicates')
  })

  test('types are not guessed, DNS is not prefetched, and a refusal has the same headers', async () => {
    for (const url of [PAGE_URL, 'fumikura-app://app/none'])
      expect(Object.fromEntries(await policyOf(url))).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-dns-prefetch-control': 'off',
        'referrer-policy': 'no-referrer',
      })
  })
})

test.each([
  ['a name that is not on the list', 'fumikura-app://app/secret.txt'],
  ['the list itself', 'fumikura-app://app/page-files.json'],
  ['the folder', 'fumikura-app://app/'],
  ['nothing', 'fumikura-app://app'],
  ['a folder below', 'fumikura-app://app/assets/'],
  ['a step up', 'fumikura-app://app/../outside.txt'],
  ['a step up after a name', 'fumikura-app://app/assets/../../outside.txt'],
  ['an encoded step up', 'fumikura-app://app/%2e%2e/outside.txt'],
  ['an encoded slash', 'fumikura-app://app/..%2foutside.txt'],
  ['an encoded slash in a good name', 'fumikura-app://app/assets%2fapp.js'],
  ['an encoded letter in a good name', 'fumikura-app://app/%64esktop.html'],
  ['a backslash', 'fumikura-app://app/assets\\app.js'],
  ['an encoded backslash', 'fumikura-app://app/..%5coutside.txt'],
  ['an absolute path', 'fumikura-app://app//etc/passwd'],
  ['a drive', 'fumikura-app://app/C:/Windows/win.ini'],
  ['a zero', 'fumikura-app://app/desktop.html%00.js'],
  ['another case', 'fumikura-app://app/Desktop.html'],
  ['a trailing dot', 'fumikura-app://app/desktop.html.'],
  ['a stream of Windows', 'fumikura-app://app/desktop.html::$DATA'],
  ['a query', 'fumikura-app://app/desktop.html?x=1'],
  ['another host', 'fumikura-app://evil/desktop.html'],
  ['a port', 'fumikura-app://app:80/desktop.html'],
  ['a user name before the host', 'fumikura-app://me@app/desktop.html'],
  ['another scheme', 'https://app/desktop.html'],
  ['the scheme of links', 'fumikura://app/desktop.html'],
])('%s is not found', async (_, url) => {
  // Passes the address unchanged, because `new Request` would normalize some of these.
  const asked = { method: 'GET', url } as unknown as Request
  expect((await answer(asked)).status).toBe(404)
})

test.each(['POST', 'PUT', 'HEAD', 'OPTIONS', 'DELETE'])(
  '%s is answered like an unknown name',
  async (method) => {
    const refused = await answer(new Request(PAGE_URL, { method }))
    expect(refused.status).toBe(404)
  },
)

test('an invalid list is refused before any file is served', async () => {
  expect((await readPageFiles(dir)).names).toContain('gone.js')
  await writeFile(join(dir, 'page-files.json'), '{"desktop.html":1}')
  await expect(readPageFiles(dir)).rejects.toThrow()
  await writeFile(join(dir, 'page-files.json'), '["desktop.html",1]')
  await expect(readPageFiles(dir)).rejects.toThrow()
})

test('the scheme is a secure origin of its own, and does not bypass any policy', () => {
  const fake = new FakeElectron(dir)
  registerPageScheme(fake.parts.protocol)
  expect(fake.schemes).toEqual([
    {
      scheme: 'fumikura-app',
      privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
    },
  ])
})

test('only the exact address of the page is the page, with any fragment', () => {
  expect([PAGE_URL, `${PAGE_URL}#`, `${PAGE_URL}#/a#b`].filter((url) => !isPageUrl(url))).toEqual([])
  const others = [
    '',
    'about:blank',
    `${PAGE_URL}?`,
    `${PAGE_URL}/`,
    ` ${PAGE_URL}`,
    'fumikura-app://app/',
    `x#${PAGE_URL}`,
  ]
  expect(others.filter(isPageUrl)).toEqual([])
})
