// What stands around the words of an opened mail: the event that it invites to, how far its sender is
// proven and what it pretends, and the way to stop such mails. The account is at a real dovecot.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import type { Account } from '../../src/core/contract/index.ts'
import { calendar, event } from '../support/calendars.ts'
import { eventually } from '../support/command-line.ts'
import { MailServers, PASSWORD } from '../support/mail-servers/mail-servers.ts'
import { OtherProgram } from '../support/mail-servers/other-program.ts'
import { faultsOf, LOOKS, settle, usual } from './support/axe.ts'
import { expect, test, World } from './support/index.ts'

let world: World
let servers: MailServers

const TOKYO = [
  'SUMMARY:Rehearsal for the winter concert',
  'DTSTART;TZID=Asia/Tokyo:20261209T190000',
  'DTEND;TZID=Asia/Tokyo:20261209T213000',
  'RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=WE;UNTIL=20270331T000000Z',
  'LOCATION:https://meet.example/rehearsal',
  'ORGANIZER;CN=Chiyo Mori:mailto:chiyo@choir.example',
  ...['Ana', 'Ben', 'Jun', 'Lena', 'Petra'].map((name) => `ATTENDEE;CN=${name}:mailto:${name}@choir.example`),
]

async function importInvitation(subject: string, method: string, ...lines: string[]): Promise<void> {
  const path = join(world.place.dir, 'invitation.eml')
  const mail = [
    'From: Chiyo Mori <chiyo@choir.example>',
    'To: alice@harbour.example',
    `Subject: ${subject}`,
    `Message-ID: <${method}@choir.example>`,
    'Date: Tue, 24 Nov 2026 11:45:00 +0000',
    `Content-Type: text/calendar; charset=utf-8; method=${method}`,
    '',
    calendar(event(...lines)),
  ]
  await writeFile(path, mail.join('\r\n'))
  await world.alice.run(['import', path])
}

async function openMail(page: Page, subject: string, place = 'settings/imported'): Promise<void> {
  await page.goto(`${world.alice.origin}/#/${place}`)
  await page.getByRole('listitem').filter({ hasText: subject }).getByRole('link').click()
  await page.getByRole('article').waitFor()
}

async function findMail(subject: string): Promise<string> {
  const rows = await world.alice.run<{ subject: string; ref: string }[]>(['list'])
  return rows.find((row) => row.subject === subject)!.ref
}

async function addAccount(): Promise<void> {
  const { imaps } = servers.dovecot.ports
  const [ca, password] = ['ca', 'password'].map((file) => join(world.place.dir, file)) as [string, string]
  await writeFile(ca, servers.ca)
  await writeFile(password, PASSWORD)
  await world.alice.run([
    ...['mail', 'add', 'alice@example.org', '--user', 'alice', '--ca', ca, '--password-file', password],
    ...['--imap', `localhost:${imaps}`, '--smtp', `localhost:${servers.postfix.ports.submissions}`],
  ])
  const look = (): Promise<Account[]> => world.alice.run(['mail'])
  await eventually('the account is ready', look, (all) => all.every(({ state }) => state === 'ready'))
}

/** What the server of the account wrote when it took the mail. */
const taken = (verdict: string, domain: string): string[] => [
  `Authentication-Results: mail.example.org; dmarc=${verdict} header.from=${domain}`,
  'Received: from mx.shop.example (mx.shop.example [192.0.2.7]) by mail.example.org with ESMTPS; Tue, 1 Dec 2026 09:00:00 +0000',
]

/** The oldest first: each is a minute younger, so that every list has them in one order. */
const SUBJECTS = ['Figs are here', 'Your account', 'The market']

const mail = (subject: string, from: string, ...fields: string[]): [subject: string, raw: string] => [
  subject,
  [
    ...fields,
    ...[`From: ${from}`, 'To: alice@example.org', `Subject: ${subject}`],
    `Message-ID: <${subject.replaceAll(' ', '-')}@x.example>`,
    `Date: Tue, 1 Dec 2026 09:0${SUBJECTS.indexOf(subject)}:00 +0000`,
    ...['', 'Words of the mail.', ''],
  ].join('\r\n'),
]

