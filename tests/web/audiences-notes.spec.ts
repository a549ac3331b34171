// Notes to oneself: written, tagged, edited with their history, found; and shared unchanged.
import type { Page } from '@playwright/test'
import { goTo, makeGroup, row } from './support/audiences.ts'
import { faultsOf, LOOKS } from './support/axe.ts'
import { expect, test, World } from './support/index.ts'

let world: World
test.beforeAll(async () => {
  world = await World.open('alice', 'bob', 'carol')
})
test.afterAll(() => world.close())

const dialog = (page: Page) => page.getByRole('dialog')

const title = (page: Page) => page.getByRole('textbox', { name: 'Title' })
const body = (page: Page) => page.getByRole('textbox', { name: 'Letter' })
const versions = (page: Page) => page.getByRole('dialog').getByRole('listitem')

async function keepNote(page: Page, subject: string, text: string): Promise<void> {
  await goTo(page, 'compose?to=self')
  await title(page).fill(subject)
  await body(page).fill(text)
  await page.getByRole('textbox', { name: 'Tags' }).fill('harbour')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText('Saved in Notes.')).toBeVisible()
  await expect(title(page)).toHaveValue(subject)
}

/** The texts of all versions of the only note, the latest first. */
async function textsOf(person: World['alice']): Promise<string[]> {
  const [latest] = await person.run<{ ref: string }[]>(['list', '--box', 'notes'])
  const all = await person.run<{ ref: string }[]>(['history', latest!.ref])
  return Promise.all(all.map(async ({ ref }) => (await person.run<{ text: string }>(['read', ref])).text))
}

async function share(page: Page, name: string | RegExp, action: string): Promise<void> {
  await page.getByRole('button', { name: 'Share with…' }).click()
  await dialog(page).getByRole('radio', { name }).check()
  await dialog(page).getByRole('button', { name: action }).click()
  await expect(dialog(page)).toBeHidden()
}

test('a note is written in place, and leaving it makes one version; an earlier one is restored', async ({
  sit,
}) => {
  const page = await sit(world.alice)
  await goTo(page, 'notes')
  await expect(page.getByRole('button', { name: 'New note' }).last()).toBeVisible()
  await page.keyboard.press('Shift+N')
  await expect(body(page)).toBeFocused()
  await page.keyboard.type('# Tide tables')
  await page.keyboard.press('Enter')
  await page.keyboard.type('High water at six.')
  await expect(page.getByText(/^Saved /)).toBeVisible()
  await goTo(page, 'notes')
  await expect(page.getByText('Saved in Notes.')).toBeVisible()
  // Without a title, the first line is it.
  await row(page, 'Notes', 'Tide tables').click()
  await expect(title(page)).toHaveAttribute('placeholder', 'Tide tables')
  await expect(body(page)).toContainText('High water at six.')
  await expect(page.getByRole('button', { name: /^(Edit|Save)$/ })).toHaveCount(0)

  // Several pauses in one sitting are one version; reading alone makes none.
  await body(page).click()
  await page.keyboard.press('Control+End')
  await page.keyboard.type(' Low water at noon.')
  await expect(page.getByText(/^Saved /)).toBeVisible()
  await page.keyboard.type(' Bring boots.')
  await expect(page.getByText(/^Saved /)).toBeVisible()
  await goTo(page, 'files')
  await expect.poll(async () => (await textsOf(world.alice)).length).toBe(2)
  await goTo(page, 'notes')
  // Until the new version is listed, the row leads to the earlier one.
  await expect(row(page, 'Notes', 'Tide tables')).toContainText('Bring boots.')
  await row(page, 'Notes', 'Tide tables').click()
  await expect(body(page)).toContainText('Bring boots.')
  await goTo(page, 'files')

  await goTo(page, 'notes')
  await row(page, 'Notes', 'Tide tables').click()
  await page.getByRole('button', { name: 'History' }).click()
  await expect(versions(page)).toHaveCount(2)
  await expect(versions(page).first().locator('ins')).toContainText('Low water at noon. Bring boots.')
  await versions(page)
    .getByRole('button', { name: /^Restore the version/ })
    .click()
  await expect(page.getByText('Restored. The newer versions are still in the history.')).toBeVisible()
  await expect(body(page)).not.toContainText('Bring boots.')
  const texts = await textsOf(world.alice)
  expect(texts.map((text) => text.includes('boots'))).toEqual([false, true, false])

  await goTo(page, 'search?q=six')
  await expect(row(page, 'Search', 'Tide tables')).toHaveCount(1)
  // Only replaced versions have this word.
  await goTo(page, 'search?q=noon')
  await expect(page.getByRole('heading', { name: 'Nothing found' })).toBeVisible()
})

