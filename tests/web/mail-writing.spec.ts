// Writing mail on the page, with two accounts at dovecot and postfix.
import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from '@playwright/test'
import type { Account, LetterStatus } from '../../src/core/contract/index.ts'
import { OtherProgram } from '../support/mail-servers/other-program.ts'
import { MailServers, PASSWORD } from '../support/mail-servers/mail-servers.ts'
import { eventually } from '../support/command-line.ts'
import { faultsOf, LOOKS, settle } from './support/axe.ts'
import { expect, test, World } from './support/index.ts'

const [ALICE, OFFICE] = ['alice@example.org', 'office@example.org']

let world: World
let servers: MailServers
/** The mail programs of Bob and of the office. */
let bob: OtherProgram
let office: OtherProgram

async function addAccount(user: string, name: string): Promise<void> {
  const { imaps } = servers.dovecot.ports
  const [ca, password] = ['ca', 'password'].map((file) => join(world.place.dir, file)) as [string, string]
  await writeFile(ca, servers.ca)
  await writeFile(password, PASSWORD)
  await world.alice.run([
    ...['mail', 'add', `${user}@example.org`, '--name', name, '--user', user, '--ca', ca],
    ...['--imap', `localhost:${imaps}`, '--smtp', `localhost:${servers.postfix.ports.submissions}`],
    ...['--password-file', password],
  ])
  const look = (): Promise<Account[]> => world.alice.run(['mail'])
  await eventually('the account is ready', look, (all) => all.every(({ state }) => state === 'ready'))
}

test.beforeAll(async () => {
  servers = await MailServers.start({ users: ['alice', 'office', 'bob'], maxBytes: 2 * 1024 ** 2 })
  const at = { host: 'localhost', port: servers.dovecot.ports.imaps }
  bob = new OtherProgram({ ...at, user: 'bob', password: PASSWORD })
  office = new OtherProgram({ ...at, user: 'office', password: PASSWORD })
  world = await World.open('alice')
  await addAccount('alice', 'Alice Sato')
  await addAccount('office', 'Quay Office')
})
test.afterAll(async () => {
  bob.close()
  office.close()
  await world.close()
  await servers.stop()
})

async function open(browser: Browser, look: { locale: string }): Promise<Page> {
  const context = await browser.newContext(look)
  // A new browser begins with the language that another one kept, unless it has its own.
  await context.addInitScript(
    (locale) => {
      localStorage['fumikura.settings'] ??= JSON.stringify({ locale })
    },
    look.locale.slice(0, 2),
  )
  const page = await context.newPage()
  await page.goto(await world.alice.link())
  await settle(page)
  return page
}

async function readAtBob(subject: string): Promise<string> {
  const arrives = async () => (await bob.dump()).some(([, one]) => one === subject)
  await eventually('the mail arrives', arrives, (is) => is)
  return bob.raw('INBOX', subject)
}

async function writeTo(page: Page, address: string): Promise<void> {
  await page.goto(`${world.alice.origin}/#/compose`)
  const field = page.getByRole('combobox', { name: /^(To|宛先)$/ })
  await field.fill(address)
  await page.keyboard.press('Enter')
}

async function setSignature(page: Page, address: string, signature: string): Promise<void> {
  await page.goto(`${world.alice.origin}/#/settings/mail`)
  const row = page.getByRole('listitem').filter({ hasText: address })
  await row.locator('summary').first().click()
  const field = row.getByRole('textbox', { name: /^(Signature|署名)$/ })
  const save = row.getByRole('button', { name: /^(Save|保存)$/ })
  if ((await field.inputValue()) === signature) return
  await field.fill(signature)
  await save.click()
  await expect(save).toBeDisabled()
}