/** Mails as they come: a newsletter that is proven, one of somebody who pretends, and one with a picture. */
async function receiveMails(): Promise<void> {
  const at = { host: 'localhost', port: servers.dovecot.ports.imaps }
  const delivery = new OtherProgram({ ...at, user: 'alice', password: PASSWORD })
  const leave = 'List-Unsubscribe: <mailto:leave@example.org?subject=leave>'
  await delivery.append('INBOX', [
    mail('Figs are here', 'Harbour Shop <news@shop.example>', ...taken('pass', 'shop.example'), leave),
    mail(
      'Your account',
      '"chief@bank.example" <x@b\u0430nk.example>',
      ...taken('fail', 'xn--bnk-6cd.example'),
    ),
  ])
  const [subject, market] = mail('The market', 'Harbour Shop <news@shop.example>', 'Content-Type: text/html')
  const picture = '<img src="https://pictures.shop.example/figs.png" width="300" height="120" alt="Figs">'
  await delivery.append('INBOX', [[subject, market.replace('Words of the mail.', `<h1>Figs</h1>${picture}`)]])
  delivery.close()
}

test.beforeAll(async () => {
  servers = await MailServers.start({ users: ['alice', 'leave'] })
  world = await World.open('alice')
  await receiveMails()
  await addAccount()
  await importInvitation('Rehearsal', 'REQUEST', ...TOKYO)
  await importInvitation('Called off', 'CANCEL', 'SUMMARY:Outing', 'DTSTART;VALUE=DATE:20261212')
})
test.afterAll(async () => {
  await world.close()
  await servers.stop()
})

test('after a mail that the page showed first, the next one is shown and counts as read', async ({ sit }) => {
  const page = await sit(world.alice)
  await page.goto(`${world.alice.origin}/#/inbox`)
  const heading = (name: string) => page.getByRole('heading', { level: 2, name })
  await expect(heading('The market')).toBeVisible()
  const isUnread = async (subject: string) =>
    (await world.alice.run<{ subject: string; tidy: { unread: boolean } }[]>(['list'])).find(
      (row) => row.subject === subject,
    )?.tidy.unread
  expect(await isUnread('Your account')).toBe(true)
  await page.keyboard.press('e')
  await expect(heading('Your account')).toBeVisible()
  await expect.poll(() => isUnread('Your account')).toBe(false)
  await page.keyboard.press('z')
})

test('an invitation says when by the clocks here, where and who, and can be saved', async ({ sit }) => {
  const page = await sit(world.alice)
  await openMail(page, 'Rehearsal')
  const sheet = page.getByRole('region', { name: 'Invitation' })
  // The page is in Lisbon.
  await expect(sheet.getByText('Wednesday 9 December, 10:00 – 12:30')).toBeVisible()
  await expect(sheet.getByText('Wednesday 9 December, 19:00 in Asia/Tokyo')).toBeVisible()
  await expect(sheet.getByText('Every 2 weeks on Wednesday, until Wednesday, 31 March 2027')).toBeVisible()
  await expect(sheet.getByRole('link')).toHaveAttribute('href', 'https://meet.example/rehearsal')
  await expect(sheet.getByText('chiyo@choir.example')).toBeVisible()
  await sheet.getByText('Ana and 4 others').click()
  await expect(sheet.getByText('Ana, Ben, Jun, Lena and Petra')).toBeVisible()
  await expect(page.getByText('invitation.ics')).toHaveCount(0)
  const download = page.waitForEvent('download')
  await sheet.getByRole('button', { name: 'Save the calendar file' }).click()
  expect((await download).suggestedFilename()).toBe('invitation.ics')
})

