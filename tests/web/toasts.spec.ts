// The seconds after a letter was sent: the toast covers no control and counts down, and the letter
// can be undone from more than one place.
import type { Locator, Page } from '@playwright/test'
import { expect, test, World } from './support/index.ts'

let world: World
test.beforeAll(async () => {
  world = await World.open('alice', 'bob')
})
test.afterAll(() => world.close())

const sending = (page: Page, subject: string) =>
  page.getByRole('status').getByText(new RegExp(`^Sending “${subject}” to bob in \\d+ s$`))
const body = (page: Page) => page.getByRole('textbox', { name: 'Letter' })
const send = (page: Page) => page.getByRole('button', { name: 'Send', exact: true })
const PHONE = { viewport: { width: 390, height: 844 } }

async function write(page: Page, subject: string): Promise<void> {
  const { person } = await world.bob.run<{ person: string }>(['whoami'])
  await page.goto(`${world.alice.origin}/#/compose?to=${person}&subject=${subject}&text=Hello`)
  await expect(page.getByRole('textbox', { name: 'Subject' })).toHaveValue(subject)
  await expect(page.getByRole('button', { name: 'Remove bob' })).toBeVisible()
}

async function boxOf(locator: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  return (await locator.boundingBox())!
}

async function overlap(a: Locator, b: Locator): Promise<boolean> {
  const [one, other] = [await boxOf(a), await boxOf(b)]
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  )
}

for (const [name, options] of Object.entries({ wide: {}, phone: PHONE }))
  test(`a second press on Send does not meet the toast of the first one: ${name}`, async ({ sit }) => {
    const page = await sit(world.alice, options)
    const subject = `Twice-${name}`
    await write(page, subject)
    const { x, y, width, height } = await boxOf(send(page))
    await page.mouse.dblclick(x + width / 2, y + height / 2)
    const toast = page.locator('.toast').filter({ hasText: subject })
    await expect(sending(page, subject)).toBeVisible()
    const place = await boxOf(toast)
    const isThere = place.y < y + height && y < place.y + place.height
    expect(isThere && place.x < x + width && x < place.x + place.width).toBe(false)
    // The seconds until it leaves are the same on a phone.
    if (name === 'phone') return
    await toast.hover()
    await toast.getByRole('button', { name: 'Undo' }).focus()
    await expect(toast).toBeHidden({ timeout: 12_000 })
    await expect
      .poll(
        async () => (await world.bob.run<{ subject: string }[]>(['list'])).map((letter) => letter.subject),
        { timeout: 15_000 },
      )
      .toContain(subject)
  })

for (const [name, options] of Object.entries({
  'wide @others': {},
  'narrow @others': { viewport: { width: 1000, height: 700 } },
  phone: PHONE,
}))
  test(`several letters have a toast each, which covers no control of the next one: ${name}`, async ({
    sit,
  }) => {
    const page = await sit(world.alice, options)
    // So that the first is still there when the third is written on a slow machine.
    await page.goto(`${world.alice.origin}/#/settings/writing`)
    await page.getByRole('radio', { name: '30 seconds' }).check()
    for (const subject of [`One-${name}`, `Two-${name}`]) {
      await write(page, subject)
      await send(page).click()
      await expect(sending(page, subject)).toBeVisible()
    }
    await write(page, `Three-${name}`)
    const toasts = page.locator('.toast')
    await expect(toasts).toHaveCount(2)
    expect(await overlap(toasts.first(), toasts.last())).toBe(false)
    const controls = page.locator('[data-composer] :is(button, input:not([hidden]), [role=textbox], summary)')
    for (const control of await controls.all())
      if (await control.isVisible())
        for (const toast of await toasts.all())
          expect(await overlap(toast, control), await control.evaluate((at) => at.outerHTML)).toBe(false)
  })

test('a letter in its undo seconds is not called scheduled, and can be undone from the list as well', async ({
  sit,
}) => {
  const page = await sit(world.alice)
  await write(page, 'Second-thoughts')
  await send(page).click()
  await expect(sending(page, 'Second-thoughts')).toBeVisible()
  await page.goto(`${world.alice.origin}/#/sent/scheduled`)
  await page.getByRole('link', { name: /Second-thoughts/ }).click()
  const main = page.getByRole('main')
  await expect(main.getByText('Nobody has been notified yet.')).toBeVisible()
  await expect(main.getByText(/^scheduled\b/)).toHaveCount(0)
  await main.getByRole('button', { name: 'Undo' }).click()
  await expect(body(page)).toHaveText('Hello')
  const sent = await world.alice.run<{ subject: string }[]>(['list', '--box', 'sent'])
  expect(sent.map(({ subject }) => subject)).not.toContain('Second-thoughts')
})

test('a scheduled letter is edited without leaving, and a deleted one leaves no trace in Sent @others', async ({
  sit,
}) => {
  const at = '2099-01-01T16:00:00Z'
  await world.alice.send(['--to', 'bob', '--subject', 'Later', '--text', 'x', '--at', at])
  const page = await sit(world.alice)
  await page.goto(`${world.alice.origin}/#/sent/scheduled`)
  const row = page.getByRole('link', { name: /Later/ })
  await expect(row).toContainText('sends Thu 1 Jan 2099, 16:00')
  await row.click()
  await page.getByRole('button', { name: 'Edit' }).click()
  await expect(body(page)).toHaveText('x')
  await expect(page.getByText('While you edit it, it waits for you and keeps its time.')).toBeVisible()
  await expect(row).toHaveCount(0)
  await page.getByRole('button', { name: 'Schedule' }).click()
  await page.goto(`${world.alice.origin}/#/sent/scheduled`)
  await row.click()
  await page.getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByText('Nothing scheduled')).toBeVisible()
  await page.goto(`${world.alice.origin}/#/sent`)
  await expect(row).toHaveCount(0)
})
