// The author's view of a letter. A recall asks first, shows its result, and the view follows
// events.
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/svelte'
import { beforeEach, expect, test } from 'vitest'
import {
  PLAIN_POLICY,
  type DraftId,
  type LetterStatus,
  type PersonId,
  type ReaderStatus,
  type RefText,
  type StationVote,
} from '../../../src/core/contract/index.ts'
import { EngineError } from '../../../src/core/contract/index.ts'
import AuthorPane from '../../../src/renderer/author/AuthorPane.svelte'
import { renderInApp } from '../support/render.ts'

const WRITTEN = {
  ...{ to: ['ana'], typed: [], readers: [], subject: 'Keys', text: 'Under the mat.', tags: [] },
  ...{ replyTo: null, replaces: null, saying: null, attachments: [], remindAfterMs: null },
  savedAt: '2026-11-24T08:00:00.000Z',
}
const REF = 'fumikura://ref/abcdef' as RefText
let readers: ReaderStatus[]
/** The letters of the conversation. */
let conversation: RefText[]
let isRecalled: boolean
let draft: DraftId | null
let placed: LetterStatus['stations']
let byMail: LetterStatus['byMail']

function reader(name: string, state: ReaderStatus['state'], at: string): ReaderStatus {
  return { person: name as PersonId, name, state, at, arrivedAt: at, note: null, stations: null, history: [] }
}

beforeEach(() => {
  isRecalled = false
  draft = null
  placed = null
  byMail = []
  conversation = [REF]
  readers = [
    reader('Ana', 'notified', '2026-11-24T08:00:00.000Z'),
    reader('Ben', 'referenced', '2026-11-24T09:20:00.000Z'),
  ]
})

/** Returns the number of readers in each state. */
function tallyOf(all: readonly ReaderStatus[]): LetterStatus['tally'] {
  const tally: LetterStatus['tally'] = {}
  for (const { state } of all) tally[state] = (tally[state] ?? 0) + 1
  return tally
}

const calls = {
  threads: {
    get: () => ({ letters: conversation.map((ref) => ({ summary: null, shown: { ref } })), earlier: null }),
  },
  letters: {
    summary: () => ({
      ref: REF,
      from: { person: 'me', name: 'Me' },
      to: readers.map(({ person, name }) => ({ person, name })),
      subject: 'Minutes',
      sentAt: '2026-11-24T08:00:00.000Z',
      policy: { ...PLAIN_POLICY, mode: 'controlled' },
      answer: null,
      deletedAt: null,
      remindsAt: null,
      tidy: { archived: false, starred: false, snoozedUntil: null, unread: false, labels: [] },
    }),
    status: () => ({
      ...{ ref: REF, stations: placed, deletedAt: null, readers, byMail, tally: tallyOf(readers), draft },
    }),
    who: () => ({ ref: REF, audiences: [], readers: [], readerCount: 0 }),
    cost: () => ({ bodies: 1, bodyBytes: 1000, notices: 2, noticeBytes: 512 }),
    asks: () => [
      {
        ref: REF,
        from: { person: 'carol', name: 'Carol' },
        text: 'May I?',
        at: '2026-11-24T10:00:00.000Z',
        via: null,
      },
    ],
    read() {
      if (isRecalled) throw new EngineError('RECALLED', 'Its key was destroyed.')
      return { ref: REF, text: 'We agreed on three things.', original: null }
    },
    recall() {
      readers = [reader('Ana', 'recalled', '2026-11-24T10:00:00.000Z'), readers[1]!]
      return {
        ref: REF,
        audiences: [],
        readers: [
          { ...readers[0]!, outcome: 'recalled' },
          { ...readers[1]!, outcome: 'too-late' },
        ],
      }
    },
  },
}

const rowOf = (name: string): HTMLElement => screen.getByText(name, { selector: 'bdi' }).closest('li')!

test('each reader has a row with a state, and the cost is shown above the rows', async () => {
  renderInApp(AuthorPane, { ref: REF }, calls)
  expect(await screen.findByText('1 of 2 has opened it')).toBeTruthy()
  expect(rowOf('Ben').dataset.state).toBe('referenced')
  expect(screen.getByText('stored once · 2 notices · 1.5 kB in your store')).toBeTruthy()
})

