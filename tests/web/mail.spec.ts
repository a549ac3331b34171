// Mails on the page: their sign among letters, what stands above an opened one, and the set-up.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { faultsOf, LOOKS, settle, usual } from './support/axe.ts'
import { expect, test, World } from './support/index.ts'

let world: World

async function importMail(...lines: string[]): Promise<void> {
  const path = join(world.place.dir, 'one.eml')
  await writeFile(path, lines.join('\r\n'))
  await world.alice.run(['import', path])
}

test.beforeAll(async () => {
  world = await World.open('alice')
  await importMail(
    'From: Dr Weiss <office@weiss-zahn.example>',
    'To: alice@harbour.example',
    'Subject: Appointment on 9 December',
    'Message-ID: <1@weiss-zahn.example>',
    'Date: Tue, 24 Nov 2026 11:45:00 +0000',
    '',
    'Please confirm by Friday.',
  )
  await importMail('BEGIN:VCARD', 'VERSION:3.0', 'FN:Jun Tanaka', 'EMAIL:jun@card.example', 'END:VCARD', '')
  await importMail(
    'From: Nao <nao@harbour.example>',
    'Reply-To: Choir <choir@lists.example>',
    'To: Choir <choir@lists.example>',
    'Cc: Mara <mara@bakery.example>',
    'Subject: Rehearsal',
    'Message-ID: <2@harbour.example>',
    'Date: Tue, 24 Nov 2026 12:45:00 +0000',
    '',
    'On Friday at seven.',
  )
})
test.afterAll(() => world.close())

for (const { name, ...look } of LOOKS)
  test(`a mail has an @, its standing and its address, without a fault: ${usual(name)}`, async ({
    browser,
  }) => {
    const context = await browser.newContext(look)
    const page = await context.newPage()
    await page.goto(await world.alice.link())
    await settle(page)
    await page.goto(`${world.alice.origin}/#/settings/imported`)
    const row = page.getByRole('listitem').filter({ hasText: 'Appointment on 9 December' })
    await expect(row.getByTitle(/^(mail|メール)$/)).toBeVisible()
    await expect(row.locator('.sealed')).toHaveCount(0)
    // In an archive each row would say that nobody has checked it.
    await expect(row.getByText(/^(not proven|未確認)$/)).toHaveCount(0)
    expect(await faultsOf(page)).toEqual([])
    await row.getByRole('link').click()
    const head = page.getByRole('article')
    await expect(head.getByText('office@weiss-zahn.example')).toBeVisible()
    await expect(
      head.getByText(/^(No server checked who sent it|差出人を確かめたサーバーがありません)$/),
    ).toBeVisible()
    await expect(head.getByText('Please confirm by Friday.')).toBeVisible()
    expect(await faultsOf(page)).toEqual([])
    await context.close()
  })

for (const { name, ...look } of LOOKS)
  test(`an address of a mail is completed by keyboard, and the desk says what goes there: ${usual(name)}`, async ({
    browser,
  }) => {
    const context = await browser.newContext(look)
    const page = await context.newPage()
    await page.goto(await world.alice.link())
    await settle(page)
    await page.goto(`${world.alice.origin}/#/compose`)
    const field = page.getByRole('combobox').first()
    await field.fill('weiss')
    const option = page.getByRole('option', { name: /Dr Weiss.*office@weiss-zahn\.example/ })
    await expect(option).toHaveAttribute('aria-selected', 'true')
    expect(await faultsOf(page)).toEqual([])
    await page.keyboard.press('Enter')
    await expect(page.getByTitle('office@weiss-zahn.example')).toContainText('Dr Weiss')
    await expect(page.getByText(/ordinary mail|普通のメール/)).toBeVisible()
    await field.fill('mara@harbour.example')
    await page.keyboard.press('Enter')
    await expect(page.getByText('mara@harbour.example', { exact: true })).toBeVisible()
    await field.fill('jun t')
    await expect(page.getByRole('option', { name: /Jun Tanaka.*jun@card\.example/ })).toBeVisible()
    await page.keyboard.press('Enter')
    await expect(page.getByTitle('jun@card.example')).toContainText('Jun Tanaka')
    expect(await faultsOf(page)).toEqual([])
    await page
      .getByRole('button', { name: /^(Discard|破棄)$/ })
      .first()
      .click()
    await context.close()
  })

test('a reply to a mail goes where the mail says, and shows it if that is not its sender', async ({
  sit,
}) => {
  const page = await sit(world.alice)
  await page.goto(`${world.alice.origin}/#/settings/imported`)
  await page.getByRole('listitem').filter({ hasText: 'Rehearsal' }).getByRole('link').click()
  await expect(page.getByRole('article').getByText('On Friday at seven.')).toBeVisible()
  await page.keyboard.press('r')
  const reply = page.getByRole('group', { name: 'Reply' })
  await expect(reply.getByText('To Choir <choir@lists.example> and Mara <mara@bakery.example>')).toBeVisible()
  await reply.getByRole('button', { name: 'Only Choir' }).click()
  await expect(reply.getByText('Only to Choir <choir@lists.example>')).toBeVisible()
  expect(await faultsOf(page)).toEqual([])
})

test('an account is begun from the settings, with one question at a time', async ({ sit }) => {
  const page = await sit(world.alice)
  await page.goto(`${world.alice.origin}/#/settings/mail`)
  await page.getByRole('button', { name: 'Add a mail address' }).click()
  const dialog = page.getByRole('dialog', { name: 'What’s your mail address?' })
  await expect(dialog.getByLabel('Your address')).toBeFocused()
  await page.keyboard.type('haruko')
  await page.keyboard.press('Enter')
  await expect(dialog.getByRole('alert')).toContainText('isn’t a whole address')
  await expect(dialog.getByLabel('Your address')).toBeFocused()
  expect(await faultsOf(page)).toEqual([])
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('button', { name: 'Add a mail address' })).toBeFocused()
})
