// A phone from anywhere, through a real station: paired by its link and six digits, the inbox, a letter
// opened and answered, and nothing left after it was removed.
import { expect, test, World } from './support/index.ts'
import { declineLock, PHONE } from './support/phone.ts'
import { openStation, type Station } from './support/station.ts'

let world: World
let station: Station
test.beforeAll(async () => {
  world = await World.open('alice', 'bob')
  station = await openStation(world)
  await world.alice.receives(
    await world.bob.send([
      '--to',
      'alice',
      '--subject',
      'Persimmons',
      '--text',
      'Two boxes are on their way.',
    ]),
  )
})
test.afterAll(async () => {
  await station.end('SIGKILL')
  await world.close()
})

test('a phone is paired, reads and answers from anywhere, and is removed', async ({ browser, sit }) => {
  const desk = await sit(world.alice, { permissions: ['clipboard-read', 'clipboard-write'] })
  await desk.goto(`${world.alice.origin}/#/settings/phones`)
  const phones = desk.getByRole('region', { name: 'Phones' })
  await phones.getByText('Phones may reach this computer').click()
  await expect(phones.getByText(/^Cellar passes everything on and can’t read it/)).toBeVisible()
  await phones.getByRole('button', { name: 'Add a phone' }).click()
  const dialog = desk.getByRole('dialog', { name: 'Add a phone' })
  await dialog.getByRole('button', { name: 'No camera? Copy the link' }).click()
  const link = await desk.evaluate(() => navigator.clipboard.readText())
  expect(link.startsWith(`${station.ready.phones}/#p.`)).toBe(true)

  const context = await browser.newContext(PHONE)
  // The answer leaves after the time to undo it.
  await context.addInitScript(() => localStorage.setItem('fumikura.settings', '{"undoSeconds":5}'))
  const phone = await context.newPage()
  await phone.goto(link)
  const digits = phone.locator('.digits [aria-hidden]')
  await expect(digits).toBeVisible()
  const field = dialog.getByLabel('Type the six digits that the phone shows')
  await expect(field).toBeEnabled()
  await field.pressSequentially((await digits.textContent())!)
  await expect(dialog).toBeHidden()
  await phone.getByRole('button', { name: 'Go to the inbox' }).tap()
  await declineLock(phone)
  const row = phone.getByRole('list', { name: 'Inbox' }).getByRole('link', { name: /Persimmons/ })
  await row.tap()
  await phone.getByRole('button', { name: 'Open the letter' }).tap()
  await expect(phone.getByRole('article').getByText('Two boxes are on their way.')).toBeVisible()
  await phone.getByRole('button', { name: 'Reply to bob' }).tap()
  await phone.keyboard.type('Thank you!')
  await phone.getByRole('button', { name: 'Send', exact: true }).tap()
  await expect
    .poll(() => world.bob.run<{ subject: string | null }[]>(['list']), { timeout: 60_000 })
    .toHaveLength(1)

  await phone.evaluate(() => (location.hash = '#/settings/backup'))
  await expect(phone.getByRole('region', { name: 'On your computer' })).toContainText('Backup')
  await expect(phone.getByText('This isn’t possible from a phone.')).toHaveCount(0)

  // A host that gives this browser another worker than the home knows.
  const misled = await context.newPage()
  await misled.route('**/far-worker.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: '//' }),
  )
  await misled.goto(station.ready.phones)
  await expect(misled.getByText(/Your computer doesn’t know this page/)).toBeVisible()
  await expect(phones.getByText(/isn’t the one of this version of Fumikura/)).toBeVisible()
  await misled.close()

  await phones.getByRole('button', { name: /^Acts for/ }).click()
  await desk.getByRole('menuitem', { name: 'Remove…' }).click()
  await desk.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click()
  await expect(phone.getByText('This phone was removed at your computer.')).toBeVisible()
  await phone.reload()
  await expect(phone.getByRole('heading', { name: 'Connect this phone' })).toBeVisible()
  await context.close()
})
