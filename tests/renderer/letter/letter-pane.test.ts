// A letter that is alone in its pane: sealed, waiting, open, recalled, or different from its notice.
import { cleanup, screen, waitFor, within } from '@testing-library/svelte'
import { describe, expect, it, vi } from 'vitest'
import {
  PLAIN_POLICY,
  EngineError,
  type Letter,
  type LetterSummary,
  type ThreadGap,
  type ThreadLetter,
} from '../../../src/core/contract/index.ts'
import ThreadPane from '../../../src/renderer/letter/ThreadPane.svelte'
import { ANA, BEN, letter, ME, refOf } from '../inbox/letters.ts'
import { thread } from '../inbox/threads.ts'
import { renderInApp } from '../support/render.ts'

// The test DOM has no focus within a shadow root, so the plain field stays, as without the editor.
vi.mock('../../../src/renderer/editor/open-editor.ts', () => {
  throw new Error('not loaded')
})

const ref = refOf('drawings')
/** The last saved draft. */
let saved: unknown

function opened(changes: Partial<Letter> = {}): Letter {
  return {
    ref,
    from: ANA,
    to: [ME],
    subject: 'Drawings',
    text: 'Here they are.',
    sentAt: '2026-11-24T10:42:00.000Z',
    links: [],
    tags: [],
    imported: null,
    attachments: [],
    reactions: [],
    replacedBy: null,
    verified: true,
    policy: { ...PLAIN_POLICY, mode: 'controlled' },
    original: null,
    ...changes,
  }
}

const CODES = { sealed: 'SEALED', recalled: 'RECALLED', expired: 'EXPIRED', held: 'HELD' } as const

/** As the engine gives it: with its text, unless it is sealed or withdrawn. */
function threadLetter(summary: LetterSummary, text: Letter): ThreadLetter {
  const { from, to, subject, sentAt, state } = summary
  const code = CODES[state as keyof typeof CODES]
  return { summary, shown: code === undefined ? text : { ref, from, to, subject, sentAt, code } }
}

interface Given {
  summary?: Partial<LetterSummary>
  /** What it says. */
  letter?: Partial<Letter>
  read?: () => unknown
  /** The letter that it answers, in the same thread. */
  original?: Omit<Letter, 'original'> | ThreadGap
  more?: Record<string, (input: never) => unknown>
  isOnline?: boolean
}

/** Shows a letter of Ana in Chiyo's home. A test can change it while it is shown. */
function renderPane({
  summary = {},
  letter: words = {},
  read = () => opened(words),
  original,
  more = {},
  isOnline = true,
}: Given = {}) {
  const shown = { summary: letter('Drawings', { ref, ...summary }) }
  const made = renderInApp(
    ThreadPane,
    { ref, isLetter: true },
    {
      home: {
        status: () => ({
          state: 'open',
          person: ME.person,
          name: ME.name,
          wordsProven: true,
          keyring: 'clear',
        }),
      },
      people: {
        whoami: () => ({ ...ME, device: 'd', address: 'a' }),
        contacts: () => [
          {
            ...ANA,
            online: isOnline,
            since: '',
            blocked: false,
            newDeviceAt: null,
            opensOnSelection: false,
            lastSeenAt: null,
            formerName: null,
            looksLike: [],
          },
        ],
      },
      letters: {
        summary: () => shown.summary,
        read: async () => {
          const letter = await read()
          shown.summary = { ...shown.summary, state: 'referenced' }
          return letter
        },
        counts: refuse,
        ...more,
      },
      threads: {
        get: () => ({
          summary: thread('drawings', { newest: shown.summary, subject: shown.summary.subject }),
          letters: [
            ...(original === undefined ? [] : [{ summary: null, shown: original }]),
            threadLetter(shown.summary, opened(words)),
          ],
          earlier: null,
        }),
      },
      knocks: { list: refuse },
      doctor: { report: refuse },
      groups: { list: () => [], requests: () => [] },
      drafts: {
        save: (input: never) => ((saved = input), { draft: 'd', savedAt: '2026-11-24T10:42:00.000Z' }),
      },
    },
  )
  return { ...made, shown }
}

