// The text of a letter's row, in both languages.
import { afterEach, describe, expect, it } from 'vitest'
import { PLAIN_POLICY, type DraftId, type LetterSummary } from '../../../src/core/contract/index.ts'
import { dateOf, rowWords } from '../../../src/renderer/inbox/row-words.ts'
import type { Locale } from '../../../src/renderer/messages/locale.ts'
import { setLocale } from '../../../src/renderer/messages/messages.svelte.ts'
import { ANA, BEN, letter, ME, refOf } from './letters.ts'

const now = new Date('2026-11-24T12:00:00Z')
const context = { now, me: ME.person }
afterEach(() => setLocale('en'))
const line = (changes: Partial<LetterSummary>, locale: Locale = 'en'): string => {
  setLocale(locale)
  return rowWords(letter('Drawings', changes), context).line
}

describe('the date of a row', () => {
  const sentAt = '2025-04-01T10:00:00.000Z'
  const arrivedAt = '2026-11-24T10:00:00.000Z'
  const everyone = [{ person: 'public' as const, name: '' }]
  const dated = (changes: Partial<LetterSummary>) =>
    dateOf(letter('Drawings', { sentAt, arrivedAt, ...changes }))

  it('is the arrival of a letter, but the publication of a post', () => {
    expect([dated({}), dated({ to: everyone }), dated({ arrivedAt: null })]).toEqual([
      arrivedAt,
      sentAt,
      sentAt,
    ])
  })

  it('is never later than the arrival', () => {
    const ahead = '2099-01-01T10:00:00.000Z'
    expect([dated({ sentAt: ahead }), dated({ sentAt: ahead, to: everyone })]).toEqual([arrivedAt, arrivedAt])
  })
})

describe('what was said in a talk', () => {
  const policy = { ...PLAIN_POLICY, mode: 'open' as const }
  const said = letter('', { policy, subject: '', excerpt: 'Who has the **key** to the hall?' })

  it('shows its words in place of a subject, and is never called sealed', () => {
    expect(rowWords(said, context)).toMatchObject({
      ...{ who: 'Ana', title: 'Who has the key to the hall?', line: 'Message' },
    })
    setLocale('ja')
    expect(rowWords(said, context).line).toBe('メッセージ')
  })

  it('is not a note or a post without a subject', () => {
    const to = [{ person: 'public' as const, name: '' }]
    expect(rowWords({ ...said, to, state: 'public' }, context).title).toBe('(no subject)')
  })
})

describe('the file of a row', () => {
  const attached = { count: 2, size: 9, names: ['Lantern.pdf', '潮の表.pdf'] }
  const fileOf = (...hits: string[]) => rowWords(letter('Drawings', { attached }), { ...context, hits }).file

  it('is the first one whose name has a searched word', () => {
    expect([fileOf('lantern'), fileOf('潮'), fileOf('pdf'), fileOf('pier'), fileOf()]).toEqual([
      'Lantern.pdf',
      '潮の表.pdf',
      'Lantern.pdf',
      null,
      null,
    ])
  })
})

describe('the row of a note', () => {
  const self = [{ person: 'self' as const, name: '' }]
  const note = { from: ME, to: self, state: 'stored', excerpt: 'Two baskets of figs' } as const

  it('begins with its title, then its words and its state', () => {
    expect(rowWords(letter('Figs', note), context)).toMatchObject({
      ...{ who: 'Figs', title: 'Two baskets of figs', line: 'Only you' },
    })
    const untitled = letter('Two baskets', note)
    expect(rowWords(untitled, context)).toMatchObject({ who: 'Two baskets', title: 'of figs' })
    expect(rowWords(letter('', note), context)).toMatchObject({ who: 'Two baskets of figs', title: '' })
    expect(rowWords(letter('', { ...note, excerpt: null }), context).who).toBe('(no subject)')
  })

  it('is that of a letter once it is shared, and while it is a draft', () => {
    expect(rowWords(letter('Figs', { ...note, to: [BEN] }), context).who).toBe('to Ben')
    const draft = { ...note, ref: null, draft: 'd' as DraftId, state: 'draft' } as const
    expect(rowWords(letter('Figs', draft), context).who).toBe('to yourself')
  })
})

