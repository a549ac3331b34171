// Writing letters by mouse and by keys. Readers are named, no text is lost, and a letter can be
// undone for ten seconds.
import type { Page } from '@playwright/test'
import { addMonths } from '../../src/renderer/compose/month-days.ts'
import { expect, test, World } from './support/index.ts'

let world: World
test.beforeAll(async () => {
  world = await World.open('alice', 'bob', 'carol')
})
test.afterAll(() => world.close())

const to = (page: Page) => page.getByRole('combobox', { name: 'To' })
const subject = (page: Page) => page.getByRole('textbox', { name: 'Subject' })
const body = (page: Page) => page.getByRole('textbox', { name: 'Letter' })
const option = (page: Page, name: RegExp) => page.getByRole('button', { name })
const isSaved = (page: Page) => expect(page.locator('[data-saving=saved]')).toBeVisible()
const subjectsOf = async (person: { run<T>(words: string[]): Promise<T> }): Promise<(string | null)[]> =>
  (await person.run<{ subject: string | null }[]>(['list'])).map((letter) => letter.subject)

async function choose(page: Page, name: RegExp, choice: string | RegExp): Promise<void> {
  await option(page, name).click()
  await page.getByRole('menuitemradio', { name: choice, exact: true }).click()
}

async function goCompose(page: Page): Promise<void> {
  await page
    .getByRole('button', { name: 'Write', exact: true })
    .or(page.getByRole('link', { name: 'Write', exact: true }))
    .click()
  await expect(to(page)).toBeFocused()
}