function refuse(): never {
  throw new EngineError('UNREACHABLE', 'not in this test')
}

const open = async (): Promise<void> =>
  (await screen.findByRole('button', { name: /^Open (the letter|when Ana is back)$/ })).click()

describe('a sealed letter', () => {
  it('says before opening to whom opening reports, for whom it is, and where its body is', async () => {
    renderPane()
    expect(await screen.findByText('Ana will see when you open it')).toBeTruthy()
    const facts = screen.getAllByRole('definition').map((fact) => fact.textContent)
    await waitFor(() => expect(screen.getByText('On Ana’s device (online)')).toBeTruthy())
    expect(facts.slice(0, 2)).toEqual(['Only you', 'On Ana’s device (online)'])
  })

  it('shows the size of its attachments, and nothing without attachments', async () => {
    renderPane({ summary: { attached: { count: 4, size: 4_200_000, names: [] } } })
    await screen.findByText('Ana will see when you open it')
    expect(screen.getByText('Attached').nextElementSibling?.textContent).toBe('4 files · 4.2 MB')
    cleanup()
    renderPane()
    await screen.findByText('Ana will see when you open it')
    expect(screen.queryByText('Attached')).toBeNull()
  })

  it('promises no time of opening while its author is away', async () => {
    renderPane({ isOnline: false })
    expect(await screen.findByText('When Ana is back')).toBeTruthy()
    expect(screen.queryByText(/at any time/i)).toBeNull()
  })

  it('names the known readers among many, and counts the others', async () => {
    renderPane({ summary: { to: [ME, ANA], unnamed: 9 } })
    await screen.findByText('Ana will see when you open it')
    expect(screen.getAllByRole('definition')[0]!.textContent).toBe('You and Ana and 9 others')
  })

  it('says if opening reports nothing', async () => {
    renderPane({ summary: { policy: { ...PLAIN_POLICY, mode: 'open' } } })
    expect(await screen.findByText('Nobody will see when you open it')).toBeTruthy()
  })

  it('is not opened by being shown', async () => {
    const read = vi.fn(() => opened())
    renderPane({ read })
    await screen.findByText('Ana will see when you open it')
    expect(read).not.toHaveBeenCalled()
  })

  it('opens at a press, and shows its text', async () => {
    renderPane()
    await open()
    expect(await screen.findByText('Here they are.')).toBeTruthy()
    expect(screen.queryByRole('button', { name: 'Open the letter' })).toBeNull()
  })

  it('waits for its author, and opens when the author is back', async () => {
    let isAway = true
    const { engine } = renderPane({
      isOnline: false,
      read: () => {
        if (isAway) throw new EngineError('AUTHOR_AWAY', 'away', { details: { waitedMs: 4000 } })
        return opened()
      },
    })
    await open()
    expect(await screen.findByText('Ana is offline')).toBeTruthy()
    isAway = false
    engine.tell({ type: 'contact-changed', person: ANA.person })
    expect(await screen.findByText('Here they are.')).toBeTruthy()
  })

  it('says from where it opens: from stations of an absent author, or when the author is back', async () => {
    const { engine, shown } = renderPane({ isOnline: false, summary: { opensFrom: 'stations' } })
    expect(await screen.findByText('At Ana’s stations (Ana is offline)')).toBeTruthy()
    expect(screen.getByRole('button', { name: 'Open the letter' })).toBeTruthy()
    shown.summary = { ...shown.summary, opensFrom: 'nobody' }
    engine.tell({ type: 'contact-changed', person: ANA.person })
    expect(await screen.findByRole('button', { name: 'Open when Ana is back' })).toBeTruthy()
    expect(screen.getByText('When Ana is back')).toBeTruthy()
  })

  it.each([
    [{ answered: 1, needed: 2, of: 3 }, /^1 of their 3 stations answered, and opening takes 2\./],
    [{ answered: 0, needed: 1, of: 1 }, /^Their station doesn’t answer\./],
    [{ answered: 2, needed: 2, of: 3 }, /^Their stations answer, but can’t hand the letter over now\./],
  ])('says what its stations said while too few of them release it: %j', async (details, words) => {
    renderPane({
      isOnline: false,
      read: () => {
        throw new EngineError('KEEPERS_AWAY', 'away', { details })
      },
    })
    await open()
    expect(await screen.findByText('Ana is offline')).toBeTruthy()
    expect(screen.getByText(words)).toBeTruthy()
  })

  it('stops waiting on request, and is still sealed', async () => {
    const read = vi.fn(() => {
      throw new EngineError('AUTHOR_AWAY', 'away')
    })
    const { engine } = renderPane({ read })
    await open()
    ;(await screen.findByRole('button', { name: 'Stop waiting' })).click()
    expect(await screen.findByRole('button', { name: 'Open the letter' })).toBeTruthy()
    engine.tell({ type: 'contact-changed', person: ANA.person })
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(read).toHaveBeenCalledOnce()
  })

  it('a sealed letter that is recalled during the wait says so', async () => {
    let refusal = 'AUTHOR_AWAY' as 'AUTHOR_AWAY' | 'RECALLED'
    const { engine, shown } = renderPane({
      read: () => {
        throw new EngineError(refusal, 'x')
      },
    })
    await open()
    await screen.findByText('Ana is offline')
    refusal = 'RECALLED'
    shown.summary = { ...shown.summary, state: 'recalled' }
    engine.tell({ type: 'letter-changed', ref })
    expect(await screen.findByRole('heading', { name: 'Recalled before you opened it' })).toBeTruthy()
  })
})

