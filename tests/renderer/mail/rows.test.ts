// Mails among letters: their signs, whom they are from, the newsletters of a day, and the line about an
// account that needs its person.
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/svelte'
import { beforeEach, expect, test } from 'vitest'
import type { Account, ThreadSummary } from '../../../src/core/contract/index.ts'
import BulkRow from '../../../src/renderer/inbox/BulkRow.svelte'
import LetterRow from '../../../src/renderer/inbox/LetterRow.svelte'
import ThreadListPane from '../../../src/renderer/inbox/ThreadList.svelte'
import ThreadRow from '../../../src/renderer/inbox/ThreadRow.svelte'
import { isQuiet, withoutAddress } from '../../../src/renderer/mail/mail-facts.ts'
import { InboxRows, isBulkRow, type BulkRowEntry } from '../../../src/renderer/state/inbox-rows.svelte.ts'
import type { ThreadPages } from '../../../src/renderer/state/thread-pages.svelte.ts'
import { ME } from '../inbox/letters.ts'
import { FakeThreads, thread } from '../inbox/threads.ts'
import { renderInApp } from '../support/render.ts'
import { account, createFakeAccounts } from './accounts-of-tests.ts'
import { mail, mailThread, proof, sentByMail } from './mails.ts'

const WEISS = 'Dr Weiss <office@weiss-zahn.example>'
const listed = { href: '#', isShown: false, isCurrent: true, isSelected: false, onselect: () => undefined }
const home = { status: () => ({ state: 'open', ...ME, wordsProven: true, keyring: null }) }

beforeEach(() => sessionStorage.clear())

async function rowOf(row: ThreadSummary): Promise<HTMLElement> {
  renderInApp(ThreadRow, { ...listed, thread: row }, { home, people: { whoami: () => ME } })
  return (await screen.findByRole('link')).closest('.row')!
}

async function inbox(rows: ThreadSummary[], accounts: readonly Account[] = []) {
  const store = new FakeThreads(rows)
  const calls = { threads: { list: store.list }, accounts: createFakeAccounts(accounts).calls }
  const made = renderInApp(
    ThreadListPane,
    { of: 'inbox' as const },
    { home, people: { contacts: () => [] }, ...calls },
  )
  const list = await screen.findByRole('list', { name: 'Inbox' })
  return { ...made, list: within(list) }
}

test('a new mail is an @ in a disc and bold, a read one a bare @, and neither is sealed', async () => {
  const fresh = await rowOf(mailThread('Appointment', WEISS, { isNew: true }))
  expect(within(fresh).getByText('mail, new').parentElement!.classList).toContain('new')
  expect(fresh.classList).toContain('new')
  expect(fresh.querySelector('.sealed')).toBeNull()
})

test('a read mail has a bare @', async () => {
  const read = await rowOf(mailThread('Appointment', WEISS))
  expect(within(read).getByText('mail').parentElement!.classList).not.toContain('new')
  expect(read.classList).not.toContain('new')
})

test('a sealed letter in the same conversation keeps its seal', async () => {
  const row = await rowOf(
    mailThread(
      'Appointment',
      WEISS,
      {},
      { unopened: 2, fresh: { letters: 2, messages: 0 }, opensFrom: 'author' },
    ),
  )
  within(row).getByText('2 sealed')
})

test('beside the name is its domain, or that nothing proves it', async () => {
  const proven = await rowOf(mailThread('Appointment', WEISS, { proof: proof('pass') }))
  within(proven).getByText('weiss-zahn.example')
  cleanup()
  const row = await rowOf(mailThread('Permit', 'Town hall <a@b.example>', { proof: proof('fail') }))
  expect(row.textContent).not.toContain('b.example')
  expect(screen.getByText('not proven').classList).toContain('offline')
  cleanup()
  await rowOf(mailThread('Permit', 'Town hall <a@b.example>', { proof: proof('none') }))
  expect(screen.getByText('not proven').classList).toContain('offline')
  cleanup()
  // Its server looked at others, and said nothing about this one.
  await rowOf(
    mailThread('Permit', 'Town hall <a@b.example>', { proof: proof('none', null), expectsProof: true }),
  )
  expect(screen.getByText('not proven').classList).toContain('faint')
  cleanup()
  // Of an archive, and of a server that checks nobody, each row would say it.
  await rowOf(mailThread('Permit', 'Town hall <a@b.example>', { expectsProof: false }))
  expect(screen.queryByText('not proven')).toBeNull()
})

