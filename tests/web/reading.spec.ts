// A letter from its notice to its reader's state: sealed, opened, waited for, recalled, answered by
// a link.
import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { expect, test, World, type Person } from './support/index.ts'

let world: World
test.beforeAll(async () => {
  world = await World.open('alice', 'bob')
})
test.afterAll(() => world.close())

interface Status {
  readers: { state: string; note: string | null }[]
}

const tail = (ref: string): string => ref.replace('fumikura://ref/', '')
const openButton = (page: Page) => page.getByRole('button', { name: 'Open the letter' })

async function write(from: Person, to: string, subject: string, words: string[]): Promise<string> {
  return from.send(['--to', to, '--subject', subject, ...words])
}

/** Waits for the letter and shows it in alice's inbox. */
async function look(page: Page, ref: string): Promise<void> {
  await world.alice.receives(ref)
  await page.evaluate((hash) => (location.hash = hash), `#/inbox/${tail(ref)}`)
}

test('a sealed letter says to whom opening reports, and reports once it is opened', async ({ sit }) => {
  const ref = await write(world.bob, 'alice', 'The drawings', [
    '--text',
    'Here **they** are.',
    '--expires',
    '2099-12-01T18:00:00Z',
  ])
  const page = await sit(world.alice)
  await look(page, ref)
  await expect(page.getByText('bob will see when you open it', { exact: true })).toBeVisible()
  await expect(page.getByText(/^Until .*2099/)).toBeVisible()
  await openButton(page).click()
  await expect(page.locator('.markdown strong')).toHaveText('they')
  await expect(page.getByRole('heading', { name: 'The drawings' })).toBeFocused()
  expect(await world.bob.run<Status>(['status', ref])).toMatchObject({ readers: [{ state: 'referenced' }] })
  await page.reload()
  await expect(page.locator('.markdown strong')).toHaveText('they')
})

test('a reader’s state reaches the author with its note', async ({ sit }) => {
  const ref = await write(world.bob, 'alice', 'The invoice', ['--text', 'Please check.'])
  const page = await sit(world.alice)
  await look(page, ref)
  await openButton(page).click()
  await page.getByRole('button', { name: 'Add a comment' }).click()
  await page.getByRole('textbox', { name: 'Comment for bob' }).fill('印刷所へ送りました')
  await page.getByRole('button', { name: 'Done' }).click()
  await expect(page.getByText(/^You marked it done, today at/)).toBeVisible()
  await expect
    .poll(() => world.bob.run<Status>(['status', ref]))
    .toMatchObject({ readers: [{ state: 'done', note: '印刷所へ送りました' }] })
})

test('a reply stands below the answered letter, and one passage of it is answered by a link', async ({
  sit,
}) => {
  const question = await write(world.alice, 'bob', 'Dinner', ['--text', 'Would the 29th suit you?'])
  await world.bob.receives(question)
  const ref = await write(world.bob, 'alice', 'Re: Dinner', [
    '--text',
    'The 29th is good.',
    '--reply-to',
    question,
  ])
  const page = await sit(world.alice)
  await look(page, ref)
  await expect(page.getByText('Would the 29th suit you?')).toBeVisible()
  await page.getByRole('region', { name: 'bob' }).getByRole('button', { name: 'Open' }).click()
  const answer = page.getByRole('article', { name: 'bob' })
  await answer.locator('.markdown p').selectText()
  await answer.getByRole('button', { name: 'Quote' }).click()
  const reply = page.getByRole('textbox', { name: 'Reply' })
  await expect(reply.locator('.chip')).toHaveText(/^“The 29th is good\.”bob, /)
  await expect(reply).not.toContainText('fumikura')
  await expect(reply).toBeFocused()
  await page.keyboard.type('So it is, says ')
  await page.keyboard.insertText(question)
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await expect(page.getByText(/^Sending .+ in \d+ s$/)).toBeVisible()
  const own = page.getByRole('article', { name: 'You' }).last()
  await expect(own).toContainText('So it is, says')
  await expect(page.getByRole('region', { name: 'Letters' })).not.toContainText('fumikura')
  await own.getByRole('button', { name: '“The 29th is good.”' }).click()
  await expect(answer.getByRole('heading')).toBeFocused()
  const marked = () => page.evaluate(() => [...(CSS.highlights.get('passage') ?? [])].map(String))
  await expect.poll(marked).toEqual(['The 29th is good.'])
})

