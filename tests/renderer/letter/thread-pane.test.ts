// A thread in the pane: what folds, what stays sealed, what opening tells, and the reply below it.
import { fireEvent, screen, waitFor, within } from '@testing-library/svelte'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import {
  EngineError,
  PLAIN_POLICY,
  type DraftId,
  type Letter,
  type LetterSummary,
  type RefText,
  type ThreadLetter,
} from '../../../src/core/contract/index.ts'
import ThreadPane from '../../../src/renderer/letter/ThreadPane.svelte'
import { readingMinutes, stack } from '../../../src/renderer/letter/thread-stack.ts'
import { findPassage } from '../../../src/core/contract/quoted-passage.ts'
import { ANA, arrivalOf, BEN, letter, ME, refOf } from '../inbox/letters.ts'
import { thread } from '../inbox/threads.ts'
import { contact } from '../compose/people-of-tests.ts'
import { renderInApp } from '../support/render.ts'

// The test DOM has no focus within a shadow root, so the plain field stays, as without the editor.
vi.mock('../../../src/renderer/editor/open-editor.ts', () => {
  throw new Error('not loaded')
})

const at = (minute: number): string => new Date(Date.UTC(2026, 10, 24, 10, minute)).toISOString()

function openedLetter(name: string, minute: number, more: Partial<Letter> = {}): ThreadLetter {
  const summary = letter(name, { state: 'referenced', sentAt: at(minute), to: [ME, BEN], ...pick(more) })
  const shown = {
    ref: refOf(name),
    from: ANA,
    to: [ME, BEN],
    subject: 'Harbour',
    text: `The text of ${name}.`,
    sentAt: at(minute),
    links: [],
    tags: [],
    imported: null,
    attachments: [],
    replacedBy: null,
    reactions: [],
    verified: true as const,
    policy: { ...PLAIN_POLICY, mode: 'controlled' as const },
    ...more,
  }
  return { summary, shown }
}

const pick = ({ from }: Partial<Letter>): Partial<LetterSummary> => (from === undefined ? {} : { from })

function sealedLetter(name: string, minute: number, more: Partial<LetterSummary> = {}): ThreadLetter {
  const summary = letter(name, { sentAt: at(minute), opensFrom: 'author', to: [ME], ...more })
  const { ref, from, to, subject, sentAt } = summary
  return { summary, shown: { ref: ref!, from, to, subject, sentAt, code: 'SEALED' } }
}

describe('the stack', () => {
  const letters = [0, 1, 2, 3, 4].map((minute) => openedLetter(`letter-${minute}`, minute))

  it('folds earlier opened letters, and keeps the two latest', () => {
    expect(stack(letters, () => false).map(({ kind }) => kind)).toEqual(['folded', 'letter', 'letter'])
  })

  it('never folds a sealed letter, nor a single one', () => {
    const mixed = [letters[0]!, sealedLetter('sealed', 1), ...letters.slice(2)]
    expect(stack(mixed, () => false).map(({ kind }) => kind)).toEqual([
      'letter',
      'letter',
      'letter',
      'letter',
      'letter',
    ])
  })

  it('shows the letter of a link between two folded runs', () => {
    const many = Array.from({ length: 9 }, (_, minute) => openedLetter(`letter-${minute}`, minute))
    const kinds = stack(many, ({ shown }) => shown.ref === refOf('letter-3')).map(({ kind }) => kind)
    expect(kinds).toEqual(['folded', 'letter', 'folded', 'letter', 'letter'])
  })

  it('takes the quoted words from the beginning of an answer', () => {
    expect(findPassage('> [“a \\[b\\]”](fumikura://ref/xyz)\n\nYes.')).toEqual({
      words: '“a [b]”',
      ref: 'fumikura://ref/xyz',
      rest: 'Yes.',
    })
    expect(findPassage('Yes.\n> [“a”](fumikura://ref/xyz)')).toBeNull()
  })

  it('counts words, and characters where words have no spaces', () => {
    expect([
      readingMinutes('word '.repeat(660)),
      readingMinutes('字'.repeat(1000)),
      readingMinutes('Hi'),
    ]).toEqual([3, 2, 0])
  })
})