test('a change from an engine event is shown without a new request by the person', async () => {
  const { engine } = renderInApp(AuthorPane, { ref: REF }, calls)
  await screen.findByText('1 of 2 has opened it')
  readers = [reader('Ana', 'done', '2026-11-24T11:00:00.000Z'), readers[1]!]
  engine.tell({ type: 'letter-changed', ref: `${REF}-with-the-rest-of-it` as RefText })
  expect(await screen.findByText('Both have opened it')).toBeTruthy()
})

test('a recall first says who keeps the letter, and then for whom it was too late', async () => {
  renderInApp(AuthorPane, { ref: REF }, calls)
  await fireEvent.click(await screen.findByRole('button', { name: /^Recall/ }))
  const dialog = within(document.querySelector('dialog')!)
  expect(dialog.getByText('Ana will never be able to read it.')).toBeTruthy()
  expect(dialog.getByText('Ben already opened it and will keep it.')).toBeTruthy()
  await fireEvent.click(dialog.getByRole('button', { name: 'Recall', hidden: true }))
  expect(await screen.findByText('Recalled from Ana.')).toBeTruthy()
  expect(screen.getByText(/^Too late for Ben: opened .+/)).toBeTruthy()
  await waitFor(() => expect(rowOf('Ana').dataset.state).toBe('recalled'))
})

test('a toast says that a recall is not certain yet, and the box of the stations stays open', async () => {
  readers = [reader('Ana', 'notified', '2026-11-24T08:00:00.000Z')]
  const votes = [
    { station: 'shelf', vote: 'burned' },
    { station: 'office', vote: null },
  ] as StationVote[]
  const numbers = { of: 2, handedOver: 2, released: 0, burned: 1, burnedByWord: 0, held: 0, letGo: 0 }
  const { app, engine } = renderInApp(
    AuthorPane,
    { ref: REF },
    {
      ...calls,
      letters: {
        ...calls.letters,
        recall() {
          const stations = { ...numbers, sent: 2, need: 2, certainAt: 2, votes }
          readers = [{ ...reader('Ana', 'recalling', '2026-11-24T10:00:00.000Z'), stations }]
          return { ref: REF, audiences: [], readers: [{ ...readers[0]!, outcome: 'recalling' }] }
        },
      },
    },
  )
  await fireEvent.click(await screen.findByRole('button', { name: 'Recall' }))
  const dialog = within(document.querySelector('dialog')!)
  await fireEvent.click(dialog.getByRole('button', { name: 'Recall', hidden: true }))
  expect(await screen.findByText(/^Recalled at 1 of 2 stations/)).toBeTruthy()
  expect(app.toasts.shown.map(({ text }) => text)).toEqual([
    'Being recalled from Ana. The result isn’t certain yet.',
  ])
  expect(screen.queryByText('Recall results')).toBeNull()
  // Once it is certain, no toast may still doubt it.
  readers = [reader('Ana', 'recalled', '2026-11-24T10:00:01.000Z')]
  engine.tell({ type: 'letter-changed', ref: REF })
  await waitFor(() => expect(app.toasts.shown.map(({ text }) => text)).toEqual(['Recalled from Ana.']))
})

test('a recall of a letter at stations says what makes it certain', async () => {
  const numbers = { of: 2, handedOver: 2, released: 0, burned: 0, burnedByWord: 0, held: 0, letGo: 0 }
  const stations = { ...numbers, sent: 2, need: 1, certainAt: 2, votes: [] }
  readers = [{ ...reader('Ana', 'notified', '2026-11-24T08:00:00.000Z'), stations }]
  renderInApp(AuthorPane, { ref: REF }, calls)
  await fireEvent.click(await screen.findByRole('button', { name: 'Recall' }))
  expect(
    await screen.findByText(/^Ana can’t read it any more as soon as enough of your stations/),
  ).toBeTruthy()
  expect(screen.queryByText(/never/)).toBeNull()
})