test('a passage is forwarded to somebody else with its words and the link to its letter @others', async ({
  sit,
}) => {
  const ref = await write(world.bob, 'alice', 'The key', ['--text', 'It is under the mat.'])
  const page = await sit(world.alice)
  await look(page, ref)
  await openButton(page).click()
  await page.locator('.markdown p').selectText()
  await page.getByRole('button', { name: 'Forward the passage' }).click()
  await expect(page.getByRole('textbox', { name: 'Subject' })).toHaveValue('About: The key')
  const text = page.getByRole('textbox', { name: 'Letter' })
  await expect(text).toContainText('It is under the mat.')
  await expect(text.locator('.chip')).toContainText('The key')
  await expect(page.getByRole('combobox', { name: 'To' })).toBeFocused()
})

test('a letter can be saved as a file, and its link copied @others', async ({ sit }) => {
  const ref = await write(world.bob, 'alice', 'To keep', ['--text', 'Words to keep.'])
  const page = await sit(world.alice, { permissions: ['clipboard-read', 'clipboard-write'] })
  await look(page, ref)
  await openButton(page).click()
  await page.getByRole('button', { name: 'More', exact: true }).click()
  const download = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: 'Save as Markdown' }).click()
  expect(await readFile(await (await download).path(), 'utf8')).toContain('Words to keep.')
  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitem', { name: /^Copy link/ }).click()
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(ref)
})

test('a letter that is recalled while it is on screen says so', async ({ sit }) => {
  const ref = await write(world.bob, 'alice', 'Wrong date', ['--text', 'x'])
  const page = await sit(world.alice)
  await look(page, ref)
  await expect(openButton(page)).toBeVisible()
  await world.bob.run(['recall', ref])
  await expect(page.getByRole('heading', { name: 'Recalled before you opened it' })).toBeVisible()
  await expect(openButton(page)).toBeHidden()
  // Nothing is left to answer, so the key for a reply writes to its author.
  await expect(page.getByRole('button', { name: 'Write to bob' })).toBeVisible()
  await page.keyboard.press('r')
  await expect(page).toHaveURL(/#\/compose/)
  await expect(page.getByRole('button', { name: 'Remove bob' })).toBeVisible()
})

test('a letter of an absent author opens once the author is back @others', async ({ sit }) => {
  const ref = await write(world.bob, 'alice', 'From afar', ['--text', 'I was away.'])
  const page = await sit(world.alice)
  await look(page, ref)
  await expect(openButton(page)).toBeVisible()
  await world.bob.goAway()
  await expect(page.getByText('On bob’s device (offline)')).toBeVisible()
  const row = page.getByRole('list', { name: 'Inbox' }).getByRole('link', { name: /From afar/ })
  await expect(row).toContainText('offline')
  await page.getByRole('button', { name: 'Open when bob is back' }).click()
  await expect(page.getByText('bob is offline')).toBeVisible()
  await world.bob.comeBack()
  await expect(page.locator('.markdown')).toHaveText('I was away.', { timeout: 25_000 })
})

test('the filter for what can be opened now follows who is there @others', async ({ sit }) => {
  const ref = await write(world.bob, 'alice', 'Away with me', ['--text', 'Later.'])
  const page = await sit(world.alice)
  await world.alice.receives(ref)
  await page.setViewportSize({ width: 390, height: 844 })
  await page.evaluate(() => (location.hash = '#/inbox'))
  const row = page.getByRole('list', { name: 'Inbox' }).getByRole('link', { name: /Away with me/ })
  await expect(row).toBeVisible()
  const chip = page
    .getByRole('navigation', { name: 'Show' })
    .getByRole('button', { name: 'Can be opened now' })
  await chip.click()
  await expect(chip).toHaveAttribute('aria-pressed', 'true')
  await expect(row).toBeVisible()
  await world.bob.goAway()
  await expect(row).toBeHidden()
  await world.bob.comeBack()
  await expect(row).toBeVisible({ timeout: 25_000 })
  await page.getByRole('button', { name: 'Clear', exact: true }).click()
  await expect(chip).toHaveAttribute('aria-pressed', 'false')
})

test('letters of a chosen person open when they are selected @others', async ({ sit }) => {
  const first = await write(world.bob, 'alice', 'Before the choice', ['--text', 'Words of before.'])
  const page = await sit(world.alice)
  await look(page, first)
  await expect(openButton(page)).toBeVisible()
  await page.evaluate(() => (location.hash = '#/people'))
  await page.getByRole('list').getByRole('link', { name: /bob/ }).first().click()
  await page.getByRole('switch', { name: 'Open their letters when I select them' }).check()
  await look(page, first)
  await expect(page.getByRole('region', { name: 'Letters' }).getByText('Words of before.')).toBeVisible()
})