let letters: ThreadLetter[]
let saved: { text: string; to: string[]; replyTo: RefText } | null
/** How many letters the engine gives at once. */
let page: number
const asked: string[] = []
/** What the engine waits for before it gives a letter. */
let reading: Promise<void>
/** Why the engine does not give a letter. */
let refused: EngineError | null
/** False if this home has no notice of the letter. */
let isListed: boolean

beforeEach(() => {
  isListed = true
  asked.length = 0
  refused = null
  reading = Promise.resolve()
  page = 500
  saved = null
  letters = [
    ...[0, 1, 2].map((minute) => openedLetter(`letter-${minute}`, minute)),
    openedLetter('answer', 3, { text: `> [“text of letter-0”](${refOf('letter-0')})\n\nI think so.` }),
  ]
})

function renderThread(ref = refOf('letter-0'), more: { isLetter?: boolean } = {}) {
  const people = [ANA, ME]
  return renderInApp(
    ThreadPane,
    { ref, ...more },
    {
      home: {
        status: () => ({ state: 'open', ...ME }),
        standing: () => ({ boxes: { drafts: { total: 0 } }, labels: [] }),
      },
      people: {
        whoami: () => ME,
        contacts: () => [contact('Ana', { person: ANA.person }), contact('Ben', { person: BEN.person })],
      },
      groups: { list: () => [], requests: () => [] },
      threads: {
        get: ({ limit, before }: { limit: number; before?: string }) => {
          asked.push('get')
          if (!isListed) throw new EngineError('NOT_FOUND', 'x', { details: { author: ANA.person } })
          const end = before === undefined ? letters.length : Number(before)
          const start = Math.max(0, end - Math.min(limit, page))
          return {
            summary: thread('letter-0', { subject: 'Harbour', people, count: letters.length }),
            letters: letters.slice(start, end),
            earlier: start === 0 ? null : String(start),
          }
        },
      },
      letters: {
        read: async ({ ref }: { ref: RefText }) => {
          asked.push(`read ${ref}`)
          await reading
          if (refused !== null) throw refused
          const name = ref.replace('fumikura://ref/', '')
          letters = letters.map((one) => (one.shown.ref === ref ? openedLetter(name, 9) : one))
          return letters.find(({ shown }) => shown.ref === ref)!.shown
        },
      },
      drafts: {
        save: (input: never) => ((saved = input), { draft: 'd' as DraftId, savedAt: at(0) }),
        remove: () => void asked.push('remove draft'),
        send: () => ({ ref: refOf('mine'), state: 'scheduled' }),
      },
    },
  )
}

const line = async (name: string): Promise<HTMLElement> => screen.findByRole('region', { name })