describe('the line of a received letter', () => {
  it('says for a sealed letter what opening reports, by name, or that it reports nothing', () => {
    expect([line({}), line({ policy: { ...PLAIN_POLICY, mode: 'open' } }), line({}, 'ja')]).toEqual([
      'Sealed · 4.1 kB · Ana will see you open it',
      'Sealed · 4.1 kB · nobody will see you open it',
      '未開封 · 4.1 kB · 開いたことがAnaさんに伝わります',
    ])
  })

  it('says from where a letter of an absent author opens, or that it does not open now', () => {
    expect([line({ opensFrom: 'stations' }), line({ opensFrom: 'stations' }, 'ja')]).toEqual([
      'Sealed · opens from Ana’s stations · 4.1 kB · Ana will see you open it',
      '未開封 · Anaさんの保管所から開けます · 4.1 kB · 開いたことがAnaさんに伝わります',
    ])
    const isAway = (changes: Partial<LetterSummary>): boolean =>
      rowWords(letter('Drawings', changes), context).isAway
    const nobody = { opensFrom: 'nobody' } as const
    expect([
      isAway(nobody),
      isAway({ opensFrom: 'stations' }),
      isAway({ ...nobody, state: 'recalled' }),
      isAway({ ...nobody, to: [{ person: 'public', name: '' }] }),
    ]).toEqual([true, false, false, false])
  })

  it('shows until when the letter can be opened', () => {
    expect(line({ policy: { ...PLAIN_POLICY, expires: '2026-12-01T12:00:00Z' } })).toMatch(
      /^Sealed · 4.1 kB · Ana will see you open it · expires .+ 1/,
    )
  })

  it('shows the states of the letter, and who knows them', () => {
    expect([line({ state: 'done' }), line({ state: 'declined' }, 'ja')]).toEqual([
      'You marked it done · Ana knows',
      '辞退しました · Anaさんに伝わっています',
    ])
  })

  it('shows the origin of an import, and of a mail only its words', () => {
    const mail = { kind: 'mail', state: 'stored', imported: { whose: null } } as const
    const excerpt = 'Please confirm by Friday.'
    const exported = { state: 'stored', imported: { whose: 'Ben' } } as const
    const sent = { state: 'stored', from: ME, imported: { whose: null } } as const
    expect([
      line({ ...mail, excerpt }),
      line({ ...mail, excerpt, from: ME }),
      line(exported),
      line(sent),
    ]).toEqual([excerpt, excerpt, 'From Ben’s export', 'From your own export'])
    const to = ['Erika <erika@a.example>', 'b@b.example'].map((name, at) => ({
      ...{ person: `0${at}`, name, address: `${at}@a.example` },
    }))
    const own = letter('Drawings', { ...mail, from: ME, to: to as LetterSummary['to'] })
    expect(rowWords(own, context)).toMatchObject({ who: 'to Erika and b@b.example', standing: '' })
    const nameless = letter('Drawings', { ...mail, from: { ...ANA, name: '' } })
    expect(rowWords(nameless, context).who).toBe('Someone')
  })

  it('says that a recalled letter is not on this device', () => {
    const untitled = rowWords(letter('', { state: 'recalled', subject: null }), context)
    expect([line({ state: 'recalled' }), untitled.title, untitled.line]).toEqual([
      'Recalled before you opened it · No copy was kept',
      '(recalled before you opened it)',
      'No copy was kept',
    ])
  })

  it('shows the first words of an opened letter without Markdown signs', () => {
    const excerpt = '# Plan\n- **first** [see](https://a.example)\n1. `code`\n2. 2 > 1'
    expect(line({ state: 'referenced', replyTo: refOf('x'), excerpt })).toBe(
      'Opened · a reply · Plan first see code 2 > 1',
    )
  })

  it('keeps every number of a sentence', () => {
    const excerpt = 'It costs 40. Pay it before 12. Thanks for 2026.'
    expect(line({ state: 'referenced', excerpt })).toBe(`Opened · ${excerpt}`)
  })
})

describe('the time at which a state was reached', () => {
  const since = (changes: Partial<LetterSummary>, locale: Locale = 'en') => {
    setLocale(locale)
    return rowWords(letter('Drawings', { stateAt: '2026-11-24T11:20:00Z', ...changes }), context).since
  }

  it('is shown for states with a time, in the words of the state', () => {
    expect([since({ state: 'done' }), since({ state: 'recalled' }, 'ja')]).toEqual([
      expect.stringMatching(/^You marked it done, today at \d\d:20$/),
      expect.stringMatching(/^今日 \d\d?:20に取り下げ$/),
    ])
  })

  it('is shown for one’s own letter by the acts of its readers', () => {
    expect(since({ from: ME, to: [ANA], state: 'done' })).toMatch(/^Done today at/)
    expect(since({ from: ME, to: [ANA], state: 'recalled' })).toMatch(/^You recalled it, today at/)
  })

  it('is left out if it is unknown, or if the state has none', () => {
    expect([
      since({ state: 'done', stateAt: null }),
      since({ state: 'sealed' }),
      since({ state: 'mixed' }),
    ]).toEqual([null, null, null])
  })
})