test('two windows show the same note live; a closed window keeps its words for the next one', async ({
  sit,
}) => {
  const page = await sit(world.alice)
  await goTo(page, 'notes')
  await row(page, 'Notes', 'Tide tables').click()
  const other = await page.context().newPage()
  await other.goto(page.url())
  await expect(body(other)).toContainText('High water at six.')
  await body(page).click()
  await page.keyboard.press('Control+End')
  await page.keyboard.type(' Ask bob.')
  await expect(body(other)).toContainText('Ask bob.')
  await expect(page.getByText(/^Saved /)).toBeVisible()
  // Nothing runs when a window is killed.
  await page.close({ runBeforeUnload: false })
  await body(other).click()
  await other.keyboard.press('Control+End')
  await other.keyboard.type(' And carol.')
  await other.keyboard.press('Control+Enter')
  await expect.poll(async () => (await textsOf(world.alice))[0]).toContain('Ask bob. And carol.')
  await other.close()
})

test('a note has no fault under axe: new, written and with its history @others', async ({ sit }) => {
  for (const look of LOOKS) {
    const page = await sit(world.alice, look)
    await goTo(page, 'compose?to=self')
    await expect(page.locator('[data-composer] [role=textbox]')).toBeFocused()
    expect(await faultsOf(page)).toEqual([])
    await goTo(page, 'notes')
    await page
      .getByRole('link', { name: /Tide tables/ })
      .first()
      .click()
    await expect(page.locator('[data-composer] [role=textbox]')).toBeVisible()
    // Not on the row, whose tools are the list's.
    await page.keyboard.press('Tab')
    await page.mouse.move(0, 0)
    expect(await faultsOf(page)).toEqual([])
    await page.getByRole('button', { name: /History|履歴/ }).click()
    await expect(versions(page).first()).toBeVisible()
    expect(await faultsOf(page)).toEqual([])
  }
})

test('a note is shared unchanged with a person and a group, and the list of readers shows each way @others', async ({
  sit,
}) => {
  const page = await sit(world.alice)
  await makeGroup(page, 'Harbour', ['bob', 'carol'])
  await keepNote(page, 'Plan', 'The whole plan.')
  await share(page, 'bob', 'Share with bob')
  await expect(page.getByText('Shared with bob. The note is now under Sent.')).toBeVisible()
  const other = await sit(world.bob)
  await row(other, 'Inbox', 'Plan').click()
  await other.getByRole('button', { name: 'Open the letter' }).click()
  await expect(other.getByRole('region', { name: 'Letters' }).getByText('The whole plan.')).toBeVisible()
  await other.keyboard.press('w')
  await expect(dialog(other)).toContainText('Only the sender knows who opened it.')

  await expect(page.getByText('bob has opened it')).toBeVisible()
  await share(page, /^Harbour/, 'Share with the group')
  await expect(page.getByText(/^stored once · 2 notices · /)).toBeVisible()
  await page.keyboard.press('w')
  await expect(dialog(page).getByText(/^shared · .*you’ll see who opens it · opened$/)).toBeVisible()
  await expect(dialog(page).getByText('can open it · through Harbour')).toBeVisible()
  await dialog(page).getByRole('button', { name: 'Withdraw this from Harbour' }).click()
  await expect(dialog(page)).toContainText(
    'Members of Harbour who haven’t opened it will no longer be able to.',
  )
  await dialog(page).getByRole('button', { name: 'Withdraw' }).click()
  await expect(page.getByText('Harbour: withdrawn. Anyone who hadn’t opened it no longer can.')).toBeVisible()
  await expect(page.getByText(/^Recalled from/)).toHaveCount(0)
  await expect(page.getByText('can read: bob, nobody else')).toBeVisible()
})

test('a note to everyone warns first that publishing cannot be undone', async ({ sit }) => {
  const page = await sit(world.alice)
  await keepNote(page, 'Open letter', 'To whom it may concern.')
  await page.getByRole('button', { name: 'Share with…' }).click()
  await dialog(page).getByRole('radio', { name: 'Everyone' }).check()
  await expect(dialog(page)).toContainText('Anyone will be able to read this, and you can’t take that back.')
  await expect(dialog(page)).toContainText('Once this is published, you can’t hold or recall it')
  await dialog(page).getByRole('button', { name: 'Publish' }).click()
  await expect(page.getByText('Public. Anyone can read it, and readers aren’t counted.')).toBeVisible()
})