describe('the pane', () => {
  it('folds earlier letters into one line, which shows them on a press', async () => {
    renderThread()
    expect(await screen.findByText('I think so.')).toBeTruthy()
    expect(screen.queryByText('The text of answer.')).toBeNull()
    expect(screen.queryByText('The text of letter-0.')).toBeNull()
    await fireEvent.click(screen.getByRole('button', { name: /2 earlier letters/ }))
    expect(await screen.findByText('The text of letter-0.')).toBeTruthy()
  })

  it('goes to the quoted letter on a press, also if it is folded', async () => {
    renderThread()
    await fireEvent.click(await screen.findByRole('button', { name: /“text of letter-0”/ }))
    expect(await screen.findByText('The text of letter-0.')).toBeTruthy()
    expect(screen.queryByText(/fumikura:/)).toBeNull()
  })

  it('names everyone who has a letter of it, not only who wrote one', async () => {
    letters = [openedLetter('one', 1), openedLetter('two', 2, { to: [ME, BEN] })]
    renderThread()
    expect(await screen.findByText(/^Ana, Ben,? and you$/)).toBeTruthy()
  })

  it('goes to the first letter by Home, and to the last by End', async () => {
    renderThread()
    await screen.findByText('I think so.')
    const article = (): string => document.activeElement?.closest('article')?.textContent ?? ''
    await fireEvent.keyDown(document.body, { key: 'Home' })
    await waitFor(() => expect(article()).toMatch(/text of letter-0/))
    await fireEvent.keyDown(document.activeElement!, { key: 'End' })
    await waitFor(() => expect(article()).toMatch(/I think so/))
  })

  it('goes through the letters by n and p, also the folded ones, and answers the one with the focus', async () => {
    renderThread()
    await screen.findByText('I think so.')
    const focusIsIn = (text: RegExp): Promise<void> =>
      waitFor(() => expect(document.activeElement?.closest('article')?.textContent).toMatch(text))
    const press = (key: string): Promise<boolean> => fireEvent.keyDown(document.activeElement!, { key })
    for (const text of [/text of letter-2/, /text of letter-1/, /text of letter-0/]) {
      await press('p')
      await focusIsIn(text)
    }
    await press('p')
    await focusIsIn(/text of letter-0/)
    await press('n')
    await focusIsIn(/text of letter-1/)
    await press('r')
    await fireEvent.input(await screen.findByRole('textbox', { name: 'Reply' }), {
      target: { value: 'Yes.' },
    })
    await waitFor(() => expect(saved).toMatchObject({ replyTo: refOf('letter-1') }))
  })

  it('says what opening tells, and opens only the pressed letter', async () => {
    letters.push(sealedLetter('film', 4, { subject: 'The walk-through' }))
    letters.push(sealedLetter('quiet', 5, { policy: { ...PLAIN_POLICY, mode: 'open' } }))
    renderThread()
    const film = await line('Ana · The walk-through')
    expect(within(film).getByText('Ana will see when you open it')).toBeTruthy()
    expect(within(await line('Ana · quiet')).getByText('Nobody will see when you open it')).toBeTruthy()
    expect(asked).toEqual(['get'])
    await fireEvent.click(within(film).getByRole('button', { name: 'Open' }))
    expect(await screen.findByText('The text of film.')).toBeTruthy()
    expect(asked.filter((call) => call.startsWith('read'))).toEqual([`read ${refOf('film')}`])
  })

  it('says before “Open all” which open now, whose wait, and who will see it', async () => {
    letters.push(sealedLetter('one', 4), sealedLetter('two', 5, { from: BEN, opensFrom: 'nobody' }))
    renderThread()
    expect(await screen.findByText('1 now, Ben’s when back · Ana and Ben will see')).toBeTruthy()
    await fireEvent.click(screen.getByRole('button', { name: 'Open all 2 sealed' }))
    await waitFor(() =>
      expect(asked).toEqual(expect.arrayContaining([`read ${refOf('one')}`, `read ${refOf('two')}`])),
    )
  })

  it('says in the place of a large letter how much of it is here', async () => {
    letters.push(sealedLetter('long', 4, { size: 5_000_000 }))
    reading = new Promise(() => undefined)
    const { engine } = renderThread()
    const long = await line('Ana · long')
    await fireEvent.click(within(long).getByRole('button', { name: 'Open' }))
    expect(await within(long).findByText('Getting it from Ana · 5 MB')).toBeTruthy()
    engine.tell({ type: 'letter-fetching', ref: refOf('long'), bytes: 2_000_000 })
    expect(await within(long).findByText('Getting it from Ana · 2 MB of 5 MB')).toBeTruthy()
    await fireEvent.click(within(long).getByRole('button', { name: 'Stop' }))
    engine.tell({ type: 'letter-fetching', ref: refOf('long'), bytes: 3_000_000 })
    expect(await within(long).findByRole('button', { name: 'Open' })).toBeTruthy()
  })

  it('shows what became of a letter in its own place', async () => {
    const recalled = sealedLetter('gone', 4, { state: 'recalled', stateAt: at(5) })
    letters.push({ ...recalled, shown: { ...recalled.shown, code: 'RECALLED' } })
    renderThread()
    const gone = await line('Ana · gone')
    expect(gone.textContent).toMatch(/Recalled .*, before you opened it.*No copy was kept\./)
    expect(within(gone).queryByRole('button', { name: 'Open' })).toBeNull()
  })

  it('shows the evidence of an altered letter in its place, and copies it', async () => {
    letters = [openedLetter('one', 1), sealedLetter('two', 2)]
    refused = new EngineError('ALTERED', 'not what was announced', { details: { evidence: 'grant' } })
    const { app, shell } = renderThread()
    const two = await line('Ana · two')
    await fireEvent.click(within(two).getByRole('button', { name: 'Open' }))
    const { place } = app.route
    await fireEvent.click(await within(two).findByRole('button', { name: 'Show the evidence' }))
    const dialog = await screen.findByRole('dialog', { hidden: true })
    expect(dialog.textContent).toContain('grant')
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Copy the evidence', hidden: true }))
    await waitFor(() =>
      expect(String(shell.asked.find(([name]) => name === 'copyText')?.[1])).toMatch(/ALTERED[^]*grant/),
    )
    expect(app.route.place).toBe(place)
  })

  it('adds a sealed answer that arrives without asking the engine', async () => {
    const { engine } = renderThread()
    await screen.findByText('I think so.')
    asked.length = 0
    const answer = letter('later', { sentAt: at(30), replyTo: refOf('answer'), opensFrom: 'author' })
    engine.tell(arrivalOf(answer))
    expect(await line('Ana · later')).toBeTruthy()
    expect(asked).toEqual([])
  })

  it('reads words that came with their notice when the thread is shown', async () => {
    letters.push(sealedLetter('here', 4, { opensFrom: 'here' }))
    renderThread()
    await waitFor(() => expect(asked).toContain(`read ${refOf('here')}`))
  })
})