test('a mail address is added from an empty inbox, and the set-up stays until it is left @others', async ({
  sit,
}) => {
  await office.append('INBOX', [['Hm', 'From: a <b@c.example>\r\nSubject: First of all\r\n\r\nHello.']])
  const haruko = await world.empty('haruko')
  await haruko.run(['new', '--name', 'Haruko'])
  const page = await sit(haruko)
  await page.getByRole('button', { name: 'Add a mail address' }).click()
  await page.keyboard.type(OFFICE)
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Server for incoming mail').fill(`localhost:${servers.dovecot.ports.imaps}`)
  await dialog.getByLabel('outgoing').fill(`localhost:${servers.postfix.ports.submissions}`)
  await page.keyboard.press('Enter')
  const password = dialog.getByRole('textbox', { name: 'Password' })
  await password.fill('wrong')
  await page.keyboard.press('Enter')
  await dialog.getByRole('checkbox').check()
  await dialog.getByRole('button', { name: 'Use this server' }).click()
  await expect(dialog.getByRole('alert')).toContainText('didn’t accept this password')
  // The fingerprint is not compared again.
  await password.fill(PASSWORD)
  await page.keyboard.press('Enter')
  await expect(dialog.getByRole('heading', { name: /^Your mail is (coming|here)$/ })).toBeVisible()
  await expect(page.getByRole('link', { name: /First of all/ })).toBeVisible()
  await dialog.getByRole('button', { name: 'Go to the inbox' }).click()
  await expect(dialog).toBeHidden()
})

test('a long sender is cut, and its standing has one line @others', async ({ sit }) => {
  const from = 'From: MAILER-DAEMON@mail-in-the-cellar.example'
  await office.append('INBOX', [['Back', `${from}\r\nSubject: Undelivered\r\n\r\nHello.`]])
  const page = await sit(world.alice)
  const row = page.getByRole('link', { name: /Undelivered/ })
  await expect(row.getByText('not proven')).toBeVisible()
  const lines = row.getByText('not proven').evaluate((element) => element.getClientRects().length)
  expect(await lines).toBe(1)
  const { height } = (await row.getByText('not proven').boundingBox())!
  expect(height).toBeLessThan(24)
})

const text = (page: Page) => page.getByRole('textbox', { name: /^(Letter|本文)$/ })

for (const { name, ...look } of LOOKS)
  test(`From is chosen by keyboard, and brings its signature: ${name} @others`, async ({ browser }) => {
    const page = await open(browser, look)
    await setSignature(page, ALICE, 'Alice')
    await setSignature(page, OFFICE, 'Quay Office, Tuesdays to Fridays')
    await writeTo(page, 'Bob <bob@example.org>')
    const from = page.getByRole('combobox', { name: /^(From|差出人)$/ })
    await expect(from).toHaveValue(ALICE)
    await expect(text(page)).toContainText('Alice')
    await text(page).focus()
    await page.keyboard.press('ControlOrMeta+Home')
    await page.keyboard.type(`Eight loaves, ${look.colorScheme}.`)
    await from.focus()
    await page.keyboard.press('ArrowDown')
    await expect(from).toHaveValue(OFFICE)
    await expect(text(page)).toContainText('Quay Office, Tuesdays to Fridays')
    await expect(text(page)).not.toContainText('Alice')
    expect(await faultsOf(page)).toEqual([])
    await page.getByRole('textbox', { name: /^(Subject|件名)$/ }).fill(`Order ${look.colorScheme}`)
    await page.keyboard.press('ControlOrMeta+Enter')
    const mail = await readAtBob(`Order ${look.colorScheme}`)
    expect(mail).toMatch(/^From: "Quay Office" <office@example\.org>\r?$/m)
    // Once as plain text, once as HTML.
    expect(mail.match(/Tuesdays to Fridays/g)).toHaveLength(2)
    await page.context().close()
  })