test.each([
  [
    'a conversation',
    mailThread('x', WEISS, { proof: proof('pass') }, { people: [mail('x', WEISS).from, ME], peopleCount: 2 }),
  ],
  [
    'a name that is the address',
    mailThread('x', 'office@weiss-zahn.example <office@weiss-zahn.example>', { proof: proof('pass') }),
  ],
])('%s has no domain beside the name', async (_, row) => {
  expect((await rowOf(row)).querySelector('.group')).toBeNull()
})

test.each([
  [{ state: 'returned', note: 'no such address' }, 'Came back: no such address', true],
  [{ state: 'returned', note: '' }, 'Came back', true],
  [{ state: 'waiting', note: '' }, 'Waiting to be sent', false],
  [{ state: 'refused', note: 'mailbox full' }, 'Not sent: mailbox full', true],
  [{ state: 'unsure', note: '' }, 'May not have arrived', true],
] as const)('an own letter by mail says that it has not arrived: %j', async (pending, words, isTrouble) => {
  const row = await rowOf(sentByMail('Recipe', 'rosa@oldmail.example', { pending }))
  expect(within(row).getByText(words).parentElement!.classList.contains('trouble')).toBe(isTrouble)
  within(row).getByText('mail')
})

test('a name loses the address behind it, unless it pretends to be one', () => {
  expect(withoutAddress('Dr Weiss <office@weiss-zahn.example>')).toBe('Dr Weiss')
  expect(withoutAddress('office@weiss-zahn.example')).toBe('office@weiss-zahn.example')
  expect(withoutAddress('<office@weiss-zahn.example>')).toBe('<office@weiss-zahn.example>')
  const pretends = 'chief@bank.example <x@evil.example>'
  expect(withoutAddress(pretends)).toBe(pretends)
})

test('a mail found by a search has the same sign', async () => {
  renderInApp(
    LetterRow,
    {
      ...listed,
      letter: mail('Appointment', WEISS, { isNew: true, proof: proof('pass') }),
      isSelected: null,
    },
    { home },
  )
  await screen.findByText('mail, new')
  screen.getByText('weiss-zahn.example')
})

const NEWS = [
  'Fabric Shop <a@f.example>',
  'Rail <a@r.example>',
  'Bread <a@b.example>',
  'Museum <a@m.example>',
]
const bulkAt = (name: string, at: string): ThreadSummary => {
  const made = mailThread(`${name} news`, name, { isBulk: true, isNew: true, at })
  return { ...made, newestAt: at }
}

function rowsOf(entries: ThreadSummary[], isFolded = isQuiet): { rows: InboxRows; whos: () => string[] } {
  const rows = new InboxRows({ entries, hasMore: false } as unknown as ThreadPages, () => [], {
    ...{ letters: () => [], standFor: () => false, isFolded },
  })
  const whos = (): string[] =>
    rows.entries.map((row) =>
      isBulkRow(row) ? `${row.bulk.length} folded` : (row as ThreadSummary).newest.from.name,
    )
  return { rows, whos }
}

test('the newsletters of a day are one row in the place of the newest, and unfold below it', () => {
  const { rows, whos } = rowsOf([
    thread('letter', { newestAt: '2026-11-24T12:00:00.000Z' }),
    ...NEWS.map((name, at) => bulkAt(name, `2026-11-24T10:0${9 - at}:00.000Z`)).slice(0, 2),
    thread('letter', { newestAt: '2026-11-24T10:07:30.000Z' }),
    ...NEWS.map((name, at) => bulkAt(name, `2026-11-24T10:0${9 - at}:00.000Z`)).slice(2),
    bulkAt('Alone <a@alone.example>', '2026-11-20T10:00:00.000Z'),
  ])
  expect(whos()).toEqual(['Ana', '4 folded', 'Ana', 'Alone'])
  rows.toggle(rows.entries[1] as BulkRowEntry)
  expect(whos()).toEqual(['Ana', '4 folded', 'Fabric Shop', 'Rail', 'Bread', 'Museum', 'Ana', 'Alone'])
  rows.toggle(rows.entries[1] as BulkRowEntry)
  expect(whos()).toEqual(['Ana', '4 folded', 'Ana', 'Alone'])
})

