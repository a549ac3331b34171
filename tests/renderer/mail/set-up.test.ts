// The set-up of a mail account: two questions, an app password, servers by hand, and each way in which
// a sign-in fails.
import { fireEvent, screen, waitFor, within } from '@testing-library/svelte'
import { beforeEach, expect, test } from 'vitest'
import SetUp from '../../../src/renderer/mail/SetUp.svelte'
import { nameOf, parseServer } from '../../../src/renderer/state/mail-set-up.svelte.ts'
import { renderInApp } from '../support/render.ts'
import type { MadeApp } from '../support/fake-app.ts'
import { account, createFakeAccounts, FINGERPRINT, type FakeAccounts } from './accounts-of-tests.ts'

let fake: FakeAccounts
let made: MadeApp
let closed: number

function show(): void {
  closed = 0
  fake = createFakeAccounts([account('known@harbourmail.example')])
  made = renderInApp(SetUp, { onclose: () => (closed += 1) }, { accounts: fake.calls })
}

const dialog = () => within(document.querySelector('dialog')!)
const press = (name: RegExp) => fireEvent.click(dialog().getByRole('button', { name, hidden: true }))

async function answer(label: RegExp, value: string): Promise<void> {
  const field = await dialog().findByLabelText(label, { selector: 'input' })
  await fireEvent.input(field, { target: { value } })
}

async function giveAddress(address: string): Promise<void> {
  await answer(/Your address/, address)
  await press(/Next/)
}

async function signInWith(password: string): Promise<void> {
  await answer(/^Password|The new password/, password)
  await press(/Fetch my mail/)
}

beforeEach(show)

test('an address and a password are enough', async () => {
  await giveAddress(' haruko@harbourmail.example ')
  await dialog().findByText('Found Harbour Mail')
  expect(dialog().queryByLabelText(/Server/)).toBeNull()
  await signInWith('right')
  await dialog().findByRole('heading', { name: 'Your mail is coming', hidden: true })
  expect(fake.asked).toEqual([{ add: { address: 'haruko@harbourmail.example', password: 'right' } }])
  dialog().getByText('1,204 of 8,310')
})

test('the progress follows the account, and may be left', async () => {
  await giveAddress('haruko@harbourmail.example')
  await signInWith('right')
  await dialog().findByText('1,204 of 8,310')
  const state = account('haruko@harbourmail.example', { kept: 8310 })
  fake.list = [state]
  made.engine.tell({ type: 'account-changed', account: state.account })
  await dialog().findByRole('heading', { name: 'Your mail is here', hidden: true })
  await press(/Go to the inbox/)
  expect(closed).toBe(1)
})

test('an address that is not whole, or is here already, is said under its field', async () => {
  await giveAddress('haruko')
  await dialog().findByText(/isn’t a whole address/)
  await giveAddress('Known@Harbourmail.example')
  await dialog().findByText(/here already/)
  expect(fake.asked).toEqual([])
})

test('a provider that wants a password made for this says so, and a press opens its page', async () => {
  await giveAddress('haruko@gmail.example')
  await dialog().findByRole('heading', { name: /Gmail wants a password made for this/, hidden: true })
  await fireEvent.click(dialog().getByRole('link', { name: /Open Gmail’s page/, hidden: true }))
  expect(made.shell.asked).toContainEqual(['openLink', 'https://gmail.example/app-passwords'])
  await signInWith('refused')
  await dialog().findByText(/not your usual one/)
})

test('a provider with a page is signed in to there, without a password', async () => {
  await giveAddress('haruko@google.example')
  await dialog().findByRole('heading', { name: 'Sign in at Google', hidden: true })
  expect(document.querySelector('input[type=password]')).toBeNull()
  let comeBack = (): void => undefined
  fake.back = new Promise((resolve) => (comeBack = () => resolve()))
  await press(/Sign in at Google/)
  await dialog().findByText(/Waiting for you/)
  const opened = ['openLink', 'https://accounts.example/page']
  expect(made.shell.asked).toEqual([opened])
  await press(/Open Google’s page again/)
  expect(made.shell.asked).toEqual([opened, opened])
  comeBack()
  await dialog().findByRole('heading', { name: 'Your mail is coming', hidden: true })
  expect(fake.asked).toEqual([{ oauthBegin: { address: 'haruko@google.example' } }])
})

test.each([
  [/Back/, /What’s your mail address/],
  [/app password instead/, /Gmail wants a password made for this/],
])('who leaves the page of the provider by %s waits no longer', async (name, heading) => {
  await giveAddress('haruko@google.example')
  await dialog().findByRole('heading', { name: 'Sign in at Google', hidden: true })
  fake.back = new Promise(() => undefined)
  await press(/Sign in at Google/)
  await dialog().findByText(/Waiting for you/)
  await press(name)
  await dialog().findByRole('heading', { name: heading, hidden: true })
  expect(dialog().queryByText(/Waiting for you/)).toBeNull()
  await waitFor(() => expect(document.querySelector('[aria-busy]')).toBeNull())
  expect(dialog().queryByRole('alert', { hidden: true })).toBeNull()
})

test.each([
  ['outlook.example', /sign-in on its own page/],
  ['closed.example', /allows no other program/],
])('a provider whose mail no password fetches says so, and asks for none: %s', async (domain, sentence) => {
  await giveAddress(`haruko@${domain}`)
  await dialog().findByText(sentence)
  expect(document.querySelector('input[type=password]')).toBeNull()
  expect(dialog().queryByRole('button', { name: /Fetch my mail/, hidden: true })).toBeNull()
})

