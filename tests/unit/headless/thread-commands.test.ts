// The commands for threads and for organizing letters: their calls to the engine and what they
// print.
import { describe, expect, it } from 'vitest'
import {
  PLAIN_POLICY,
  type LetterSummary,
  type PersonId,
  type RefText,
  type StoppedMails,
  type ThreadSummary,
  type Tidy,
} from '../../../src/core/contract/index.ts'
import { createFakeEngine } from '../../contract/fake-engine.ts'
import { runCommandLine } from '../../support/terminal.ts'

const ref = `fumikura://ref/${'y'.repeat(52)}` as RefText
const bob = { person: 'b'.repeat(52) as PersonId, name: 'bob' }
const plain: Tidy = {
  archived: false,
  starred: false,
  snoozedUntil: null,
  unread: false,
  labels: [],
}
const STOPPED: StoppedMails = { by: 'request', host: 'shop.example', askedAt: '2026-12-01T09:00:00.000Z' }
/** Only the fields that the commands read. */
const row = { ref, policy: PLAIN_POLICY, tidy: plain } as LetterSummary
const thread: ThreadSummary = {
  ...{ thread: ref, talk: null, subject: 'Figs', people: [bob], peopleCount: 1, count: 3, unopened: 1 },
  ...{ group: null, fresh: { letters: 1, messages: 0 }, muted: null },
  ...{ opensNow: 1, opensFrom: 'author', hasUnseenOpening: false, newestAt: '2031-04-01T09:00:00.000Z' },
  ...{ state: 'sealed', stateAt: null, newest: row, snippet: 'Two\nbaskets' },
  ...{ attached: { count: 0, size: 0 }, tidy: plain, cursor: 'c' as ThreadSummary['cursor'] },
}

async function run(...argv: string[]): Promise<{ code: number; stdout: string; asked: unknown[] }> {
  const asked: unknown[] = []
  const note =
    <T>(name: string, result: T) =>
    async (input: unknown) => {
      asked.push([name, input])
      return result
    }
  const engine = createFakeEngine({
    home: {
      status: async () => ({
        ...{ state: 'open', person: bob.person, name: 'alice', wordsProven: true, keyring: 'passphrase' },
      }),
    },
    threads: {
      list: note('threads.list', [thread]),
      mute: note('threads.mute', { muted: { until: null } }),
      order: note('threads.order', { summary: thread, undo: { letters: [] } }),
    },
    letters: {
      tidy: note('letters.tidy', [{ ...row, tidy: { ...plain, archived: true, labels: ['fruit'] } }]),
      bin: note('letters.bin', [row]),
      unsubscribe: note('letters.unsubscribe', STOPPED),
      takeAgain: note('letters.takeAgain', row),
    },
  })
  const { code, stdout } = await runCommandLine(argv, { engine })
  return { code, stdout, asked }
}

describe('threads', () => {
  it('asks for the inbox by default, and prints a row for a person', async () => {
    const { code, stdout, asked } = await run('threads')
    expect([code, asked]).toEqual([
      0,
      [['threads.list', { box: 'inbox', limit: 50, order: 'newest', only: [] }]],
    ])
    expect(stdout).toMatch(/sealed +3 +bob +Figs: Two baskets\n$/)
  })

  it('passes the box and the filters, and prints the keys that scripts use', async () => {
    const { stdout, asked } = await run('threads', '--box', 'archive', '--only', 'unread', '--json')
    expect(asked).toMatchObject([['threads.list', { box: 'archive', only: ['unread'] }]])
    const [row] = JSON.parse(stdout) as Record<string, unknown>[]
    expect(row).toMatchObject({
      ...{ thread: ref, subject: 'Figs', people: [bob], count: 3, unopened: 1 },
      ...{ newestAt: thread.newestAt, state: 'sealed', snippet: 'Two\nbaskets' },
    })
  })

  it('refuses a box that has no threads', async () => {
    expect(await run('threads', '--box', 'drafts')).toMatchObject({ asked: [] })
  })
})

describe('organizing', () => {
  it('changes one letter, or with --thread all letters of its thread', async () => {
    const one = await run('archive', ref, '--json')
    expect(one.asked).toEqual([['letters.tidy', { refs: [ref], archived: true }]])
    expect(JSON.parse(one.stdout)).toEqual({ ref, tidy: { ...plain, archived: true, labels: ['fruit'] } })
    expect((await run('archive', ref)).stdout).toMatch(/^archived, #fruit {2}/)
    const calls: [string[], Record<string, unknown>][] = [
      [['archive', ref, '--thread', '--undo'], { archived: false }],
      [['star', ref, '--thread'], { starred: true }],
      [['star', ref, '--thread', '--undo'], { starred: false }],
      [
        ['snooze', ref, '--thread', '--until', '2031-04-01T09:00:00Z'],
        { snoozedUntil: '2031-04-01T09:00:00.000Z' },
      ],
      [['snooze', ref, '--thread', '--undo'], { snoozedUntil: null }],
      [['mark-unread', ref, '--thread'], { unread: true }],
      [['mark-unread', ref, '--thread', '--undo'], { unread: false }],
      [['label', ref, '--thread', '--add', 'a', '--remove', 'b'], { addLabels: ['a'], removeLabels: ['b'] }],
    ]
    for (const [argv, change] of calls)
      expect((await run(...argv)).asked).toEqual([['threads.order', { ref, ...change }]])
  })

  it('mutes the thread of a letter for good or until a time, and unmutes it', async () => {
    const until = '2031-04-01T09:00:00.000Z'
    const muted = await run('mute', ref)
    expect([muted.asked, muted.stdout]).toEqual([
      [['threads.mute', { ref, muted: { until: null } }]],
      'muted\n',
    ])
    expect((await run('mute', ref, '--until', until)).asked).toEqual([
      ['threads.mute', { ref, muted: { until } }],
    ])
    expect((await run('mute', ref, '--undo')).asked).toEqual([['threads.mute', { ref, muted: null }]])
    expect(await run('mute', ref, '--undo', '--until', until)).toMatchObject({ asked: [] })
    expect((await run('group', 'mute', 'Choir')).asked).toEqual([
      ['threads.mute', { group: 'Choir', muted: { until: null } }],
    ])
  })

  it('needs a time to snooze, and one that comes', async () => {
    expect(await run('snooze', ref)).toMatchObject({ asked: [] })
    expect(await run('snooze', ref, '--until', '2001-01-01')).toMatchObject({ asked: [] })
  })

  it('asks the sender of mails to many to stop', async () => {
    expect(await run('unsubscribe', ref, '--json')).toMatchObject({
      stdout: `${JSON.stringify(STOPPED)}\n`,
      asked: [['letters.unsubscribe', { ref }]],
    })
    expect((await run('unsubscribe', ref)).stdout).toMatch(/^shop\.example was asked on 2026-12-01 /)
    expect(await run('unsubscribe', ref, '--undo', '--json')).toMatchObject({
      stdout: `${JSON.stringify({ ref })}\n`,
      asked: [['letters.takeAgain', { ref }]],
    })
  })

  it.each([
    ['remove', 'trash'],
    ['spam', 'spam'],
  ])('%s takes a letter out of the lists, and puts it back', async (command, bin) => {
    expect(await run(command, ref, '--json')).toMatchObject({
      stdout: `${JSON.stringify({ ref })}\n`,
      asked: [['letters.bin', { refs: [ref], bin }]],
    })
    expect((await run(command, ref, '--undo')).asked).toEqual([['letters.bin', { refs: [ref], bin: null }]])
  })
})
