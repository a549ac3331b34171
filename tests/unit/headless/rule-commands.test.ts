// The commands for rules, saved searches, templates and reminders: their calls and what they print.
import { describe, expect, it } from 'vitest'
import type {
  PersonId,
  RefText,
  Rule,
  RuleId,
  SavedSearch,
  SearchId,
  Template,
  TemplateId,
} from '../../../src/core/contract/index.ts'
import { createFakeEngine } from '../../contract/fake-engine.ts'
import { runCommandLine } from '../../support/terminal.ts'

const ref = `fumikura://ref/${'y'.repeat(52)}` as RefText
const acts = { labels: ['money'], archive: true, star: false, done: false }
const rule: Rule = {
  ...{ rule: 'r1' as RuleId, name: 'Bills', query: 'invoice', acts, isOn: false, problem: null, acted: 2 },
}
const search: SavedSearch = { search: 's1' as SearchId, name: 'Bills', query: 'invoice -paid', problem: null }
const template: Template = {
  ...{ template: 't1' as TemplateId, name: 'Weekly', subject: 'Week', text: 'Done:\n', to: ['bob'] },
  ...{ readers: [], tags: [], options: { mode: 'open' as const, urgent: true, hold: false } },
}

async function run(...argv: string[]) {
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
        ...{
          state: 'open',
          person: 'b' as PersonId,
          name: 'alice',
          wordsProven: true,
          keyring: 'passphrase',
        },
      }),
    },
    searches: {
      list: async () => [search],
      add: note('searches.add', search),
      change: note('searches.change', search),
      remove: note('searches.remove', { search: search.search }),
    },
    rules: {
      list: async () => [rule],
      add: note('rules.add', rule),
      change: note('rules.change', rule),
      remove: note('rules.remove', { rule: rule.rule }),
      run: note('rules.run', { run: 4, matched: 3, changed: 2 }),
      undo: note('rules.undo', { letters: 2 }),
    },
    templates: {
      list: async () => [template],
      add: note('templates.add', template),
      change: note('templates.change', template),
      remove: note('templates.remove', { template: template.template }),
      signature: async () => ({ text: '*Alice*', inNew: true, inReplies: false }),
      setSignature: note('templates.setSignature', { text: '', inNew: true, inReplies: false }),
    },
    letters: {
      search: note('letters.search', []),
      send: note('letters.send', { ref, state: 'notified' as const }),
    },
  })
  const { code, stdout } = await runCommandLine(argv, { engine })
  return { code, stdout, asked }
}

describe('saved searches', () => {
  it('are listed, saved, renamed, changed, run and removed', async () => {
    expect((await run('searches')).stdout).toMatch(/^Bills +invoice -paid/)
    expect((await run('searches', 'add', 'Bills', 'from:bob', 'invoice')).asked).toEqual([
      ['searches.add', { name: 'Bills', query: 'from:bob invoice' }],
    ])
    expect((await run('searches', 'rename', 'Bills', 'Money')).asked).toEqual([
      ['searches.change', { search: 'Bills', name: 'Money' }],
    ])
    expect((await run('searches', 'edit', 'Bills', 'from:bob', '会議')).asked).toEqual([
      ['searches.change', { search: 'Bills', query: 'from:bob 会議' }],
    ])
    expect((await run('searches', 'run', 'bills', '--limit', '3')).asked).toMatchObject([
      ['letters.search', { query: 'invoice -paid', limit: 3 }],
    ])
    expect(await run('searches', 'run', 'other')).toMatchObject({ code: 1, asked: [] })
    expect((await run('searches', 'remove', 'Bills')).asked).toEqual([
      ['searches.remove', { search: 'Bills' }],
    ])
  })
})

