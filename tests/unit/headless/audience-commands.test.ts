// The commands about audiences other than persons: a letter's audiences, its readers, and the posts
// of followed authors.
import { describe, expect, it } from 'vitest'
import {
  PLAIN_POLICY,
  type ActResult,
  type ArchivePage,
  type Cursor,
  type Followed,
  type GroupId,
  type HomeStatus,
  type LetterStatus,
  type LetterSummary,
  type PersonId,
  type RefText,
  type WhoCanRead,
} from '../../../src/core/contract/index.ts'
import { createFakeEngine, type FakeEngine } from '../../contract/fake-engine.ts'
import { runCommandLine } from '../../support/terminal.ts'

const at = '2031-01-01T00:00:00.000Z'
const ref = 'fumikura://ref/ybndrfg8ejkm' as RefText
const alice = { person: 'a' as PersonId, name: 'alice' }
const bob = { person: 'b' as PersonId, name: 'bob' }
const choir = { group: 'g' as GroupId, name: 'Choir', person: null }
const everyone = { person: 'public' as const, name: 'public' }
const home: HomeStatus = { state: 'open', ...alice, wordsProven: true, keyring: 'clear' }
const acted: ActResult = {
  ref,
  readers: [{ ...bob, outcome: 'recalled' }],
  audiences: [{ ...everyone, outcome: 'too-late' }],
}
const reader = (name: string, state: 'notified' | 'done'): LetterStatus['readers'][number] => ({
  ...{
    person: name as PersonId,
    name,
    state,
    at,
    arrivedAt: null,
    note: null,
    stations: null,
    history: [],
  },
})
const status: LetterStatus = {
  silence: { count: 1, canRemind: 1, readers: [], last: null, againAt: null },
  draft: null,
  deletedAt: null,
  reactions: [],
  ref,
  stations: null,
  byMail: [],
  readers: [reader('bob', 'done'), reader('carol', 'notified')],
  tally: { done: 1, notified: 2 },
}
const who: WhoCanRead = {
  ref,
  isMail: false,
  audiences: [
    {
      audience: choir,
      mode: 'controlled',
      origin: 'sent',
      since: at,
      state: 'notified',
      count: 3,
      opened: 1,
    },
    {
      audience: everyone,
      mode: 'open',
      origin: 'shared',
      since: at,
      state: 'notified',
      count: null,
      opened: 0,
    },
  ],
  readers: [{ ...bob, via: [choir], state: 'referenced', openedAt: at }],
  isMine: true,
  readerCount: 3,
}
const page: ArchivePage = {
  person: bob.person,
  posts: [{ ref, from: bob, title: 'Tea\u0007', sentAt: at, size: 2048, tags: ['tea'], replaces: ref }],
  next: 'n1' as Cursor,
  tags: [{ tag: 'tea', count: 1 }],
  total: 21,
  unlisted: null,
}
const followed: Followed = {
  ...{ ...bob, since: at, picture: null, address: null },
  ...{ online: false, posts: 1, latestAt: null },
}
const entry = {
  ...{ ref, draft: null, from: bob, to: [choir], subject: 'Friday', sentAt: at, size: 1 },
  ...{ state: 'sealed', answer: null, policy: PLAIN_POLICY, kind: 'letter', attached: { count: 0, size: 0 } },
} as unknown as LetterSummary

function createEngine(): FakeEngine {
  return createFakeEngine({
    home: { status: async () => home },
    letters: {
      send: async () => ({ ref, state: 'stored' }),
      list: async () => [entry],
      history: async () => [entry],
      status: async () => status,
      share: async () => ({ ref, audience: choir }),
      withdraw: async () => acted,
      who: async () => who,
    },
    follows: {
      follow: async () => bob,
      unfollow: async () => bob,
      list: async () => [followed],
      archive: async () => page,
      listAgain: async () => ({ listed: 2, missing: 1 }),
    },
  })
}

async function run(
  ...argv: string[]
): Promise<{ calls: unknown[]; json: unknown; text: string; network: unknown }> {
  const asked = await runCommandLine([...argv, '--json'], { engine: createEngine() })
  const { stdout } = await runCommandLine(argv, { engine: createEngine() })
  const json = JSON.parse(asked.stdout) as unknown
  return { calls: asked.calls, json, text: stdout, network: asked.connected[0]?.network }
}

