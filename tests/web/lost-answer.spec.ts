// The connection ends after the engine has sent a letter and before its answer arrives. The page
// asks again, and nothing is sent twice.
import type { Page } from '@playwright/test'
import { goToGroup } from './support/audiences.ts'
import { expect, test, World } from './support/index.ts'

let world: World
test.beforeAll(async () => {
  world = await World.open('alice', 'bob')
})
test.afterAll(() => world.close())

/** Ends the connection in place of the first answer to this call. Returns how often it was asked. */
async function loseAnswerTo(page: Page, call: string): Promise<() => number> {
  let count = 0
  let lost: unknown = null
  await page.routeWebSocket(/\/engine$/, (socket) => {
    const engine = socket.connectToServer()
    socket.onMessage((message) => {
      const asked = JSON.parse(String(message)) as { id: unknown; call?: string }
      if (asked.call === call && ++count === 1) lost = asked.id
      engine.send(message)
    })
    engine.onMessage((message) => {
      const { id } = JSON.parse(String(message)) as { id?: unknown }
      if (lost === null || id !== lost) return socket.send(message)
      lost = null
      void socket.close()
    })
  })
  await page.reload()
  await page.locator('main:not([aria-busy])').waitFor()
  return () => count
}

const countOf = async (subject: string): Promise<number> =>
  (await world.alice.run<{ subject: string }[]>(['list', '--box', 'all'])).filter(
    (letter) => letter.subject === subject,
  ).length

test('a letter whose answer is lost is sent once, although its writer types on', async ({ sit }) => {
  const page = await sit(world.alice)
  const asked = await loseAnswerTo(page, 'drafts.send')
  await page.keyboard.press('c')
  await page.getByRole('combobox', { name: 'To' }).fill('bob')
  await page.getByRole('option', { name: 'bob' }).click()
  await page.getByRole('textbox', { name: 'Subject' }).fill('Once')
  await page.getByRole('textbox', { name: 'Letter' }).fill('Only once.')
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await page.keyboard.type('x')
  await expect.poll(asked).toBe(2)
  await expect(page.getByText(/^Sending .+ in \d+ s$/)).toBeVisible()
  expect([await countOf('Once'), await world.alice.run<unknown[]>(['drafts'])]).toEqual([1, []])
})

test('words of a talk whose answer is lost are said once', async ({ sit }) => {
  await world.alice.run(['group', 'new', 'Choir'])
  const page = await sit(world.alice)
  const asked = await loseAnswerTo(page, 'talks.say')
  await goToGroup(page, 'Choir')
  const box = page.getByRole('textbox', { name: 'Write to Choir' })
  await box.fill('On my way.')
  await box.press('Enter')
  await expect.poll(asked).toBe(2)
  await expect(page.getByText('On my way.', { exact: true })).toHaveCount(1)
})