test('a row that must not be folded stays a row of its own', () => {
  const entries = NEWS.map((name) => bulkAt(name, '2026-11-24T10:00:00.000Z'))
  expect(rowsOf(entries, () => false).whos()).toEqual(['Fabric Shop', 'Rail', 'Bread', 'Museum'])
  expect(rowsOf(entries, (row) => row !== entries[0]).whos()).toEqual(['Fabric Shop', '3 folded'])
})

test('a row of newsletters names its senders, is never new, and folds by the space bar', async () => {
  const bulk = NEWS.map((name) => bulkAt(name, '2026-11-24T10:00:00.000Z'))
  let presses = 0
  const entry = { cursor: '', bulk, isOpen: false }
  renderInApp(BulkRow, { entry, isCurrent: true, ontoggle: () => (presses += 1) }, { home })
  const fold = await screen.findByRole('button', { name: /Newsletters/ })
  screen.getByText(/Fabric Shop, Rail, Bread/)
  expect(fold.textContent).toMatch(/\+1/)
  expect(fold.closest('.row')!.classList).not.toContain('new')
  await fireEvent.click(fold)
  await fireEvent.keyDown(fold, { key: ' ' })
  expect(presses).toBe(2)
  expect(fold.getAttribute('aria-expanded')).toBe('false')
})

test('j and k step over a folded row without showing anything', async () => {
  const rows = NEWS.slice(0, 2).map((name, at) => bulkAt(name, `2026-11-24T10:0${9 - at}:00.000Z`))
  const { app } = await inbox([...rows, thread('letter', { newestAt: '2026-11-24T09:00:00.000Z' })])
  const shown = (): string => app.route.link(app.route.place)
  const before = shown()
  app.shortcuts.run('next')
  await waitFor(() => expect(document.activeElement?.getAttribute('aria-expanded')).toBe('false'))
  expect(shown()).toBe(before)
  app.shortcuts.run('next')
  await waitFor(() => expect(shown()).not.toBe(before))
})

test('an account that needs its person is one line, and a press asks for the password', async () => {
  const trouble = { code: 'MAIL_REFUSED', line: 'no', fingerprint: null } as const
  await inbox([thread('x')], [account('a@harbour.example', { state: 'refused', trouble })])
  await screen.findByText(/No new mail for a@harbour.example/)
  await fireEvent.click(screen.getByRole('button', { name: 'Enter the password' }))
  const dialog = within(document.querySelector('dialog')!)
  await fireEvent.input(dialog.getByLabelText(/^Password/, { selector: 'input' }), {
    target: { value: 'right' },
  })
  await fireEvent.click(dialog.getByRole('button', { name: 'Sign in', hidden: true }))
  await waitFor(() => expect(screen.queryByText(/No new mail/)).toBeNull())
})

test('several accounts that need their person lead to the settings; others say nothing', async () => {
  const refused = account('a@harbour.example', { state: 'refused' })
  const others = [
    account('b@harbour.example', { state: 'away' }),
    account('c@harbour.example', { state: 'unsafe' }),
  ]
  await inbox([thread('x')], [refused, ...others])
  await screen.findByText('2 mail accounts need you.')
  expect(screen.getByRole('link', { name: 'Show' }).getAttribute('href')).toBe('#/settings/mail')
})

test('the signs are explained in the first week with an account', async () => {
  const { app } = await inbox([thread('x')], [account('a@harbour.example')])
  await screen.findByRole('list', { name: 'What the signs mean' })
  app.settings.mailSince = new Date(Date.now() - 8 * 24 * 60 * 60 * 1000).toISOString()
  await waitFor(() => expect(screen.queryByRole('list', { name: 'What the signs mean' })).toBeNull())
})
