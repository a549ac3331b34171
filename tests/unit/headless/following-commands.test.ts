// What the command line says of what is public: whom one follows, what was published, and the site.
import { expect, test } from 'vitest'
import type {
  ArchivePage,
  Followed,
  HomeStatus,
  Party,
  PersonId,
  SiteState,
} from '../../../src/core/contract/index.ts'
import { createFakeEngine } from '../../contract/fake-engine.ts'
import { runCommandLine } from './terminal.ts'

const home: HomeStatus = {
  state: 'open',
  person: 'a' as PersonId,
  name: 'me',
  wordsProven: true,
  keyring: 'clear',
}
const alice = { person: 'a', name: 'alice' } as Party
const followed = {
  ...alice,
  since: '2031-01-01T00:00:00.000Z',
  picture: null,
  address: null,
  online: true,
  posts: 2,
  latestAt: '2031-03-01T00:00:00.000Z',
} as Followed
const page = {
  person: 'a',
  posts: [
    {
      ref: 'fumikura://ref/yyyyyyyyyyyy',
      from: alice,
      title: 'News\u0007',
      sentAt: '2031-03-01T00:00:00.000Z',
      size: 1,
      tags: ['tea'],
      replaces: null,
    },
  ],
  next: 'more',
  tags: null,
  total: 9,
} as unknown as ArchivePage
const off: SiteState = { isOn: false, url: null, host: '127.0.0.1', port: 0, trouble: null }
const on: SiteState = { ...off, isOn: true, url: 'http://127.0.0.1:8080/', port: 8080 }

const createEngine = () =>
  createFakeEngine({
    home: { status: async () => home },
    follows: {
      follow: async () => alice,
      unfollow: async () => alice,
      list: async () => [followed],
      archive: async () => page,
    },
    site: { state: async () => off, switchOn: async () => on, switchOff: async () => off },
  })
const run = (...argv: string[]) => runCommandLine(argv, { engine: createEngine() })

test('somebody is followed and followed no more, by name or address', async () => {
  const { stdout, calls } = await run('follow', 'alice', '--json')
  expect([JSON.parse(stdout), calls]).toEqual([alice, [['follows.follow', { who: 'alice' }]]])
  expect((await run('unfollow', 'alice')).stdout).toBe('You no longer follow alice.\n')
  expect((await run('following')).stdout).toMatch(/^alice {2}2 posts {2}latest .* {2}online\n$/)
})

test('posts are one’s own without a name, and the next page is named', async () => {
  const { stdout, calls } = await run('posts')
  expect(stdout).toMatch(
    /^yyyyyyyyyy {2}.* {2}News\ufffd {2}tea\n\n9 in all; the next page: --before more\n$/,
  )
  expect(calls[0]![1]).toMatchObject({ who: 'self', limit: 20 })
  const { calls: narrowed } = await run('posts', 'alice', '--tag', 'tea', '--limit', '5', '--before', 'more')
  expect(narrowed[0]![1]).toMatchObject({ who: 'alice', tag: 'tea', limit: 5, before: 'more' })
})

test('the site is asked after, switched on at an address, and off', async () => {
  expect((await run('site')).stdout).toBe('Your public site is off.\n')
  const { stdout, calls } = await run('site', 'on', '--port', '8080', '--address', '0.0.0.0')
  expect(stdout).toContain('http://127.0.0.1:8080/')
  expect(calls).toEqual([['site.switchOn', { host: '0.0.0.0', port: 8080 }]])
  expect((await run('site', 'off')).calls).toEqual([['site.switchOff', {}]])
  for (const wrong of [
    ['site', 'of'],
    ['site', 'off', '--port', '1'],
    ['site', '--address', 'x'],
  ])
    expect((await run(...wrong, '--json')).stdout).toContain('"code":"INVALID"')
})
