// What stands around the words of an opened mail: the event that it invites to.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { calendar, event } from '../support/calendars.ts'
import { faultsOf, LOOKS, settle, usual } from './support/axe.ts'
import { expect, test, World } from './support/index.ts'

let world: World

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

async function openMail(page: Page, subject: string): Promise<void> {
  await page.goto(`${world.alice.origin}/#/settings/imported`)
  await page.getByRole('listitem').filter({ hasText: subject }).getByRole('link').click()
  await page.getByRole('article').waitFor()
}

test.beforeAll(async () => {
  world = await World.open('alice')
  await importInvitation('Rehearsal', 'REQUEST', ...TOKYO)
  await importInvitation('Called off', 'CANCEL', 'SUMMARY:Outing', 'DTSTART;VALUE=DATE:20261212')
})
test.afterAll(() => world.close())

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

for (const { name, ...look } of LOOKS)
  test(`what stands around a mail has no fault: ${usual(name)}`, async ({ sit }) => {
    const page = await sit(world.alice, look)
    for (const subject of ['Rehearsal', 'Called off']) {
      await openMail(page, subject)
      await expect(page.getByText(/^(When|日時)$/)).toBeVisible()
      await settle(page)
      expect(await faultsOf(page)).toEqual([])
      if (process.env.SHOTS)
        await page.screenshot({ path: `/tmp/shots-reading/${subject}-${look.locale}.png` })
    }
  })