test('an act that succeeded shows a toast with an undo', async () => {
  readers = [reader('Ana', 'notified', '2026-11-24T08:00:00.000Z')]
  const asked: string[] = []
  const move = (act: string, state: ReaderStatus['state']) => () => {
    asked.push(act)
    readers = [reader('Ana', state, '2026-11-24T10:00:00.000Z')]
    return { ref: REF, audiences: [], readers: [{ ...readers[0]!, outcome: state }] }
  }
  const letters = { ...calls.letters, hold: move('hold', 'held'), letGo: move('letGo', 'notified') }
  const { app } = renderInApp(AuthorPane, { ref: REF }, { ...calls, letters })
  await fireEvent.click(await screen.findByRole('button', { name: 'Hold' }))
  await waitFor(() =>
    expect(app.toasts.shown.map(({ text }) => text)).toEqual(['Held. Ana can’t open the letter now.']),
  )
  expect(screen.queryByText('Hold results')).toBeNull()
  await app.toasts.undoLatest()
  expect(asked).toEqual(['hold', 'letGo'])
})

test('a letter with replies links to its conversation', async () => {
  conversation = [REF, 'fumikura://ref/answer' as RefText]
  renderInApp(AuthorPane, { ref: REF }, calls)
  const link = await screen.findByRole('link', { name: 'Show the conversation (2 letters)' })
  expect(link.getAttribute('href')).toContain('#/inbox/')
})

test('the author can write a further letter to the same readers, and can archive, star and label the letter', async () => {
  const { app } = renderInApp(AuthorPane, { ref: REF }, calls)
  await fireEvent.click(await screen.findByRole('button', { name: 'Write to Ana and Ben' }))
  expect(app.route.place).toMatchObject({ screen: 'compose', replyTo: REF })
  expect(app.shortcuts.active).toEqual(
    expect.arrayContaining(['archive', 'star', 'label', 'forward', 'copyLink', 'reply']),
  )
})

test('once the key is destroyed, the text is edited in its draft, as long as there is one', async () => {
  isRecalled = true
  draft = 'a draft' as DraftId
  renderInApp(AuthorPane, { ref: REF }, calls)
  expect(await screen.findByRole('button', { name: 'Edit and send again' })).toBeTruthy()
  expect(screen.getByText(/Your text is in Drafts\.$/)).toBeTruthy()
  cleanup()
  draft = null
  renderInApp(AuthorPane, { ref: REF }, calls)
  expect(await screen.findByText(/not even you\.$/)).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Edit and send again' })).toBeNull()
})

test('the time of a scheduled letter can be changed, and it can be sent at once', async () => {
  readers = [reader('Ana', 'scheduled', '2099-12-01T18:00:00.000Z')]
  const asked: (string | null)[] = []
  const letters = {
    ...calls.letters,
    schedule({ at }: { at: string | null }) {
      asked.push(at)
      readers = [reader('Ana', at === null ? 'notified' : 'scheduled', at ?? '2026-11-24T10:00:00.000Z')]
      return { ref: REF, audiences: [], readers: [{ ...readers[0]!, outcome: readers[0]!.state }] }
    },
  }
  const { app } = renderInApp(AuthorPane, { ref: REF }, { ...calls, letters })
  expect(await screen.findByText(/^Sends Tuesday Dec 1, 2099, /)).toBeTruthy()
  await fireEvent.click(screen.getByRole('button', { name: 'Change the time' }))
  const dialog = within(document.querySelector('dialog')!)
  await fireEvent.click(dialog.getByRole('button', { name: /December 24/, hidden: true }))
  await fireEvent.input(dialog.getByLabelText('Time'), { target: { value: '9' } })
  await fireEvent.click(dialog.getByRole('button', { name: 'Set the time', hidden: true }))
  await waitFor(() => expect(app.toasts.shown).toHaveLength(1))
  await fireEvent.click(await screen.findByRole('button', { name: 'Send now' }))
  await waitFor(() => expect(asked).toEqual([new Date('2099-12-24T09:00').toISOString(), null]))
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Send now' })).toBeNull())
})