test('a provider that must allow it first says so, and still asks for the password', async () => {
  await giveAddress('haruko@turnon.example')
  await dialog().findByText(/Turn that on in its settings/)
  dialog().getByRole('link', { name: /Office Mail’s page/, hidden: true })
  await signInWith('right')
  await dialog().findByRole('heading', { name: 'Your mail is coming', hidden: true })
})

test('a server that nobody confirms is named before the password', async () => {
  await giveAddress('haruko@claimed.example')
  await dialog().findByText(/Your password goes to imap\.claimed\.example/)
})

test('a refused password stays, with the answer of the server', async () => {
  await giveAddress('haruko@harbourmail.example')
  await signInWith('refused')
  await dialog().findByText(/Harbour Mail didn’t accept this password/)
  dialog().getByText(/535 5\.7\.8/)
  expect(dialog().getByLabelText(/^Password/, { selector: 'input' })).toHaveProperty('value', 'refused')
})

test('a server that does not answer keeps what was typed', async () => {
  await giveAddress('haruko@harbourmail.example')
  await signInWith('away')
  await dialog().findByText(/imap\.harbourmail\.example doesn’t answer/)
  expect(dialog().getByLabelText(/^Password/, { selector: 'input' })).toHaveProperty('value', 'away')
})

test('only who has compared the fingerprint uses a server that nobody vouches for', async () => {
  await giveAddress('haruko@attic.example')
  await signInWith('unsafe')
  await dialog().findByRole('heading', { name: 'This may not be the right server', hidden: true })
  const print = dialog().getByRole('group', { name: /Fingerprint/, hidden: true })
  expect(print.textContent.replaceAll(/\s/g, '')).toBe(FINGERPRINT.toUpperCase())
  const use = dialog().getByRole('button', { name: 'Use this server', hidden: true })
  expect(use).toHaveProperty('disabled', true)
  await fireEvent.click(dialog().getByRole('checkbox', { hidden: true }))
  await fireEvent.click(use)
  await dialog().findByRole('heading', { name: 'Your mail is coming', hidden: true })
  expect(fake.asked.at(-1)).toMatchObject({ add: { fingerprint: FINGERPRINT } })
})

async function compareAndFail(): Promise<void> {
  await giveAddress('haruko@attic.example')
  await signInWith('both')
  await dialog().findByRole('heading', { name: 'This may not be the right server', hidden: true })
  await fireEvent.click(dialog().getByRole('checkbox', { hidden: true }))
  await press(/Use this server/)
  await dialog().findByText(/didn’t accept this password/)
}

test('a second password does not ask for the fingerprint again', async () => {
  await compareAndFail()
  await signInWith('unsafe')
  await dialog().findByRole('heading', { name: 'Your mail is coming', hidden: true })
  expect(fake.asked.at(-1)).toMatchObject({ add: { password: 'unsafe', fingerprint: FINGERPRINT } })
})

test('the fingerprint of another server is compared for itself', async () => {
  await compareAndFail()
  await press(/Set up by hand/)
  await answer(/incoming/, 'mail.attic.example')
  await press(/Next/)
  await signInWith('unsafe')
  await dialog().findByRole('heading', { name: 'This may not be the right server', hidden: true })
  expect(dialog().getByRole('checkbox', { hidden: true })).toHaveProperty('checked', false)
})

test('a server without encryption cannot be used', async () => {
  await giveAddress('haruko@attic.example')
  await signInWith('bare')
  await dialog().findByRole('heading', { name: /doesn’t encrypt/, hidden: true })
  expect(dialog().queryByRole('button', { name: 'Use this server', hidden: true })).toBeNull()
  await press(/Back/)
  await dialog().findByLabelText(/^Password/, { selector: 'input' })
})

test('servers are asked for only if none is found', async () => {
  await giveAddress('haruko@oldmail.example')
  await answer(/incoming/, 'mail.oldmail.example:143')
  await answer(/outgoing/, 'not a server')
  await press(/Next/)
  await dialog().findByText(/isn’t the name of a server/)
  await answer(/outgoing/, '')
  await press(/Next/)
  await signInWith('right')
  await waitFor(() =>
    expect(fake.asked).toEqual([
      {
        add: {
          address: 'haruko@oldmail.example',
          password: 'right',
          user: 'haruko@oldmail.example',
          incoming: { host: 'mail.oldmail.example', port: 143 },
        },
      },
    ]),
  )
})

test('a server is a name, with a port if it is not the usual one', () => {
  expect(parseServer(' mail.example.com ', 993)).toEqual({ host: 'mail.example.com', port: 993 })
  expect(parseServer('mail.example.com:587', 465)).toEqual({ host: 'mail.example.com', port: 587 })
  expect(parseServer('[::1]:1993', 993)).toEqual({ host: '[::1]', port: 1993 })
  for (const wrong of ['', 'mail example', 'https://mail.example.com', 'mail.example.com:0', 'a:99999'])
    expect(parseServer(wrong, 993)).toBeNull()
  expect(nameOf({ host: 'mail.example.com', port: 993 }, 993)).toBe('mail.example.com')
  expect(nameOf({ host: 'a.example', port: 143 }, 993)).toBe('a.example:143')
})

test('no sentence of the set-up is missing for a screen reader', async () => {
  await giveAddress('haruko@harbourmail.example')
  await signInWith('refused')
  const field = await dialog().findByLabelText(/^Password/, { selector: 'input' })
  await waitFor(() => expect(field.getAttribute('aria-invalid')).toBe('true'))
  const described = field.getAttribute('aria-describedby')!.split(' ')
  expect(described.map((one) => document.getElementById(one)?.textContent)).toEqual([
    expect.stringContaining('goes to Harbour Mail only'),
    expect.stringContaining('didn’t accept'),
  ])
  expect(screen.getByRole('alert', { hidden: true }).textContent).toContain('didn’t accept')
})
