// The commands on invites and news: what they ask of the engine, and what they refuse.
import { expect, test } from 'vitest'
import {
  EngineError,
  type HomeStatus,
  type Myself,
  type NewsEntry,
  type PersonId,
  type SiteState,
} from '../../../src/core/contract/index.ts'
import { createFakeEngine } from '../../contract/fake-engine.ts'
import { runCommandLine } from '../../support/terminal.ts'

const status: HomeStatus = {
  ...{ state: 'open', person: 'a' as PersonId, name: 'alice', wordsProven: true, keyring: 'clear' },
}
const guests = ['g1', 'g2'].map((guest, at) => ({
  ...{ guest, invite: `i${at}`, person: guest, name: `guest\u001b[2J${at}`, at: '2031-04-02T00:00:00.000Z' },
})) as never[]
const news = {
  ...{ news: 'n1', kind: 'renamed', at: '2031-04-02T00:00:00.000Z', from: { person: 'b', name: 'Robert' } },
  ...{ count: 1, group: null, invite: null, formerName: 'Bob', seen: false, place: 'inbox' },
} as NewsEntry

/** As a host without a site answers. */
const noSite = async (): Promise<SiteState> => {
  throw new EngineError('INVALID', 'There is no such call here.')
}
const onTheWeb = async (): Promise<SiteState> => ({
  ...{ isOn: true, url: 'http://127.0.0.1:8080/', host: '127.0.0.1', port: 8080, trouble: null },
  webAddress: 'https://alice.example/',
})

const run = (...words: string[]) => runAt(noSite, words)

async function runAt(site: () => Promise<SiteState>, words: string[]) {
  const engine = createFakeEngine({
    site: { state: site },
    home: { status: async () => status },
    people: { whoami: async () => ({ name: 'alice' }) as Myself },
    invites: {
      create: async ({ people = 1 }) =>
        ({
          id: 'i',
          invite: 'fumikura://invite/ybnd',
          people,
          expiresAt: '2031-04-02T00:00:00.000Z',
        }) as never,
      guests: async () => guests,
      answer: async () => [],
    },
    news: { list: async () => [news], order: async () => ({}) },
  })
  const { code, stdout } = await runCommandLine(words, { engine })
  return { code, stdout, calls: engine.calls }
}

test('an invite takes days and a number of people, and gives a text with its link', async () => {
  const { stdout, calls } = await run(
    'invite',
    '--days',
    '30',
    '--people',
    'several',
    '--for',
    'Mira',
    '--language',
    'ja',
    '--json',
  )
  expect(calls).toContainEqual([
    'invites.create',
    { lifetimeMs: 30 * 86_400_000, people: 20, forWhom: 'Mira' },
  ])
  expect(JSON.parse(stdout)).toMatchObject({
    people: 20,
    text: expect.stringContaining('fumikura://invite/ybnd') as unknown,
  })
  for (const wrong of [
    ['--days', '0'],
    ['--days', '31'],
    ['--people', '101'],
    ['--for', ' '],
    ['--language', 'de'],
  ])
    expect((await run('invite', ...wrong)).code).not.toBe(0)
})

test('guests are listed without control characters, and accepted all or by invite', async () => {
  expect((await run('invites', 'guests')).stdout).not.toContain('\u001b')
  expect((await run('invites', 'approve', '--all')).calls).toContainEqual([
    'invites.answer',
    { guests: ['g1', 'g2'], accept: true },
  ])
  expect((await run('invites', 'decline', '--all', '--invite', 'i1')).calls).toContainEqual([
    'invites.answer',
    { guests: ['g2'], accept: false },
  ])
  expect((await run('invites', 'approve', 'g1', '--all')).code).not.toBe(0)
})

test('news is a sentence in words, and one JSON list for a script', async () => {
  expect((await run('news')).stdout).toContain('Bob is now called Robert.')
  expect(JSON.parse((await run('news', '--json')).stdout)).toEqual([news])
  expect((await run('news', 'seen', '--all')).calls).toContainEqual([
    'news.order',
    { news: ['n1'], seen: true },
  ])
  expect((await run('news', 'archive')).code).not.toBe(0)
})

test('the text of an invite leads to the page of a site on the web', async () => {
  const { stdout } = await runAt(onTheWeb, ['invite', '--json'])
  expect(JSON.parse(stdout)).toMatchObject({
    invite: 'fumikura://invite/ybnd',
    text: expect.stringContaining('https://alice.example/invite#ybnd') as unknown,
  })
})