describe('versions', () => {
  beforeEach(() => {
    const [first, second] = [openedLetter('first', 1), openedLetter('second', 2)]
    letters = [
      { ...first, summary: { ...first.summary!, isReplaced: true } },
      { ...second, summary: { ...second.summary!, replaces: refOf('first') } },
    ]
  })

  it('shows the latest one alone, with the whole page', async () => {
    renderThread(refOf('second'))
    expect(await screen.findByText('The text of second.')).toBeTruthy()
    expect(screen.queryByText('The text of first.')).toBeNull()
    expect(screen.getByRole('heading', { name: 'Harbour', level: 2 })).toBeTruthy()
  })

  it('shows an earlier one instead, if the address means it', async () => {
    renderThread(refOf('first'), { isLetter: true })
    expect(await screen.findByText('The text of first.')).toBeTruthy()
    expect(screen.queryByText('The text of second.')).toBeNull()
  })
})

it('a link to a letter that no list has shows the letter once it is opened', async () => {
  isListed = false
  letters = [openedLetter('kept', 1)]
  renderThread(refOf('kept'))
  await fireEvent.click(await screen.findByRole('button', { name: 'Open it' }))
  expect(await screen.findByText('The text of kept.')).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Reply to both' })).toBeTruthy()
})

describe('a thread with more letters than are read at once', () => {
  const names = (): string[] => screen.getAllByText(/^The text of/).map(({ textContent }) => textContent)

  beforeEach(() => {
    page = 2
    letters = [0, 1, 2, 3, 4].map((minute) => openedLetter(`letter-${minute}`, minute))
  })

  it('says how many are earlier, and shows them on a press', async () => {
    renderThread()
    await screen.findByText('The text of letter-4.')
    expect(screen.queryByText('The text of letter-2.')).toBeNull()
    await fireEvent.click(screen.getByRole('button', { name: 'Show 3 earlier letters' }))
    await fireEvent.click(await screen.findByRole('button', { name: 'Show 1 earlier letter' }))
    await waitFor(() =>
      expect(screen.queryByRole('button', { name: /^Show \d+ earlier letters?$/ })).toBeNull(),
    )
    await waitFor(() => expect(names().length).toBeGreaterThan(2))
  })

  it('reads as far back as the letter of the address', async () => {
    renderThread(refOf('letter-1'))
    expect(await screen.findByText('The text of letter-1.')).toBeTruthy()
    expect(screen.getByRole('button', { name: 'Show 1 earlier letter' })).toBeTruthy()
  })

  it('keeps the earlier letters when it is read again', async () => {
    const { engine } = renderThread()
    await fireEvent.click(await screen.findByRole('button', { name: 'Show 3 earlier letters' }))
    await screen.findByRole('button', { name: 'Show 1 earlier letter' })
    const before = asked.length
    engine.tell({ type: 'letter-changed', ref: refOf('letter-4') } as never)
    await waitFor(() => expect(asked.length).toBe(before + 2))
    expect(screen.getByRole('button', { name: 'Show 1 earlier letter' })).toBeTruthy()
  })
})

