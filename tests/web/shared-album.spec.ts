// A shared album is shown in the list of letters: a row that leads to it, and a number on Files
// until it is opened.
import { mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { drawPicture } from './support/real-pictures.ts'
import { faultsOf } from './support/axe.ts'
import { expect, test, World } from './support/index.ts'

let world: World
test.beforeAll(async () => {
  world = await World.open('alice', 'bob')
})
test.afterAll(() => world.close())

test('a shared album is a row that leads to it, and has pictures once it was opened', async ({ sit }) => {
  const alice = await sit(world.alice)
  const bob = await sit(world.bob)
  await alice.goto(`${world.alice.origin}/#/files`)
  const folder = await mkdtemp(join(world.place.dir, 'album-'))
  const paths = ['boat', 'sea', 'sun'].map((name) => join(folder, `${name}.jpg`))
  for (const [at, path] of paths.entries())
    await writeFile(path, await drawPicture(alice, at * 100, { takenAt: `2026:0${at + 1}:01 10:00:00` }))
  // The page makes the previews, which the album then links.
  await alice.locator('input[data-adds=files]').setInputFiles(paths)
  await expect(alice.getByRole('main').locator('img')).toHaveCount(3)
  await world.alice.run(['add', ...paths, '--album', 'Summer'])
  await world.alice.run(['album', 'share', 'Summer', '--to', 'bob'])

  const row = bob.getByRole('link', { name: /Summer/ })
  await expect(row).toContainText('alice')
  await expect(row).toContainText('3 files')
  const rail = bob.getByRole('navigation', { name: 'Menu' }).getByRole('link', { name: /^Files/ })
  await expect(rail).toHaveAccessibleName(/1/)
  expect(await faultsOf(bob)).toEqual([])
  await rail.click()
  const tab = bob
    .getByRole('navigation', { name: 'Ways to view files' })
    .getByRole('link', { name: /^Albums/ })
  await expect(tab).toHaveAccessibleName('Albums 1 album with news')
  expect(await faultsOf(bob)).toEqual([])
  await bob.goBack()
  await row.click()
  await bob.getByRole('button', { name: 'Open album' }).click()
  await expect(bob.getByRole('main').locator('img')).toHaveCount(3)
  await expect(rail).not.toHaveAccessibleName(/1/)
  await expect(tab).toHaveAccessibleName('Albums')
  await bob.goto(`${world.bob.origin}/#/inbox`)
  await expect(row.locator('img')).toHaveCount(3)
  await bob.keyboard.press('j')
  await expect(bob.getByRole('button', { name: 'Show album' })).toBeVisible()
  expect(await faultsOf(bob)).toEqual([])
})

test('a new album is filled from the pictures that are stored already @others', async ({ sit }) => {
  const page = await sit(world.alice)
  await page.goto(`${world.alice.origin}/#/files/albums`)
  await page.getByRole('button', { name: 'New album' }).click()
  await page.getByRole('textbox', { name: 'Title' }).fill('Harbour')
  await page.getByRole('button', { name: 'Create album' }).click()
  await page.getByRole('button', { name: 'Add files' }).click()
  await page.getByRole('menuitem', { name: 'Photos from your store…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Which photos?' })
  const cells = dialog.getByRole('gridcell')
  await expect(cells).toHaveCount(3)
  await cells.nth(0).click()
  await cells.nth(2).click()
  expect(await faultsOf(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Add 2 photos' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('main').getByRole('gridcell')).toHaveCount(2)
  // A picture of the album is not added twice.
  await page.getByRole('button', { name: 'Add files' }).click()
  await page.getByRole('menuitem', { name: 'Photos from your store…' }).click()
  await expect(cells).toHaveCount(3)
  for (const at of [0, 1]) await cells.nth(at).click()
  await dialog.getByRole('button', { name: 'Add 2 photos' }).click()
  await expect(dialog).toBeHidden()
  const shown = page.getByRole('main').getByRole('gridcell')
  await expect(shown).toHaveCount(3)
  // Undo takes out what was added, and leaves what was there before.
  await page.keyboard.press('Control+z')
  await expect(shown).toHaveCount(2)
  await shown.first().click({ modifiers: ['ControlOrMeta'] })
  await page.getByRole('button', { name: 'Remove from the album' }).click()
  await expect(shown).toHaveCount(1)
  await page.keyboard.press('Control+z')
  await expect(shown).toHaveCount(2)
})