test('a proven newsletter names where it comes from, and a press prepares the mail that stops it, once', async ({
  sit,
}) => {
  const page = await sit(world.alice)
  await openMail(page, 'Figs are here', 'inbox')
  const opened = page.getByRole('article')
  await expect(opened.getByText('proven to come from there')).toBeVisible()
  await expect(opened.getByText('Only a mail can ask for it.')).toBeVisible()
  await opened.getByRole('button', { name: 'Stop these mails' }).click()
  await expect(page.getByRole('combobox').first()).toBeVisible()
  await expect(page.getByRole('listitem', { name: 'leave@example.org' })).toBeVisible()
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  const ref = await findMail('Figs are here')
  const read = (): Promise<{ stopAskedAt?: string }> => world.alice.run(['read', ref])
  await eventually('the server took the mail', read, ({ stopAskedAt }) => stopAskedAt !== undefined)
  await openMail(page, 'Figs are here', 'inbox')
  await expect(
    opened.getByText(/^You asked this sender on .* to stop\. If one comes after 10 days/),
  ).toBeVisible()
  await page.reload()
  await opened.getByRole('button', { name: 'Take them again' }).click()
  await expect(opened.getByRole('button', { name: 'Stop these mails' })).toBeVisible()
  expect(await read()).not.toHaveProperty('stopAskedAt')
})

test('a sender who pretends is neither proven nor without a mark', async ({ sit }) => {
  const page = await sit(world.alice)
  await page.goto(`${world.alice.origin}/#/inbox`)
  const row = page.getByRole('listitem').filter({ hasText: 'Your account' })
  await expect(row.getByText('not proven')).toBeVisible()
  await expect(
    row.getByTitle(/name contains another address.* mixes letters of several scripts/),
  ).toBeVisible()
  await row.getByRole('link').click()
  const opened = page.getByRole('article')
  await expect(opened.getByText('Nothing proves that this mail comes from there.')).toBeVisible()
  await expect(opened.getByText(/name contains another address/)).toBeVisible()
  await expect(opened.getByText(/mixes letters of several scripts/)).toBeVisible()
})

/** Where each of them is opened, and what shows that it is there. */
const OPENED: [subject: string, place: string, shows: RegExp][] = [
  ['Rehearsal', 'settings/imported', /^(When|日時)$/],
  ['Called off', 'settings/imported', /^(When|日時)$/],
  ['Figs are here', 'inbox', /Stop these mails|配信を止める/],
  ['Your account', 'inbox', /another address|別のアドレス/],
]

/** The home may have stored the language of an earlier page. */
async function chooseLanguage(page: Page, locale: string): Promise<void> {
  await page.evaluate(
    (language) => {
      const kept = JSON.parse(localStorage.getItem('fumikura.settings') ?? '{}') as object
      localStorage.setItem('fumikura.settings', JSON.stringify({ ...kept, locale: language }))
    },
    locale.slice(0, 2),
  )
  await page.reload()
  await settle(page)
  await expect(page.locator('html')).toHaveAttribute('lang', locale.slice(0, 2))
}

const PHONE = { ...LOOKS[0], name: 'light and narrow, in English', viewport: LOOKS[1].viewport }

for (const { name, ...look } of [...LOOKS, PHONE])
  test(`what stands around a mail has no fault: ${usual(name)}`, async ({ sit }) => {
    const page = await sit(world.alice, look)
    await chooseLanguage(page, look.locale)
    for (const [subject, place, shows] of OPENED) {
      await openMail(page, subject, place)
      await expect(page.getByRole('article').getByText(shows).first()).toBeVisible()
      await settle(page)
      expect(await faultsOf(page)).toEqual([])
    }
    await openMail(page, 'The market', 'inbox')
    await page.getByRole('button', { name: /^(As it was made|元の見た目)$/ }).click()
    await page.getByRole('button', { name: /^(Load once|今回だけ読み込む)$/ }).click()
    await expect(page.getByRole('dialog').getByText('pictures.shop.example')).toBeVisible()
    await settle(page)
    expect(await faultsOf(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    expect(await faultsOf(page)).toEqual([])
  })