test('a request for access is shown with the words of the person who asks', async () => {
  renderInApp(AuthorPane, { ref: REF }, calls)
  expect(await screen.findByText('“May I?”')).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Write to Carol' })).toBeTruthy()
})

test('a letter that is not on this device says so, and can be tried again', async () => {
  const summary = () => {
    throw new EngineError('NOT_FOUND', 'There is no such letter.')
  }
  renderInApp(AuthorPane, { ref: REF }, { ...calls, letters: { ...calls.letters, summary } })
  expect(await screen.findByRole('button', { name: 'Try again' })).toBeTruthy()
})

/** The calls for a letter to a group, a note or a post, with these states of its readers. */
function callsFor(to: object, tally: LetterStatus['tally'], named: ReaderStatus[], more: object = {}) {
  const asked: object[] = []
  const audience = {
    audience: to,
    mode: 'controlled',
    origin: 'sent',
    since: null,
    state: 'notified',
    count: 3,
    opened: 0,
  }
  const letters = {
    ...calls.letters,
    summary: () => ({ ...calls.letters.summary(), to: [to], ...more }),
    status(input: { limit?: number; after?: string }) {
      asked.push(input)
      const from = input.after === undefined ? 0 : named.findIndex(({ person }) => person === input.after) + 1
      const page = named.slice(from, from + (input.limit ?? 1000))
      return { ref: REF, stations: null, readers: page, byMail: [], tally }
    },
    who: () => ({ ref: REF, audiences: [audience], readers: [], readerCount: 3 }),
    withdraw: () => ({ ref: REF, readers: [], audiences: [{ ...to, outcome: 'too-late' }] }),
  }
  return {
    asked,
    calls: {
      ...calls,
      letters,
      groups: { list: () => [], requests: () => [] },
      people: { contacts: () => [] },
    },
  }
}

const CHOIR = { group: 'choir', name: 'Choir', person: null }
const EVERYONE = { person: 'public', name: '' }

test('a large group shows counts first, and names on demand', async () => {
  const many = Array.from({ length: 150 }, (_, at) =>
    reader(`M${at}`, 'notified', '2026-11-24T08:00:00.000Z'),
  )
  const { asked, calls: large } = callsFor(CHOIR, { referenced: 40, notified: 110 }, many)
  renderInApp(AuthorPane, { ref: REF }, large)
  expect(await screen.findByText('40 of 150 have opened it')).toBeTruthy()
  const counts = screen.getByRole('list', { name: 'How far its readers are' })
  expect([...counts.querySelectorAll('strong')].map(({ textContent }) => textContent)).toEqual(['40', '110'])
  expect(screen.queryByText('M0', { selector: 'bdi' })).toBeNull()
  await fireEvent.click(screen.getByRole('button', { name: 'Show the names' }))
  expect(await screen.findByText('100 of 150 named')).toBeTruthy()
  await fireEvent.click(screen.getByRole('button', { name: 'Show more names' }))
  expect(await screen.findByText('M149', { selector: 'bdi' })).toBeTruthy()
  expect(asked.at(-1)).toMatchObject({ after: 'M99' })
})

test('a recall from many readers first shows their number, not their names', async () => {
  const { calls: large } = callsFor(CHOIR, { referenced: 40, notified: 110 }, [])
  renderInApp(AuthorPane, { ref: REF }, large)
  await fireEvent.click(await screen.findByRole('button', { name: /^Recall/ }))
  const dialog = within(document.querySelector('dialog')!)
  expect(dialog.getByText('The 110 who haven’t opened it will never be able to read it.')).toBeTruthy()
  expect(dialog.getByText('40 already opened it and will keep it.')).toBeTruthy()
})