test('a letter is sent by mouse: its readers are named, it is styled, and it arrives', async ({ sit }) => {
  const page = await sit(world.alice)
  await goCompose(page)
  await to(page).fill('b')
  await page.getByRole('option', { name: 'bob' }).click()
  await to(page).fill('car')
  await page.getByRole('option', { name: 'carol' }).click()
  const audience = page.getByRole('status').filter({ hasText: 'can open this' })
  await expect(audience).toHaveText('Only bob and carol can open this. You’ll see when they open it.')
  await subject(page).fill('Keys for the boathouse')
  await expect(subject(page)).toHaveAccessibleDescription(/after a recall/)
  await body(page).fill('They lie **under the mat**.')
  await expect(page.getByText('under the mat', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await expect(page.getByText(/^Sending .+ in \d+ s$/)).toBeVisible()
  expect(await subjectsOf(world.bob)).not.toContain('Keys for the boathouse')
  await expect.poll(() => subjectsOf(world.bob)).toContain('Keys for the boathouse')
})

test('a letter is sent by keys alone, and undone: no reader gets a notice, and no text is lost', async ({
  sit,
}) => {
  const page = await sit(world.alice)
  await page.keyboard.press('c')
  await expect(to(page)).toBeFocused()
  await page.keyboard.type('bo')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  // Leaves the chosen reader and goes to the subject.
  await subject(page).focus()
  await page.keyboard.type('Never mind')
  await body(page).focus()
  await page.keyboard.type('Too soon.')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText(/^Sending .+ in \d+ s$/)).toBeVisible()
  await page.keyboard.press('z')
  await expect(body(page)).toHaveText('Too soon.')
  await expect(page.getByRole('button', { name: 'Remove bob' })).toBeVisible()
  const sent = await world.alice.run<{ subject: string; state: string }[]>(['list', '--box', 'sent'])
  expect(sent.filter((letter) => letter.subject === 'Never mind')).toEqual([])
  expect(await subjectsOf(world.bob)).not.toContain('Never mind')
})

test('saved text survives kill -9 of the engine, and a reload', async ({ sit }) => {
  const page = await sit(world.carol)
  await goCompose(page)
  await to(page).fill('alice')
  await to(page).press('Enter')
  await subject(page).fill('Half a letter')
  await body(page).fill('First half.')
  await choose(page, /^When someone opens it/, 'Nobody sees who opened it')
  await choose(page, /^Expiry, reminder/, 'Urgent')
  await isSaved(page)
  await world.carol.goAway('SIGKILL')
  await body(page).fill('First half. Second half.')
  await expect(page.getByRole('alert').filter({ hasText: 'Not saved.' })).toBeVisible()
  await world.carol.comeBack()
  // The tab saves its text, and follows the engine to its new address.
  await expect(page).toHaveURL(new RegExp(`^${world.carol.origin}/`), { timeout: 30_000 })
  await expect(body(page)).toHaveText('First half. Second half.')
  await isSaved(page)
  await page.reload()
  await expect(body(page)).toHaveText('First half. Second half.')
  await expect(page.getByRole('button', { name: 'Remove alice' })).toBeVisible()
  await expect(option(page, /^When someone/)).toHaveText('Nobody sees who opens it')
  await expect(option(page, /^Urgency/)).toHaveText('Urgent')
})

test('the address names a draft at its first typed character, so that a reload at that moment shows it @others', async ({
  sit,
}) => {
  const page = await sit(world.alice)
  await goCompose(page)
  await body(page).focus()
  await page.keyboard.type('Q')
  expect(await page.evaluate(() => location.hash)).toMatch(/^#\/compose\/[0-9a-f]{32}$/)
  await page.keyboard.type('uick')
  await page.reload()
  await expect(body(page)).toHaveText('Quick')
})

test('a click on another screen right after sending opens that screen, and it stays open @others', async ({
  sit,
}) => {
  const page = await sit(world.alice)
  await goCompose(page)
  await to(page).fill('bob')
  await to(page).press('Enter')
  await body(page).fill('Gone on at once.')
  // The press happens during the browser's back navigation.
  await page.evaluate(() => {
    const back = history.back.bind(history)
    history.back = () => {
      back()
      document.querySelector<HTMLElement>('nav a[href="#/people"]')!.click()
    }
  })
  await body(page).press('Control+Enter')
  await expect(page.getByText(/^Sending .*to bob in \d+ s$/)).toBeVisible()
  await expect(page).toHaveURL(/#\/people$/)
  await expect(page.getByRole('button', { name: 'Create an invite link' })).toBeVisible()
  await page.goBack()
  await expect(page).toHaveURL(/\/(#\/inbox)?$/)
})

test('an expiry and a hold are sent with the letter; a problem is shown where it can be corrected', async ({
  sit,
}) => {
  const page = await sit(world.alice)
  await goCompose(page)
  await body(page).fill('Offer, final wording')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('alert')).toHaveText('Add at least one recipient.')
  await expect(to(page)).toBeFocused()
  await page.keyboard.type('carol')
  await page.keyboard.press('Enter')
  await choose(page, /^When to send/, /^Tomorrow morning /)
  await expect(option(page, /^When to send/)).toHaveText(/Sends .+ 08:00/)
  await expect(page.getByRole('button', { name: 'Schedule' })).toBeVisible()
  await choose(page, /^Expiry, reminder/, 'In a week')
  await expect(option(page, /^Expiry:/)).toHaveText(/Expires \d+ /)
  await choose(page, /^When to send/, 'Hold until I release it')
  await choose(page, /^Expiry:/, 'Pick a time…')
  const dialog = page.getByRole('dialog', { name: 'Expires' })
  const day = dialog.getByRole('grid').locator('[tabindex="0"]')
  // To today, because no earlier day can be chosen.
  await day.press('PageUp')
  await day.press('Enter')
  await dialog.getByRole('textbox', { name: 'Time' }).fill('0:00')
  await expect(dialog.getByText('The expiry must be at least a minute from now.')).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Set the time' })).toBeDisabled()
  await day.press('PageDown')
  await day.press('PageDown')
  await day.press('Enter')
  await dialog.getByRole('textbox', { name: 'Time' }).fill('10:00')
  await dialog.getByRole('button', { name: 'Set the time' }).click()
  await expect(option(page, /^Expiry:/)).toHaveText(/Expires \d+ /)
  await page.getByRole('button', { name: 'Store and hold' }).click()
  await expect(page.getByText('Stored and held. Nobody is notified.')).toBeVisible()
  const [held] = await world.alice.run<{ state: string; expiresAt: string }[]>(['list', '--box', 'held'])
  const expiry = addMonths(new Date(), 2)
  expiry.setHours(10, 0, 0, 0)
  expect(held).toMatchObject({ state: 'held', expiresAt: expiry.toISOString() })
})

test('a reply links its letter and quotes nothing @others', async ({ sit }) => {
  const ref = await world.bob.send(['--to', 'alice', '--subject', 'Dinner', '--text', 'On the 29th?'])
  await world.alice.receives(ref)
  const page = await sit(world.alice)
  await page.goto(`${world.alice.origin}/#/compose?reply=${ref.replace('fumikura://ref/', '')}`)
  await expect(page.getByText(/^Links to bob’s letter \(today at .+\)\. Nothing is quoted\.$/)).toBeVisible()
  await expect(subject(page)).toHaveValue('Re: Dinner')
  await expect(body(page)).toBeFocused()
  await expect(body(page).locator('.cm-placeholder')).toBeVisible()
  await page.keyboard.type('Yes.')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText(/^Sending .+ in \d+ s$/)).toBeVisible()
  const [reply] = await world.alice.run<{ replyTo: string; subject: string }[]>(['list', '--box', 'sent'])
  expect(reply).toMatchObject({ subject: 'Re: Dinner', replyTo: ref })
})

test('the Enter of an input method sends nothing', async ({ sit }) => {
  const page = await sit(world.alice)
  await goCompose(page)
  await to(page).fill('bob')
  await to(page).press('Enter')
  await body(page).fill('にほんご')
  await isSaved(page)
  for (const init of [{ isComposing: true }, { keyCode: 229 }]) {
    await body(page).dispatchEvent('keydown', { key: 'Enter', ctrlKey: true, bubbles: true, ...init })
  }
  await expect(body(page)).toHaveText('にほんご')
  await expect(page.getByRole('button', { name: 'Send', exact: true })).toBeVisible()
  // Without a composition the same key sends; otherwise the test would prove nothing.
  await body(page).press('Control+Enter')
  await expect(page.getByText(/^Sending .+ in \d+ s$/)).toBeVisible()
})