describe('rules', () => {
  it('are listed with what they do, and printed whole with --json', async () => {
    expect((await run('rules')).stdout).toMatch(
      /^Bills +invoice +#money, archive unless urgent +2 letters +\(off\)/,
    )
    expect(JSON.parse((await run('rules', '--json')).stdout)).toEqual([rule])
  })

  it('are added, applied, undone, turned, changed and removed', async () => {
    const argv = ['rules', 'add', 'Bills', 'invoice', '--label', 'money', '--archive']
    expect((await run(...argv)).asked).toEqual([['rules.add', { name: 'Bills', query: 'invoice', acts }]])
    expect((await run(...argv, '--done')).asked).toMatchObject([
      ['rules.add', { acts: { ...acts, done: true } }],
    ])
    expect(await run('rules', 'add', 'Bills', '--star')).toMatchObject({ asked: [] })
    const ran = await run('rules', 'run', 'Bills')
    expect(ran.asked).toEqual([['rules.run', { rule: 'Bills' }]])
    expect(ran.stdout).toContain('3 letters found, 2 changed. Undo: fumikura rules undo Bills --run 4')
    expect((await run('rules', 'undo', 'Bills', '--run', '4')).asked).toEqual([
      ['rules.undo', { rule: 'Bills', run: 4, ref: undefined }],
    ])
    expect(await run('rules', 'undo', 'Bills')).toMatchObject({ asked: [] })
    expect((await run('rules', 'on', 'Bills')).asked).toEqual([
      ['rules.change', { rule: 'Bills', isOn: true }],
    ])
    expect((await run('rules', 'edit', 'Bills', '--query', 'from:bob')).asked).toEqual([
      ['rules.change', { rule: 'Bills', name: undefined, query: 'from:bob', acts: undefined }],
    ])
    expect((await run('rules', 'edit', 'Bills', '--name', 'Money', '--star')).asked).toEqual([
      [
        'rules.change',
        {
          ...{ rule: 'Bills', name: 'Money', query: undefined },
          acts: { ...acts, labels: [], archive: false, star: true },
        },
      ],
    ])
    expect(await run('rules', 'edit', 'Bills')).toMatchObject({ asked: [] })
    expect((await run('rules', 'remove', 'Bills')).asked).toEqual([['rules.remove', { rule: 'Bills' }]])
  })
})

describe('templates', () => {
  it('are shown, added, edited and removed', async () => {
    expect((await run('templates', 'show', 'weekly')).stdout).toContain('Done:')
    expect(
      (await run('templates', 'add', 'Weekly', '--subject', 'Week', '--to', 'bob', '--open')).asked,
    ).toMatchObject([
      [
        'templates.add',
        {
          ...{ name: 'Weekly', subject: 'Week', text: '', to: ['bob'] },
          options: { mode: 'open', urgent: false, hold: false },
        },
      ],
    ])
    expect((await run('templates', 'edit', 'Weekly', '--text', 'New')).asked).toMatchObject([
      ['templates.change', { template: 'Weekly', text: 'New' }],
    ])
    expect((await run('templates', 'remove', 'Weekly')).asked).toEqual([
      ['templates.remove', { template: 'Weekly' }],
    ])
  })

  it('begin a letter, which is signed and reminded of on request', async () => {
    expect((await run('send', '--template', 'weekly')).asked).toMatchObject([
      [
        'letters.send',
        { to: ['bob'], subject: 'Week', text: 'Done:\n', policy: { mode: 'open', urgent: true } },
      ],
    ])
    const argv = ['send', '--to', 'carol', '--subject', 'S', '--text', 'Hello', '--sign']
    expect((await run(...argv, '--remind-if-unanswered', '3d')).asked).toMatchObject([
      ['letters.send', { to: ['carol'], text: 'Hello\n\n*Alice*\n', remindAfterMs: 3 * 24 * 60 * 60_000 }],
    ])
    expect(await run('send', '--template', 'none')).toMatchObject({ code: 1, asked: [] })
  })

  it('keep the signature, which is changed and removed', async () => {
    expect((await run('signature')).stdout).toContain('*Alice*')
    expect((await run('signature', '--remove', '--in-replies', 'on')).asked).toEqual([
      ['templates.setSignature', { text: '', inNew: undefined, inReplies: true }],
    ])
    expect(await run('signature', '--in-new', 'maybe')).toMatchObject({ asked: [] })
  })
})
