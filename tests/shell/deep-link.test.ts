// `fumikura://` links from anywhere. Four kinds lead to a route, and three hundred hostile ones
// change nothing.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findDeepLink, parseDeepLink } from '../../src/main/shell/deep-link.ts'

const BODY = 'ybndrfg8ejkmcpqxot1uwisza345h769'.repeat(2)
const REF = `fumikura://ref/${BODY}`
const INVITE = `fumikura://invite/${BODY}`
const GROUP = `fumikura://group/${BODY}`
const PERSON = `fumikura://person/${BODY}`

test('the four links lead to a letter, an invitation, a group and a person', () => {
  expect([REF, INVITE, GROUP, PERSON].map(parseDeepLink)).toEqual([
    { to: 'letter', ref: REF },
    { to: 'invite', link: INVITE },
    { to: 'group', link: GROUP },
    { to: 'person', address: PERSON },
  ])
})

/** Ways to change a valid link into a similar one that must be refused. */
const twists: Record<string, (link: string) => string> = {
  'upper case': (link) => link.toUpperCase(),
  'an upper-case scheme': (link) => link.replace('fumikura', 'Fumikura'),
  'an upper-case kind': (link) => link.replace(/\/\/(.)/, (found) => found.toUpperCase()),
  'one slash': (link) => link.replace('//', '/'),
  'three slashes': (link) => link.replace('//', '///'),
  'no slashes': (link) => link.replace('//', ''),
  backslashes: (link) => link.replace('//', '\\\\'),
  'a slash behind': (link) => `${link}/`,
  'a path behind': (link) => `${link}/../../settings`,
  'a query': (link) => `${link}?open=1`,
  'a fragment': (link) => `${link}#now`,
  'an empty fragment': (link) => `${link}#`,
  'a user': (link) => link.replace('//', '//me@'),
  'a port': (link) => link.replace(/(ref|invite|group|person)/, '$1:80'),
  'a space before': (link) => ` ${link}`,
  'a space behind': (link) => `${link} `,
  'a newline behind': (link) => `${link}\n`,
  'a newline before': (link) => `\n${link}`,
  'a newline within': (link) => link.replace('ybnd', 'yb\nnd'),
  'a second line': (link) => `${link}\n--inspect`,
  'a return': (link) => `${link}\r`,
  'a tab within': (link) => link.replace('ybnd', 'yb\tnd'),
  'a zero': (link) => `${link}\0`,
  'a zero within': (link) => link.replace('ybnd', 'yb\0nd'),
  'an escape': (link) => `${link}\u001b[2J`,
  'a right-to-left override': (link) => link.replace('ybnd', 'yb\u202end'),
  'a zero-width joiner': (link) => link.replace('ybnd', 'yb\u200dnd'),
  'a byte order mark': (link) => `\ufeff${link}`,
  'a Cyrillic look-alike': (link) => link.replace('a', 'а'),
  'a full-width letter': (link) => link.replace('y', 'ｙ'),
  'a letter outside the alphabet': (link) => link.replace('ybnd', 'ybl0'),
  'a percent-encoded letter': (link) => link.replace('ybnd', '%79bnd'),
  'a percent-encoded slash': (link) => link.replace(/(ref|invite|group|person)\//, '$1%2f'),
  'a dot': (link) => link.replace('ybnd', 'yb.nd'),
  'a hyphen': (link) => link.replace('ybnd', 'yb-nd'),
  'a plus': (link) => link.replace('ybnd', 'yb+nd'),
  quotes: (link) => `"${link}"`,
  'a quote behind': (link) => `${link}" --inspect "`,
  'angle brackets': (link) => `<${link}>`,
  'a double scheme': (link) => `fumikura:${link}`,
  'a doubled link': (link) => link + link,
  'a view-source': (link) => `view-source:${link}`,
  'a blob': (link) => `blob:${link}`,
  'another scheme': (link) => link.replace('fumikura', 'https'),
  'the page’s scheme': (link) => link.replace('fumikura:', 'fumikura-app:'),
  'a longer scheme': (link) => link.replace('fumikura:', 'xfumikura:'),
  'another kind': (link) => link.replace(/ref|invite|group|person/, 'settings'),
  'no kind': (link) => link.replace(/(ref|invite|group|person)\//, ''),
  'a kind of JavaScript’s': (link) => link.replace(/ref|invite|group|person/, '__proto__'),
  'too short a body': (link) => link.slice(0, link.lastIndexOf('/') + 4),
  'no body': (link) => link.slice(0, link.lastIndexOf('/') + 1),
  'far too long a body': (link) => link + BODY.repeat(100),
  'a megabyte': (link) => link + 'y'.repeat(1 << 20),
}

describe.each([REF, INVITE, GROUP, PERSON])('a link that looks like %s', (link) => {
  test.each(Object.keys(twists))('is refused with %s', (name) => {
    const twisted = twists[name]!(link)
    expect(twisted).not.toBe(link)
    expect(parseDeepLink(twisted)).toBeNull()
  })
})

const strangers = [
  '',
  'fumikura',
  'fumikura:',
  'fumikura://',
  'fumikura:///',
  'fumikura://settings',
  'fumikura://quit',
  'fumikura://update/install',
  'fumikura://ref',
  'fumikura://ref/',
  'fumikura://ref//',
  'fumikura://ref/..',
  'fumikura://ref/%2e%2e',
  'javascript:alert(1)',
  'javascript://fumikura://ref/yyyyyyyy%0aalert(1)',
  'data:text/html,<script>1</script>',
  'file:///etc/passwd',
  'file://fumikura://ref/yyyyyyyy',
  'https://example.com/fumikura://ref/yyyyyyyy',
  'mailto:a@b.example?body=fumikura://ref/yyyyyyyy',
  'fumikura-app://app/desktop.html',
  'vbscript:x',
  '\\\\server\\share',
  'C:\\Windows\\System32\\calc.exe',
  '/etc/passwd',
  '$(reboot)',
  '`reboot`',
  '| reboot',
  '; reboot',
  '{"to":"letter","ref":"x"}',
]
const switches = [
  '--inspect',
  '--inspect-brk=0.0.0.0:9229',
  '--remote-debugging-port=9222',
  '--no-sandbox',
  '--disable-web-security',
  '--gpu-launcher=calc.exe',
  '--renderer-cmd-prefix=calc.exe',
  '--utility-cmd-prefix=xterm',
  '--load-extension=/tmp/evil',
  '--user-data-dir=/tmp/evil',
  '--js-flags=--allow-natives-syntax',
  '--require=/tmp/evil.js',
  '-r/tmp/evil.js',
  '-e',
  '--eval=1',
  '--',
  '/prefetch:1',
]

test.each([...strangers, ...switches])('%j is refused', (text) => {
  expect(parseDeepLink(text)).toBeNull()
  expect(findDeepLink(['fumikura', text])).toBeNull()
})

describe('more than two hundred random links', () => {
  const seed = 20260101
  /** A valid link with a piece inserted, removed or replaced at any position. */
  const mutated = fc
    .tuple(
      fc.constantFrom(REF, INVITE, GROUP, PERSON),
      fc.nat(80),
      fc.nat(3),
      fc.oneof(
        fc.string({ minLength: 1, maxLength: 4, unit: 'binary' }),
        fc.constantFrom(
          '\n',
          '\0',
          '/',
          '?',
          '#',
          '%',
          '"',
          ' ',
          '..',
          '--inspect',
          '\u202e',
          'l',
          '0',
          'v',
          '2',
          'A',
        ),
      ),
    )
    .map(([link, at, cut, piece]) => link.slice(0, at) + piece + link.slice(at + cut))

  test('every accepted link is exactly one of the four kinds; any other changes nothing', () => {
    fc.assert(
      fc.property(fc.oneof(mutated, fc.webUrl(), fc.string({ unit: 'binary' })), (text) => {
        const route = parseDeepLink(text)
        // A text with the right alphabet and length is a link and is passed on unchanged, even if
        // it names no existing object or person.
        const isLink =
          /^fumikura:\/\/(ref|invite|group|person)\/[ybndrfg8ejkmcpqxot1uwisza345h769]+$/.test(text) &&
          !/\s/.test(text)
        if (!isLink) expect(route).toBeNull()
        else if (route !== null) expect(Object.values(route)).toContain(text)
      }),
      { seed, numRuns: 3000 },
    )
  })
})

test('the first link among the arguments of a start counts, at any position', () => {
  expect(findDeepLink(['/usr/bin/fumikura', '--original-process-start-time=1', '--', INVITE, REF])).toEqual({
    to: 'invite',
    link: INVITE,
  })
  expect(findDeepLink([`--open=${REF}`, `${REF} ${INVITE}`])).toBeNull()
  expect(findDeepLink([])).toBeNull()
})
