// Losing a computer: a backup made in the settings, and the way back by words and file, as somebody of seventy would go it.
import type { Page } from '@playwright/test'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { faultsOf } from './support/axe.ts'
import { expect, test, World } from './support/index.ts'

let world: World
test.beforeAll(async () => {
  world = await World.open('alice', 'bob')
})
test.afterAll(() => world.close())

async function shoot(page: Page, name: string): Promise<void> {
  if (process.env.FUMIKURA_PICTURES)
    await page.screenshot({ path: `${process.env.FUMIKURA_PICTURES}/${name}.png` })
}

test.setTimeout(150_000)

test('a backup is made in the settings, and its person comes back with it to an empty computer', async ({
  sit,
}) => {
  const { alice, bob } = world
  const words = await alice.run<string[]>(['words'])
  const ref = await bob.send(['--to', 'alice', '--subject', 'Plums', '--text', 'They are ripe.'])
  await alice.receives(ref)
  await alice.run(['read', ref])
  const file = join(world.place.dir, 'alice.fumikura-backup')

  const page = await sit(alice)
  await page.goto(`${alice.origin}/#/settings/backup`)
  await expect(page.getByRole('heading', { name: 'Backup' })).toBeFocused()
  await expect(page.getByText('There is none yet.')).toBeVisible()
  await page.getByLabel('File to write').fill(file)
  await page.keyboard.press('Enter')
  await expect(page.getByText('1 letter is in it.')).toBeVisible()
  await shoot(page, 'settings-backup')
  expect(await faultsOf(page)).toEqual([])
  await alice.goAway()
  await rm(alice.home.dir, { recursive: true })

  const again = await world.empty('again')
  const threshold = await sit(again)
  await threshold.getByRole('button', { name: 'I have my 24 words' }).click()
  await expect(threshold.getByRole('heading', { name: 'Welcome back' })).toBeFocused()

  // One is mistyped, and said to be; a start that only one word has is completed.
  await threshold.getByRole('combobox', { name: 'Word 1', exact: true }).fill('zzzz')
  await threshold.getByRole('combobox', { name: 'Word 2', exact: true }).fill('zebr')
  await threshold.getByRole('combobox', { name: 'Word 3', exact: true }).focus()
  await expect(threshold.getByText('Not one of the words')).toBeVisible()
  await expect(threshold.getByRole('combobox', { name: 'Word 2', exact: true })).toHaveValue('zebra')
  await shoot(threshold, 'recover-words')
  expect(await faultsOf(threshold)).toEqual([])
  // Two changed places: each is a word, and together they are nobody’s.
  const swapped = [words[1], words[0], ...words.slice(2)].join(' ')
  await threshold.getByRole('combobox', { name: 'Word 1', exact: true }).fill(swapped)
  await threshold.getByRole('button', { name: 'Go on' }).click()
  await expect(threshold.getByText('together they are nobody’s')).toBeVisible()
  await threshold
    .getByRole('combobox', { name: 'Word 1', exact: true })
    .fill(words.map((word, at) => `${at + 1}. ${word}`).join('\n'))
  await threshold.getByRole('button', { name: 'Go on' }).click()

  await expect(threshold.getByRole('heading', { name: 'Do you have a backup file?' })).toBeFocused()
  await threshold.getByLabel('Where the backup file is').fill(`${file}-not`)
  await threshold.getByRole('button', { name: 'Bring everything back' }).click()
  await expect(threshold.getByText('There is no such file.')).toBeVisible()
  await shoot(threshold, 'recover-file')
  expect(await faultsOf(threshold)).toEqual([])
  await threshold.getByLabel('Where the backup file is').fill(file)
  await threshold.keyboard.press('Enter')

  await expect(threshold.getByRole('heading', { name: 'You are back' })).toBeFocused({ timeout: 20_000 })
  await expect(threshold.getByText('1 letter', { exact: true })).toBeVisible()
  await expect(threshold.getByText('1 contact', { exact: true })).toBeVisible()
  await shoot(threshold, 'recover-done')
  expect(await faultsOf(threshold)).toEqual([])
  await threshold.getByRole('button', { name: 'To my letters' }).click()
  await expect(threshold.getByText('Plums')).toBeVisible()

  const bobs = await sit(bob)
  const { person } = await again.run<{ person: string }>(['whoami'])
  await bobs.goto(`${bob.origin}/#/people/${person}`)
  await expect(bobs.getByText('alice writes from a new device')).toBeVisible({ timeout: 20_000 })
  await shoot(bobs, 'new-device')
  expect(await faultsOf(bobs)).toEqual([])
  await bobs.getByRole('button', { name: 'All right' }).click()
  await expect(bobs.getByText('alice writes from a new device')).toBeHidden()
})
