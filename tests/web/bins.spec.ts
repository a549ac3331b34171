// Spam and trash: a letter that is removed, and a mail that is marked, are found in the rail and come back.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, test, World } from './support/index.ts'

let world: World
let folder: string
test.beforeAll(async () => {
  world = await World.open('alice', 'bob')
  await world.alice.receives(await world.bob.send(['--to', 'alice', '--subject', 'Figs', '--text', 'Ripe.']))
  folder = await mkdtemp(join(tmpdir(), 'fumikura-mail-'))
  const head = [
    'From: Shop <shop@example.org>',
    'Subject: Cheap pears',
    'Date: Mon, 5 Jan 2004 12:00:00 +0000',
  ]
  await writeFile(join(folder, 'pears.eml'), `${head.join('\r\n')}\r\n\r\nBuy now\r\n`)
  await world.alice.run(['import', folder])
})
test.afterAll(async () => {
  await world.close()
  await rm(folder, { recursive: true })
})

const rail = (page: Page) => page.getByRole('navigation', { name: 'Menu' })
const titles = (page: Page, list: string) => page.getByRole('list', { name: list }).locator('.title')

test('a removed letter is in the trash, and is put back by the key that removed it', async ({ sit }) => {
  const page = await sit(world.alice)
  await expect(page.getByRole('heading', { name: 'Figs' })).toBeVisible()
  await expect(rail(page).getByRole('link', { name: 'Trash' })).toHaveCount(0)
  await page.keyboard.press('#')
  await rail(page).getByRole('link', { name: 'Trash' }).click()
  await expect(titles(page, 'Trash')).toHaveText(['Figs'])
  await expect(page.getByRole('heading', { name: 'Figs' })).toBeVisible()
  await page.keyboard.press('#')
  await expect(page.getByRole('heading', { name: 'The trash is empty' })).toBeVisible()
  await rail(page)
    .getByRole('link', { name: /^Inbox/ })
    .click()
  await expect(titles(page, 'Inbox')).toHaveText(['Figs'])
  await expect(rail(page).getByRole('link', { name: 'Trash' })).toHaveCount(0)
})

test('a mail that is marked as spam is found there and by in:spam, and comes back', async ({ sit }) => {
  const page = await sit(world.alice)
  await page.goto(`${page.url().split('#')[0]}#/settings/imported`)
  await expect(titles(page, 'Imported')).toHaveText(['Cheap pears'])
  await expect(page.getByRole('heading', { name: 'Cheap pears' })).toBeVisible()
  await page.keyboard.press('!')
  await expect(page.getByText('Marked “Cheap pears” as spam', { exact: true })).toBeVisible()
  await rail(page).getByRole('link', { name: 'Spam' }).click()
  await expect(titles(page, 'Spam')).toHaveText(['Cheap pears'])
  expect(await world.alice.run(['search', 'pears'])).toEqual([])
  expect(await world.alice.run(['search', 'pears', 'in:spam'])).toMatchObject([{ bin: 'spam' }])
  await page.getByRole('button', { name: 'Not spam' }).first().click()
  await expect(page.getByRole('heading', { name: 'No spam' })).toBeVisible()
  expect(await world.alice.run(['search', 'pears'])).toMatchObject([{ bin: null }])
})