test('a public letter counts no readers; its withdrawal says what cannot be undone, and shows the result', async () => {
  const { calls: open } = callsFor(EVERYONE, {}, [], {
    policy: { ...PLAIN_POLICY, mode: 'open' },
    state: 'public',
  })
  renderInApp(AuthorPane, { ref: REF }, open)
  expect(await screen.findByText('Public. Anyone can read it, and readers aren’t counted.')).toBeTruthy()
  expect(screen.queryByRole('button', { name: /^Recall/ })).toBeNull()
  await fireEvent.click(screen.getByRole('button', { name: 'Withdraw' }))
  const dialog = within(document.querySelector('dialog')!)
  expect(dialog.getByText(/^Anyone who has it keeps it/)).toBeTruthy()
  await fireEvent.click(dialog.getByRole('button', { name: 'Withdraw', hidden: true }))
  expect(
    await screen.findByText('everyone: too late for anyone who has it. Nobody else can get it from you.'),
  ).toBeTruthy()
})

test('only the author sees a note, and it can be written at once', async () => {
  const { calls: note } = callsFor({ person: 'self', name: 'Me' }, {}, [], { state: 'stored' })
  const read = () => ({ ...calls.letters.read(), tags: [], attachments: [], links: [] })
  const letters = { ...note.letters, read }
  renderInApp(AuthorPane, { ref: REF }, { ...note, letters, drafts: { list: () => [] } })
  expect(await screen.findByText(/^Only you can read this note/)).toBeTruthy()
  expect(await screen.findByRole('textbox', { name: 'Title' })).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Edit' })).toBeNull()
  expect(screen.getByRole('button', { name: 'History' })).toBeTruthy()
})

test('a scheduled letter that nobody knows of is edited, moved, sent or deleted, and not recalled', async () => {
  const at = '2026-12-04T09:00:00.000Z'
  readers = [reader('Ana', 'scheduled', at)]
  const undone: unknown[] = []
  const sent: unknown[] = []
  const kept = { draft: 'd1', ...WRITTEN, policy: { ...PLAIN_POLICY, at } }
  const { app } = renderInApp(
    AuthorPane,
    { ref: REF },
    {
      ...calls,
      letters: {
        ...calls.letters,
        recall(input: object) {
          undone.push(input)
          return { ref: REF, audiences: [], readers: [], draft: 'd1' }
        },
      },
      drafts: {
        get: () => kept,
        remove: () => ({ draft: 'd1' }),
        save: (input: object) => (sent.push(input), { draft: 'd2', savedAt: at }),
        send: () => ({ ref: REF, state: 'scheduled', undoMs: 0 }),
      },
    },
  )
  expect(await screen.findByText('Ana knows nothing of it yet.')).toBeTruthy()
  expect(
    screen
      .getAllByRole('button')
      .map(({ textContent }) => textContent?.trim())
      .filter(Boolean),
  ).toEqual(['Send now', 'Delete', 'Change the time', 'Edit'])
  await fireEvent.click(screen.getByRole('button', { name: 'Delete' }))
  await waitFor(() => expect(undone).toEqual([{ ref: REF, unlessTold: true }]))
  await waitFor(() => expect(app.toasts.shown).toHaveLength(1))
  await app.toasts.undoLatest()
  expect(sent).toMatchObject([{ subject: 'Keys', policy: { at, hold: false } }])
})

test('a mail that came back says what its server said, and is sent again on a press', async () => {
  byMail = [
    {
      address: 'rosa@oldmail.example',
      by: 'words',
      state: 'returned',
      note: 'no such address',
      sentInstead: null,
    },
    { address: 'emi@choir.example', by: 'words', state: 'accepted', note: '', sentInstead: null },
  ]
  const letGo = ({ ref }: { ref: RefText }) => {
    expect(ref).toBe(REF)
    byMail = byMail.map((one) => (one.state === 'returned' ? { ...one, state: 'waiting', note: '' } : one))
    return { ref, readers: [], audiences: [] }
  }
  renderInApp(AuthorPane, { ref: REF }, { ...calls, letters: { ...calls.letters, letGo } })
  expect(await screen.findByText(/Came back: no such address/)).toBeTruthy()
  const mails = within(screen.getByRole('region', { name: 'By mail' }))
  expect(mails.getAllByRole('listitem').map(({ textContent }) => textContent?.trim())).toEqual([
    'emi@choir.example Sent',
  ])
  await fireEvent.click(screen.getByRole('button', { name: 'Send again' }))
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Send again' })).toBeNull())
})