describe('the reply', () => {
  it('says whom it reaches, keeps its draft, and goes by the keyboard', async () => {
    const send = vi.fn()
    const { app } = renderThread()
    app.events.on('letter-changed', send)
    await fireEvent.click(await screen.findByRole('button', { name: 'Reply to both' }))
    const field = await screen.findByRole('textbox', { name: 'Reply' })
    expect(screen.getByText('To Ana and Ben')).toBeTruthy()
    await fireEvent.input(field, { target: { value: 'Yes.' } })
    await fireEvent.click(screen.getByRole('button', { name: 'Only Ana' }))
    await waitFor(() =>
      expect(saved).toMatchObject({ text: 'Yes.', to: [ANA.person], replyTo: refOf('answer') }),
    )
    await fireEvent.keyDown(field, { key: 'Escape' })
    expect(await screen.findByRole('button', { name: 'Draft: Yes.' })).toBeTruthy()
  })

  it('keeps no draft if nothing was written', async () => {
    renderThread()
    await fireEvent.click(await screen.findByRole('button', { name: 'Reply to both' }))
    const field = await screen.findByRole('textbox', { name: 'Reply' })
    await fireEvent.click(screen.getByRole('button', { name: 'Only Ana' }))
    await waitFor(() => expect(saved).toMatchObject({ text: '', to: [ANA.person] }))
    await fireEvent.keyDown(field, { key: 'Escape' })
    expect(await screen.findByRole('button', { name: 'Reply to both' })).toBeTruthy()
    await waitFor(() => expect(asked).toContain('remove draft'))
  })

  it('answers a letter of one’s choice to everyone who has it, and says so if it is for fewer', async () => {
    renderThread()
    const answer = await screen.findByText('I think so.')
    const article = answer.closest('article')!
    await fireEvent.click(within(article).getByRole('button', { name: 'Reply' }))
    expect(await screen.findByText('To Ana and Ben')).toBeTruthy()
    await fireEvent.click(screen.getByRole('button', { name: 'Only Ana' }))
    expect(await screen.findByText('Only to Ana')).toBeTruthy()
  })

  it('stays with everyone after an own answer to one of them', async () => {
    const side = openedLetter('side', 4, { from: ME, to: [ANA] })
    letters.push({ ...side, summary: { ...side.summary!, replyTo: refOf('answer') } })
    renderThread()
    expect(await screen.findByRole('button', { name: 'Reply to both' })).toBeTruthy()
  })

  it('says that the answer to the latest letter leaves somebody out', async () => {
    letters.push(openedLetter('aside', 4, { to: [ME] }))
    renderThread()
    expect(await screen.findByRole('button', { name: 'Reply only to Ana' })).toBeTruthy()
  })

  it('quotes the selected words beside them, and a sentence by the keyboard alone', async () => {
    HTMLElement.prototype.showPopover = () => undefined
    letters.push(openedLetter('long', 4, { text: 'It rains. The boat is late.\n\nBring a coat.' }))
    renderThread()
    await screen.findByText('It rains. The boat is late.')
    const press = (key: string): Promise<boolean> => fireEvent.keyDown(document.body, { key })
    await press('q')
    await press('q')
    expect(document.getSelection()!.toString()).toBe('The boat is late.')
    await fireEvent(document, new Event('selectionchange'))
    expect(await screen.findByRole('toolbar', { name: 'With the selected words' })).toBeTruthy()
    await press('r')
    await waitFor(() =>
      expect(saved).toMatchObject({
        text: `> [“The boat is late.”](${refOf('long')})\n\n`,
        to: [ANA.person, BEN.person],
        replyTo: refOf('long'),
      }),
    )
  })

  it('names the letter that it answers, unless that is the latest one', async () => {
    renderThread()
    await fireEvent.click(await screen.findByRole('button', { name: /earlier letters/ }))
    const first = (await screen.findByText('The text of letter-0.')).closest('article')!
    await fireEvent.click(within(first).getByRole('button', { name: 'Reply' }))
    const box = await screen.findByRole('group', { name: 'Reply' })
    expect(await within(box).findByRole('button', { name: /The text of letter-0/ })).toBeTruthy()
    await waitFor(() => expect(within(box).getByText('To Ana and Ben')).toBeTruthy())
  })
})