test('an answer is from the address that its mail came to, and has that signature @others', async ({
  sit,
}) => {
  const page = await sit(world.alice)
  await setSignature(page, OFFICE, 'Quay Office, Tuesdays to Fridays')
  const head = ['From: Bob <bob@example.org>', `To: <${OFFICE}>`, 'Subject: Rye', 'Message-ID: <1@b.example>']
  await office.append('INBOX', [['Rye', [...head, '', 'Do you have rye?'].join('\r\n')]])
  await page.goto(`${world.alice.origin}/#/inbox`)
  await page.getByRole('link', { name: /Rye/ }).click()
  await expect(page.getByRole('article').getByText('Do you have rye?')).toBeVisible()
  await page.keyboard.press('r')
  const reply = page.getByRole('group', { name: 'Reply' })
  await expect(reply.getByRole('combobox', { name: 'From' })).toHaveValue(OFFICE)
  await page.keyboard.type('Yes.')
  await expect(reply.getByRole('textbox')).toHaveText(/^Yes\.\s*Quay Office, Tuesdays to Fridays\s*$/)
  expect(await faultsOf(page)).toEqual([])
  await page.keyboard.press('ControlOrMeta+Enter')
  const mail = await readAtBob('Re: Rye')
  expect(mail).toMatch(/^From: "Quay Office" <office@example\.org>\r?$/m)
  expect(mail.match(/Tuesdays to Fridays/g)).toHaveLength(2)
})

for (const { name, ...look } of LOOKS)
  test(`a mail above the limit of its server is not sent, and says so before: ${name} @others`, async ({
    browser,
  }) => {
    const page = await open(browser, look)
    await writeTo(page, 'Bob <bob@example.org>')
    await page.getByRole('textbox', { name: /^(Subject|件名)$/ }).fill(`Without ${look.colorScheme}`)
    await page
      .locator('input[type=file]')
      .last()
      .setInputFiles({
        name: 'film.bin',
        mimeType: 'application/octet-stream',
        buffer: randomBytes(3_000_000),
      })
    await expect(page.locator('html')).toHaveAttribute('lang', look.locale.slice(0, 2))
    await expect(page.getByRole('alert')).toHaveText(/4\.2 MB.*example\.org.*2\.1 MB/)
    expect(await faultsOf(page)).toEqual([])
    await page.keyboard.press('ControlOrMeta+Enter')
    await page
      .getByRole('button', { name: /film\.bin/ })
      .last()
      .click()
    await expect(page.getByRole('alert')).toBeHidden()
    await page.keyboard.press('ControlOrMeta+Enter')
    expect(await readAtBob(`Without ${look.colorScheme}`)).not.toContain('film.bin')
    await page.context().close()
  })

for (const { name, ...look } of LOOKS)
  test(`the address of a mail that came back is mended: ${name} @others`, async ({ browser }) => {
    const subject = `Mended ${look.colorScheme}`
    const wrong = `bop-${look.colorScheme}@example.org`
    const ref = await world.alice.send(['--to', wrong, '--subject', subject, '--text', 'Nine loaves.'])
    const state = async () => (await world.alice.run<LetterStatus>(['status', ref])).byMail[0]!.state
    await eventually('it comes back', state, (is) => is === 'returned')
    const page = await open(browser, look)
    await page.goto(`${world.alice.origin}/#/sent`)
    await page.getByRole('link', { name: new RegExp(subject) }).click()
    // The checkbox of a row is small, and only there while the pointer is.
    await page.mouse.move(900, 800)
    const button = page.getByRole('button', { name: /^(Send to another address than|bop-.*別のアドレス)/ })
    await button.focus()
    await page.keyboard.press('Enter')
    const field = page.getByLabel(/^(The right address|bop-.*正しいアドレス)/)
    await expect(field).toBeFocused()
    await page.keyboard.type('bob')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('alert')).toContainText('name@example.com')
    expect(await faultsOf(page)).toEqual([])
    await page.keyboard.type('@example.org')
    await page.keyboard.press('Enter')
    await expect(
      page.getByText(/(sent to bob@example.org instead|代わりにbob@example.orgへ送りました)/),
    ).toBeVisible()
    expect(await readAtBob(subject)).toMatch(/^To: .*<bob@example\.org>\r?$/m)
    expect(await faultsOf(page)).toEqual([])
    await page.context().close()
  })