describe('a sent letter', () => {
  const mine = (changes: Partial<LetterSummary>) =>
    rowWords(letter('Drawings', { from: ME, to: [ANA], ...changes }), context)

  it('is listed by the names of its readers', () => {
    expect([
      mine({}).who,
      mine({ to: [ANA, BEN] }).who,
      mine({ to: [ANA, BEN, ME] }).who,
      mine({ to: [] }).who,
    ]).toEqual(['to Ana', 'to Ana and Ben', 'to Ana and 2 others', '(no recipient)'])
  })

  it('shows the state that all readers have reached', () => {
    const states = ['notified', 'mixed', 'held', 'scheduled', 'recalled', 'unknown'] as const
    expect(states.map((state) => mine({ state }).line)).toEqual([
      'Sent · not opened yet',
      'Differs by reader',
      'Held by you · nobody can open it',
      'Scheduled · nobody is notified yet',
      'Recalled before opening',
      'Unknown whether it was opened',
    ])
  })

  it('never waits for an opening that nobody sees', () => {
    const open = { ...PLAIN_POLICY, mode: 'open' as const }
    expect([mine({ state: 'notified' }).line, mine({ state: 'notified', policy: open }).line]).toEqual([
      'Sent · not opened yet',
      'Sent · nobody sees who opens it',
    ])
    const to = [{ ...ANA, address: 'ana@choir.example' }]
    expect(mine({ to, state: 'notified', excerpt: 'The second floor.' }).line).toBe('The second floor.')
  })

  it('is “on its way” in the undo seconds, and shows a chosen time of sending', () => {
    const sentAt = '2026-11-24T10:00:00.000Z'
    const goesAt = (ms: number): string => new Date(Date.parse(sentAt) + ms).toISOString()
    const told = (ms: number) => {
      const { line, goes } = mine({ state: 'scheduled', sentAt, goesAt: goesAt(ms) })
      return [line, goes]
    }
    expect(told(10_000)).toEqual(['Sending · you can still undo', null])
    expect(told(3_600_000)).toEqual([
      'Scheduled · nobody is notified yet',
      expect.stringMatching(/^sends Tue .*24, \d\d:00$/),
    ])
    expect(told(5 * 24 * 3_600_000)[1]).toMatch(/^sends Sun .*29, \d\d:00$/)
  })

  it('counts who opened it if the readers differ', () => {
    const tally = { notified: 1, referenced: 1, done: 2, recalled: 1 }
    expect(mine({ state: 'mixed', tally, excerpt: 'We agreed' }).line).toBe(
      '3 of 5 opened · 2 done · 1 recalled · We agreed',
    )
    expect(mine({ state: 'mixed', tally, excerpt: 'We agreed' }).standing).toBe(
      '3 of 5 opened · 2 done · 1 recalled',
    )
  })
})

describe('a search hit', () => {
  const excerpt = 'Dear both, the key hangs in the shed behind the map of the moors.'
  const found = (changes: Partial<LetterSummary>, hits: string[]) =>
    rowWords(letter('Key', { excerpt, ...changes }), { ...context, hits }).line

  it('is at the beginning of the shown words', () => {
    expect(found({ state: 'referenced' }, ['moors'])).toBe('Opened · … map of the moors.')
  })

  it('keeps one word of the state, so that the hit is visible', () => {
    const tally = { notified: 1, referenced: 1, done: 1 }
    const mine: Partial<LetterSummary> = { from: ME, to: [ANA, BEN], state: 'mixed', tally }
    expect([found(mine, ['key']), found({ state: 'referenced', replyTo: refOf('x') }, ['key'])]).toEqual([
      `2 of 3 opened · ${excerpt}`,
      `Opened · ${excerpt}`,
    ])
  })

  it('is shown for a letter that is done as well, and only for a search', () => {
    expect([found({ state: 'done' }, ['shed']), found({ state: 'done' }, ['letter'])]).toEqual([
      'You marked it done · … in the shed behind the map of the moors.',
      'You marked it done · Ana knows',
    ])
  })
})