it.each([
  ['3609-01-01T00:00:00.000Z', 1],
  ['2026-11-24T10:42:00.000Z', 0],
])('an opened letter of %s says whether the clock of its author was ahead', async (sentAt, count) => {
  const summary = { state: 'referenced', sentAt, arrivedAt: '2026-11-24T10:43:00.000Z' } as const
  renderPane({ summary, letter: { sentAt } })
  await screen.findByText('Here they are.')
  expect(screen.queryAllByText(/^The sender’s clock was ahead/)).toHaveLength(count)
})

describe('a letter that cannot be opened', () => {
  it('by the word of stations says who says so, and asks again on request', async () => {
    let isTrue = true
    const read = (): Letter => {
      if (!isTrue) return opened()
      throw new EngineError('RECALLED', 'x', { details: { by: 'stations', said: 2, of: 3 } })
    }
    renderPane({ read })
    await open()
    expect(await screen.findByRole('heading', { name: 'Its stations say it has ended' })).toBeTruthy()
    expect(screen.getByText(/^2 of Ana’s 3 stations say/)).toBeTruthy()
    isTrue = false
    screen.getByRole('button', { name: 'Try again' }).click()
    expect(await screen.findByText('Here they are.')).toBeTruthy()
  })

  it.each([
    ['recalled', 'Recalled before you opened it'],
    ['expired', 'Expired'],
    ['held', 'On hold'],
  ] as const)('and is %s shows the reason, without a request to other devices', async (state, title) => {
    const read = vi.fn(() => opened())
    renderPane({ summary: { state }, read })
    expect(await screen.findByRole('heading', { name: title })).toBeTruthy()
    expect(read).not.toHaveBeenCalled()
  })

  it.each(['ALTERED', 'REWRITTEN'] as const)(
    'a letter that is %s shows a clear warning, with the evidence a press away',
    async (code) => {
      const { shell } = renderPane({
        read: () => {
          throw new EngineError(code, 'not what was announced', { details: { evidence: 'grant' } })
        },
      })
      await open()
      const alarm = await screen.findByRole('alert')
      expect(alarm.textContent).toContain(code)
      within(alarm).getByRole('button', { name: 'Show the evidence' }).click()
      const dialog = await screen.findByRole('dialog', { hidden: true })
      expect(dialog.textContent).toContain('grant')
      within(dialog).getByRole('button', { name: 'Copy the evidence', hidden: true }).click()
      await waitFor(() =>
        expect(String(shell.asked.find(([name]) => name === 'copyText')?.[1])).toMatch(
          new RegExp(`${code}[^]*grant`),
        ),
      )
    },
  )

  it('a letter for other readers offers to ask its author for access', async () => {
    const ask = vi.fn(() => ({ ref, state: 'asked' }))
    renderPane({
      read: () => {
        throw new EngineError('NOT_A_READER', 'x')
      },
      more: { ask },
    })
    await open()
    ;(await screen.findByRole('button', { name: 'Send request' })).click()
    expect(await screen.findByText(/^Request sent\./)).toBeTruthy()
    expect(ask).toHaveBeenCalledExactlyOnceWith({ ref, text: '' })
  })
})

