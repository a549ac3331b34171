// The mail accounts in the settings: how each stands, and what can be done with it.
import { fireEvent, screen, waitFor, within } from '@testing-library/svelte'
import { beforeEach, expect, test } from 'vitest'
import type { Account, RefText } from '../../../src/core/contract/index.ts'
import AccountLine from '../../../src/renderer/mail/AccountLine.svelte'
import MailSection from '../../../src/renderer/settings/MailSection.svelte'
import { renderInApp } from '../support/render.ts'
import { account, ACCOUNTS, createFakeAccounts, type FakeAccounts } from './accounts-of-tests.ts'

let fake: FakeAccounts

beforeEach(() => {
  // The DOM of these tests has no popovers.
  HTMLElement.prototype.hidePopover ??= () => undefined
})

function show(list: readonly Account[]) {
  fake = createFakeAccounts(list)
  return renderInApp(MailSection, {}, { accounts: fake.calls })
}

const rowOf = async (address: string): Promise<HTMLElement> =>
  (await screen.findByText(address)).closest('li')!
const dialog = () => within(document.querySelector('dialog')!)
const inDialog = (name: string) => dialog().getByRole('button', { name, hidden: true })

async function unfold(address: string) {
  const details = (await rowOf(address)).querySelector('details')!
  details.open = true
  await fireEvent(details, new Event('toggle'))
  return within(details)
}

test('without an account, one sentence and one button', async () => {
  show([])
  await screen.findByRole('button', { name: 'Add a mail address' })
  expect(screen.queryAllByRole('listitem')).toEqual([])
})

test('each account says in one line how it stands', async () => {
  show(ACCOUNTS)
  await rowOf('old@oldmail.example')
  expect(screen.getAllByRole('listitem').map((row) => row.querySelector('p')!.textContent.trim())).toEqual([
    expect.stringMatching(/8,412 of 31,077\s+back to March 2019/),
    '8,310 mails, back to March 2019',
    'weiss-zahn.example didn’t accept the password.',
    expect.stringContaining('imap.attic.example isn’t safe'),
    'Google wants you to sign in again.',
    'No connection to imap.harbour.example. It tries again.',
    'Off. Its mails stay here, and no new ones come.',
    '8,310 mails, back to March 2019',
  ])
  screen.getByText('It sends no mail: no server for that is known.')
})

test('the progress of an account follows its events, and a removed one goes', async () => {
  const first = account('a@harbour.example', { state: 'taking', kept: 1, of: 10 })
  const { engine } = show([first])
  await screen.findByText('1 of 10')
  fake.list = [{ ...first, kept: 7 }]
  engine.tell({ type: 'account-changed', account: first.account })
  await screen.findByText('7 of 10')
  fake.list = []
  engine.tell({ type: 'account-changed', account: first.account })
  await waitFor(() => expect(screen.queryAllByRole('listitem')).toEqual([]))
})

test('an account that is away says what waits for it, also after an act meanwhile', async () => {
  const away = account('choir@harbour.example', { state: 'away' })
  const { engine } = show([away])
  await rowOf(away.address)
  fake.list = [{ ...away, waiting: 2 }]
  engine.tell({ type: 'letter-changed', ref: 'fumikura://ref/starred' as RefText })
  await screen.findByText('2 changes aren’t on the server yet.')
})

test('above the inbox old mail is counted while it comes, until an account needs its person', async () => {
  const coming = account('a@harbour.example', { state: 'taking', kept: 300, of: 1493 })
  fake = createFakeAccounts([coming])
  const { engine } = renderInApp(AccountLine, {}, { accounts: fake.calls })
  await screen.findByText('300 of 1,493')
  fake.list = [coming, ACCOUNTS[2]!]
  engine.tell({ type: 'account-changed', account: coming.account })
  await screen.findByRole('button', { name: 'Enter the password' })
  expect(screen.queryByText('300 of 1,493')).toBeNull()
})

test('an account whose password was refused is one press from a new one', async () => {
  show(ACCOUNTS)
  await fireEvent.click(await screen.findByRole('button', { name: 'Enter the password' }))
  const field = dialog().getByLabelText(/^Password/, { selector: 'input' })
  await fireEvent.input(field, { target: { value: 'refused' } })
  await fireEvent.click(inDialog('Sign in'))
  await dialog().findByText(/didn’t accept this password/)
  await fireEvent.input(field, { target: { value: 'right' } })
  await fireEvent.click(inDialog('Sign in'))
  await waitFor(() => expect(document.querySelector('dialog')).toBeNull())
  expect((await rowOf('office@weiss-zahn.example')).textContent).toContain('8,310 mails')
})

test('an unsafe server is trusted only with its fingerprint compared', async () => {
  show(ACCOUNTS)
  await fireEvent.click(await screen.findByRole('button', { name: 'Look at it' }))
  expect(inDialog('Use this server')).toHaveProperty('disabled', true)
  await fireEvent.click(dialog().getByRole('checkbox', { hidden: true }))
  await fireEvent.click(inDialog('Use this server'))
  await waitFor(() => expect(fake.asked).toHaveLength(1))
  expect(fake.asked[0]).toMatchObject({ change: { fingerprint: ACCOUNTS[3]!.trouble!.fingerprint } })
})

test('an account is switched off and on, and keeps everything if wanted', async () => {
  show([account('a@harbour.example')])
  const row = await unfold('a@harbour.example')
  await fireEvent.click(await row.findByLabelText('Keep everything here'))
  await fireEvent.click(row.getByLabelText('Fetch and send mail'))
  await screen.findByText(/^Off\./)
  expect(fake.asked).toEqual([{ change: { keeps: 'all' } }, { change: { isOn: false } }])
})

test('its name and signature are saved together', async () => {
  show([account('a@harbour.example')])
  const row = await unfold('a@harbour.example')
  await fireEvent.input(await row.findByLabelText('Signature'), { target: { value: 'Haruko\nQuay 4' } })
  await fireEvent.click(row.getByRole('button', { name: 'Save' }))
  await waitFor(() =>
    expect(fake.asked).toEqual([
      { setAddresses: [{ address: 'a@harbour.example', name: 'Haruko Mori', signature: 'Haruko\nQuay 4' }] },
    ]),
  )
})

test.each([
  ['Keep them here', true],
  ['Take them out of the lists', false],
])('removing an account asks about its mails: %s', async (choice, keepsMails) => {
  show([account('a@harbour.example')])
  const row = await unfold('a@harbour.example')
  await fireEvent.click(await row.findByRole('button', { name: 'Remove this address' }))
  await fireEvent.click(dialog().getByLabelText(choice))
  await fireEvent.click(inDialog('Remove'))
  await waitFor(() => expect(fake.asked).toEqual([{ forget: { keepsMails } }]))
  expect(screen.queryAllByRole('listitem')).toEqual([])
})