describe('the call to the engine', () => {
  it.each([
    [['share', ref, '--to', 'Choir'], 'letters.share', { ref, to: 'Choir' }],
    [['share', ref, '--to', 'public', '--open'], 'letters.share', { ref, to: 'public', mode: 'open' }],
    [['withdraw', ref, '--from', 'Choir'], 'letters.withdraw', { ref, from: 'Choir' }],
    [['who', ref], 'letters.who', { ref, limit: 100 }],
    [['who', ref, '--limit', '2', '--after', 'b'], 'letters.who', { ref, limit: 2, after: 'b' }],
    [['status', ref, '--limit', '0'], 'letters.status', { ref, limit: 0 }],
    [['history', ref], 'letters.history', { ref, waitMs: 10_000 }],
    [['follow', 'bob'], 'follows.follow', { who: 'bob' }],
    [['unfollow', 'bob'], 'follows.unfollow', { who: 'bob' }],
    [['following'], 'follows.list', {}],
    [['list-again'], 'follows.listAgain', {}],
    [['blog', 'bob'], 'follows.archive', { who: 'bob', limit: 20, waitMs: 10_000 }],
    [
      ['blog', 'bob', '--tag', 'tea', '--limit', '5', '--before', 'n1', '--wait', '1'],
      'follows.archive',
      { who: 'bob', tag: 'tea', limit: 5, before: 'n1', waitMs: 1000 },
    ],
  ])('%j is %s', async (words, call, input) => {
    expect((await run(...words)).calls).toEqual([[call, input]])
  })

  it('tags and the replaced version are sent with a letter', async () => {
    const { calls, json } = await run(
      ...['send', '--to', 'self', '--subject', 's', '--text', 't'],
      ...['--tag', 'tea', '--tag', 'お茶', '--replaces', ref],
    )
    expect(calls).toMatchObject([['letters.send', { to: ['self'], tags: ['tea', 'お茶'], replaces: ref }]])
    expect(json).toEqual({ ref, state: 'stored' })
  })

  it.each([
    [['--box', 'notes'], { box: 'notes' }],
    [['--box', 'following'], { box: 'following' }],
    [['--for', 'Choir'], { box: 'all', audience: 'Choir' }],
    [['--for', 'Choir', '--box', 'sent'], { box: 'sent', audience: 'Choir' }],
    [['--for', 'self'], { box: 'notes', audience: 'self' }],
    [['--for', 'public'], { box: 'sent', audience: 'public' }],
  ])('list %j reads its mailbox', async (words, input) => {
    expect((await run('list', ...words)).calls).toMatchObject([['letters.list', input]])
  })

  it('an archive is fetched over the network; the other commands work locally', async () => {
    expect((await run('blog', 'bob')).network).toBe(true)
    expect((await run('follow', 'bob')).network).toBe(false)
    expect((await run('share', ref, '--to', 'bob')).network).toBe(false)
  })

  it.each([
    [['share', ref], /--to is missing/],
    [['withdraw', ref], /--from is missing/],
  ])('%j is refused before any request', async (words, sentence) => {
    const { calls, json } = await run(...words)
    expect(calls).toEqual([])
    expect(json).toEqual({ error: { code: 'INVALID', message: expect.stringMatching(sentence) as string } })
  })
})

describe('what --json prints', () => {
  it.each([
    [['share', ref, '--to', 'Choir'], { ref, audience: choir }],
    [['withdraw', ref, '--from', 'Choir'], acted],
    [['who', ref], who],
    [['follow', 'bob'], bob],
    [['unfollow', 'bob'], bob],
    [['following'], [followed]],
    [['blog', 'bob'], page],
  ])('%j', async (words, expected) => {
    expect((await run(...words)).json).toEqual(expected)
  })
})

describe('the output for a person', () => {
  it('the output of a status has the counts first, then the names', async () => {
    const { text } = await run('status', ref)
    expect(text).toMatch(
      /^3 readers: 1 done, 2 notified\n\nbob +done .+\ncarol +notified .+ arrival not confirmed\n$/,
    )
  })

  it('the output of an act has the audiences first, then their readers', async () => {
    expect((await run('withdraw', ref, '--from', 'bob')).text).toBe('public  too-late\nbob     recalled\n')
  })

  it('the list of readers has each way, who has opened the letter, and the number of unnamed readers', async () => {
    const { text } = await run('who', ref)
    expect(text).toMatch(
      /^Choir +the sender sees who opens it +addressed .+ notified +1 of 3 have opened it$/m,
    )
    expect(text).toMatch(/^public +nobody sees who opens it +shared later .+ notified +anyone$/m)
    expect(text).toMatch(/^bob +opened +on .+ through Choir\nand 2 more\n$/m)
  })

  it('the output of an archive has a line for each post, its tags, and the command for the next page', async () => {
    const { text } = await run('blog', 'bob')
    expect(text).toMatch(
      /^ybndrfg8ej .+ 2 kB {2}Tea\ufffd \(edited\) #tea\n\n21 posts in all; tea \(1\)\nMore: --before n1\n$/,
    )
  })

  it('a list names the group of a post', async () => {
    expect((await run('list', '--for', 'Choir')).text).toContain('bob in Choir')
    expect((await run('list', '--for', 'Choir', '--box', 'sent')).text).toMatch(/sealed {2}Choir {2}/)
  })

  it('the list of followed authors has a line for each, and an act is confirmed in a sentence', async () => {
    expect((await run('following')).text).toBe('offline  bob  b  1 post\n')
    expect((await run('list-again')).text).toBe(
      '2 posts listed again. 1 post cannot be listed: the backup lacks data that proves them.\n',
    )
    expect((await run('share', ref, '--to', 'Choir')).text).toBe('ybndrfg8ej is now also for Choir.\n')
  })
})
