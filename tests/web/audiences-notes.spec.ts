// Notes to oneself: written, tagged, edited with their history, found; and shared unchanged.
import type { Page } from '@playwright/test'
import { goTo, makeGroup, row, write } from './support/audiences.ts'
import { expect, test, World } from './support/index.ts'

let world: World
test.beforeAll(async () => {
  world = await World.open('alice', 'bob', 'carol')
})
test.afterAll(() => world.close())

const dialog = (page: Page) => page.getByRole('dialog')

async function keepNote(page: Page, subject: string, text: string): Promise<void> {
  await goTo(page, 'compose?to=self')
  await write(page, { subject, text, tags: ['harbour'] }, 'Save')
  await expect(page.getByText('Saved in Notes.')).toBeVisible()
  await goTo(page, 'notes')
  await row(page, 'Notes', subject).click()
  await expect(page.getByRole('heading', { name: subject })).toBeVisible()
}

async function share(page: Page, name: string | RegExp, action: string): Promise<void> {
  await page.getByRole('button', { name: 'Share with…' }).click()
  await dialog(page).getByRole('radio', { name }).check()
  await dialog(page).getByRole('button', { name: action }).click()
  await expect(dialog(page)).toBeHidden()
}

test('only its author reads a note; an edit shows the new version, and the earlier one stays available', async ({
  sit,
}) => {
  const page = await sit(world.alice)
  await goTo(page, 'notes')
  await page.getByRole('button', { name: 'Write a note' }).last().click()
  await expect(
    page.getByText('Only you can read this. The note stays in your store. Nobody is notified.'),
  ).toBeVisible()
  await keepNote(page, 'Tide tables', 'High water at **six**.')
  await expect(page.getByText('Only you can read this note.')).toBeVisible()
  await expect(page.getByText(/^stored once · 0 notices · /)).toBeVisible()

  await page.getByRole('button', { name: 'Edit' }).click()
  await expect(page.getByRole('textbox', { name: 'Letter' })).toHaveText('High water at six.')
  await page.getByRole('textbox', { name: 'Letter' }).fill('High water at **seven**.')
  await page.getByRole('button', { name: 'Save the new version' }).click()
  await expect(page.getByText('High water at seven.', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'see both versions' }).click()
  await dialog(page).getByRole('link').click()
  await expect(page.getByText('High water at six.', { exact: true })).toBeVisible()
  await page.getByRole('link', { name: 'Read the latest' }).click()
  await expect(page.getByText('High water at seven.', { exact: true })).toBeVisible()

  await goTo(page, 'search?q=seven')
  await expect(row(page, 'Search', 'Tide tables')).toHaveCount(1)
})

test('a note is shared unchanged with a person and a group, and the list of readers shows each way', async ({
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
  await expect(other.getByText('The whole plan.', { exact: true })).toBeVisible()
  await other.keyboard.press('w')
  await expect(dialog(other)).toContainText('Only the sender knows who opened it.')

  await expect(page.getByText('bob has opened it')).toBeVisible()
  await share(page, /^Harbour/, 'Share with the group')
  await expect(page.getByText(/^stored once · 2 notices · /)).toBeVisible()
  await page.keyboard.press('w')
  await expect(dialog(page).getByText(/^shared later · .* · opened$/)).toBeVisible()
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