describe('an open letter', () => {
  const summary = { state: 'referenced' } as const

  it('is called verified only if its author is proven, and never for a mail', async () => {
    const named = { ...ANA, name: 'Bank <chief@bank.example>' }
    const mail = { from: named, imported: { whose: null } }
    renderPane({
      summary: { ...mail, kind: 'mail', state: 'stored' },
      letter: { ...mail, verified: false },
    })
    await screen.findByText('No server checked who sent it')
    const { textContent } = screen.getByText('From').closest('dl')!
    expect(textContent).toContain('Bank <chief@bank.example>')
    expect(screen.queryByText(/, verified/)).toBeNull()
    expect(screen.queryByRole('button', { name: /^Reply/ })).toBeNull()
  })

  it('says that the files of a mail are in the own store, where they are', async () => {
    const mail = { from: { ...ANA, name: 'Ana <ana@a.example>' }, imported: { whose: null } }
    const file = { file: 'f'.repeat(64), name: 'plan.pdf', size: 4_200, type: 'application/pdf' }
    const attachments = [{ ...file, preview: null, facts: {} } as never]
    renderPane({
      summary: { ...mail, kind: 'mail', state: 'stored' },
      letter: { ...mail, verified: false, attachments },
    })
    expect(await screen.findByText('4.2 kB · in your store')).toBeTruthy()
  })

  it('shows a sealed original as its notice, and opens nothing', async () => {
    const read = vi.fn(() => opened())
    const original = {
      ref: refOf('question'),
      from: BEN,
      to: [],
      subject: 'Q',
      sentAt: '2026-11-20T10:00:00.000Z',
      code: 'NOT_A_READER' as const,
    }
    renderPane({ summary, read, original })
    expect((await screen.findByRole('region', { name: 'Ben · Q' })).textContent).toMatch(
      /A letter that isn’t for you/,
    )
    expect(read).not.toHaveBeenCalled()
  })

  it('names the words of another thread that it answers', async () => {
    const links = [{ rel: 'reply' as const, ref: refOf('said') }]
    const said = letter('said', { from: BEN, state: 'referenced', subject: '', excerpt: 'Which drawings?' })
    renderPane({ summary, letter: { links }, more: { summary: () => said } })
    expect(await screen.findByRole('button', { name: /“Which drawings\?”\s*Ben/ })).toBeTruthy()
  })

  it('reports its reader’s state to the author, with a note', async () => {
    const mark = vi.fn(() => ({ ref, state: 'done' }))
    renderPane({ summary, more: { mark } })
    ;(await screen.findByRole('button', { name: 'Add a comment' })).click()
    const field = await screen.findByRole<HTMLInputElement>('textbox', { name: 'Comment for Ana' })
    field.value = ' to the printer '
    field.dispatchEvent(new Event('input', { bubbles: true }))
    screen.getByRole('button', { name: 'Done' }).click()
    await waitFor(() =>
      expect(mark).toHaveBeenCalledExactlyOnceWith({ ref, value: 'done', note: 'to the printer' }),
    )
  })

  it('is answered below it, by a link and not by a quotation', async () => {
    const { app } = renderPane({ summary })
    ;(await screen.findByRole('button', { name: 'Reply to Ana' })).click()
    const field = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Reply' })
    expect(field.value).toBe('')
    screen.getByRole('button', { name: 'As a letter…' }).click()
    await waitFor(() => expect(app.route.place).toMatchObject({ screen: 'compose' }))
    expect(saved).toMatchObject({ to: [ANA.person], replyTo: ref, subject: 'Re: Drawings', text: '' })
  })
})
