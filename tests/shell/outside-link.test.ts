// Links that leave the app: three schemes, the real host, and consent.
import { beforeEach, describe, expect, test } from 'vitest'
import { openOutside, parseOutsideLink } from '../../src/main/shell/outside-link.ts'
import { wordsOf } from '../../src/main/shell/words/index.ts'
import { FakeElectron } from './support/fake-electron.ts'
import type { BrowserWindow } from 'electron'

describe('an outside link', () => {
  test.each([
    ['https://example.com/a?b#c', 'example.com', false],
    ['HTTP://EXAMPLE.COM', 'example.com', false],
    ['https:example.com', 'example.com', false],
    ['https://example.com:8443/', 'example.com:8443', false],
    ['https://[::1]/', '[::1]', false],
    ['http://0x7f.1/', '127.0.0.1', false],
    // The host that the browser will contact, not the one that the text shows.
    ['https://bank.example.evil.example/', 'bank.example.evil.example', false],
    ['https://еxample.com/', 'xn--xample-2of.com', true],
    ['https://日本語.jp/', 'xn--wgv71a119e.jp', true],
    ['https://ｅｘａｍｐｌｅ.com/', 'example.com', false],
    ['https://example.com\\@evil.example/', 'example.com', false],
    ['mailto:alice@example.com', 'alice@example.com', false],
    ['mailto:alice@example.com?subject=Hi&body=a%0D%0Ab', 'alice@example.com', false],
  ])('%s opens %s', (url, host, isPuny) => {
    expect(parseOutsideLink(url)).toMatchObject({ host, isPuny })
  })

  test('the browser gets only plain characters', () => {
    const link = parseOutsideLink('https://example.com/\u202emoc\u0000/日本?q=\u200b#\u202e')
    expect(link?.url).toMatch(/^[\x21-\x7e]+$/)
  })
})

test.each([
  'javascript:alert(1)',
  'file:///etc/passwd',
  'data:text/html,x',
  'fumikura://ref/yyyyyy',
  'fumikura-app://app/desktop.html',
  'ftp://example.com/',
  'smb://server/share',
  'ms-msdt:/id',
  'search-ms:query=x',
  'ssh://example.com',
  'tel:110',
  'blob:https://example.com/1',
  'view-source:https://example.com',
  'about:blank',
  'vscode://file/etc/passwd',
  '',
  'example.com',
  '//example.com',
  'https://',
  'https:///',
  'https://exa mple.com/',
  'https://exa%00mple.com/',
  'https://example.com:99999/',
])('%j is not opened', (url) => {
  expect(parseOutsideLink(url)).toBeNull()
})

test.each([
  'https://bank.example@evil.example/',
  'https://bank.example:pw@evil.example/',
  'https://:pw@evil.example/',
])('a user name before the host is refused as deceptive: %s', (url) =>
  expect(parseOutsideLink(url)).toBeNull(),
)

test('a host with a direction mark is refused, or loses the mark', () => {
  for (const url of [
    'https://\u202egro.example/',
    'https://exam\u200bple.com/',
    'https://exam\u00adple.com/',
  ])
    expect(parseOutsideLink(url)?.host ?? '').not.toMatch(/[^\x21-\x7e]/)
})

test.each([
  ['no address', 'mailto:'],
  ['a header in the address', 'mailto:a@b.example%0D%0ABcc:evil@example'],
  ['a header in the subject', 'mailto:a@b.example?subject=x%0ABcc:evil@example'],
  ['a direction mark', 'mailto:%E2%80%AEa@b.example'],
  ['a zero', 'mailto:a%00@b.example'],
  ['half a character', 'mailto:a%E3@b.example'],
  ['a file to attach', 'mailto:a@b.example?attach=/etc/passwd'],
  ['a file to attach in other letters', 'mailto:a@b.example?ATTACHMENT=/etc/passwd'],
  ['another sender', 'mailto:a@b.example?from=bank@example.com'],
])('a mail with %s is refused', (_, url) => {
  expect(parseOutsideLink(url)).toBeNull()
})

describe('the question', () => {
  let fake: FakeElectron
  const open = (url: string): Promise<boolean> =>
    openOutside(fake.parts, {} as unknown as BrowserWindow, parseOutsideLink(url)!, wordsOf('en'))

  beforeEach(() => {
    fake = new FakeElectron('/tmp')
  })

  test('names the real host, and opens after consent', async () => {
    fake.dialog.answers.push(0)
    expect(await open('https://example.com/a')).toBe(true)
    expect(fake.dialog.asked[0]).toMatchObject({ isModal: true, options: { message: 'Open example.com?' } })
    expect(fake.opened).toEqual(['https://example.com/a'])
  })

  test('opens nothing before an answer, and nothing after a refusal', async () => {
    const asked = open('https://example.com/')
    await Promise.resolve()
    expect(fake.opened).toEqual([])
    fake.dialog.close(1)
    expect(await asked).toBe(false)
    expect(fake.opened).toEqual([])
  })

  test('warns of a name in another script, and has Cancel as its default', async () => {
    fake.dialog.answers.push(1)
    await open('https://еxample.com/')
    expect(fake.dialog.asked[0]?.options).toMatchObject({ type: 'warning', defaultId: 1, cancelId: 1 })
    expect(fake.dialog.asked[0]?.options.detail).toContain(wordsOf('en').outside.puny)
  })

  test('shows only the beginning of a very long address, which includes the host', async () => {
    fake.dialog.answers.push(1)
    await open(`https://example.com/${'a'.repeat(5000)}`)
    const { detail = '' } = fake.dialog.asked[0]!.options
    expect(detail.length).toBeLessThan(500)
    expect(detail).toMatch(/^https:\/\/example\.com\/a+…$/)
  })
})