test.each([
  ['accepted', 'Sent', false],
  ['waiting', 'Waiting to be sent', true],
] as const)(
  'an address whose mail is %s is no reader who may open it',
  async (state, words, canBeRecalled) => {
    const emi = 'emi@choir.example'
    readers = [readers[0]!, reader('Emi', 'notified', '2026-11-24T08:00:00.000Z')]
    byMail = [{ ...{ address: emi, by: 'words', state, note: '' }, sentInstead: null }]
    const summary = () => ({
      ...calls.letters.summary(),
      to: readers.map(({ person, name }) => ({ person, name, ...(name === 'Emi' ? { address: emi } : {}) })),
    })
    renderInApp(AuthorPane, { ref: REF }, { ...calls, letters: { ...calls.letters, summary } })
    const head = within(await screen.findByRole('region', { name: 'Readers' }))
    expect(head.getByRole('status').textContent).toBe('Ana hasn’t opened it')
    expect(head.queryByText('Emi')).toBeNull()
    const mails = within(screen.getByRole('region', { name: 'By mail' }))
    expect(mails.getByRole('listitem').textContent).toContain(words)
    await fireEvent.click(screen.getByRole('button', { name: 'Recall' }))
    const dialog = await screen.findByRole('dialog')
    expect(dialog.textContent?.includes('Emi')).toBe(canBeRecalled)
  },
)

test('a letter that went by mail alone has no reader to count, and nothing to hold or recall', async () => {
  const emi = 'emi@choir.example'
  readers = [reader('Emi', 'notified', '2026-11-24T08:00:00.000Z')]
  byMail = [{ ...{ address: emi, by: 'words', state: 'accepted', note: '' }, sentInstead: null }]
  const summary = () => ({ ...calls.letters.summary(), to: [{ person: 'Emi', name: 'Emi', address: emi }] })
  renderInApp(AuthorPane, { ref: REF }, { ...calls, letters: { ...calls.letters, summary } })
  expect(await screen.findByText(emi)).toBeTruthy()
  expect(screen.getByRole('region', { name: 'Readers' }).textContent?.trim()).toBe('')
  for (const name of ['Hold', 'Recall']) expect(screen.queryByRole('button', { name })).toBeNull()
})

test('the address of a mail that came back is mended, and both are told', async () => {
  const wrong = { address: 'rosa@oldmail.example', by: 'words', state: 'returned', note: 'gone' } as const
  const emi = { address: 'emi@choir.example', by: 'words', state: 'accepted', note: '' } as const
  byMail = [wrong, emi].map((one) => ({ ...one, sentInstead: null }))
  const asked: string[] = []
  const readdress = ({ from, to }: { from: string; to: string }) => {
    asked.push(`${from} → ${to}`)
    if (to === emi.address) throw new EngineError('INVALID', 'It goes there already.')
    byMail = [{ ...wrong, sentInstead: to }, byMail[1]!, { ...emi, address: to, sentInstead: null }]
    return byMail
  }
  renderInApp(AuthorPane, { ref: REF }, { ...calls, letters: { ...calls.letters, readdress } })
  await fireEvent.click(
    await screen.findByRole('button', { name: `Send to another address than ${wrong.address}` }),
  )
  const field = (): HTMLInputElement =>
    screen.getByLabelText(`The right address, instead of ${wrong.address}`, { exact: false })
  expect(field().value).toBe(wrong.address)
  const give = async (to: string): Promise<void> => {
    await fireEvent.input(field(), { target: { value: to } })
    await fireEvent.submit(field().form!)
  }
  await give('rosa')
  expect((await screen.findByRole('alert')).textContent).toContain('isn’t a whole address')
  await give(emi.address)
  await screen.findByText(/goes to this address already/)
  await give('rosa@newmail.example')
  await screen.findByText(/Came back: gone.*sent to rosa@newmail.example instead/s)
  expect(asked).toEqual([`${wrong.address} → ${emi.address}`, `${wrong.address} → rosa@newmail.example`])
  expect(screen.queryByRole('button', { name: 'Send again' })).toBeNull()
})
