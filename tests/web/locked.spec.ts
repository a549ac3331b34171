// A home with a passphrase, served before it is unlocked. The page asks for the passphrase, and
// asks again after a restart.
import type { Page } from '@playwright/test'
import { expect, Person, test, World } from './support/index.ts'

const PASSPHRASE = '松竹梅 and a long one'

let world: World
let alice: Person
test.beforeAll(async () => {
  world = await World.open()
  const home = world.place.home('alice')
  await home.get(['new', '--name', 'alice'], { env: { FUMIKURA_PASSPHRASE: PASSPHRASE } })
  alice = new Person('alice', home, (await home.up()).url)
})
test.afterAll(() => world.close())

const field = (page: Page) => page.getByLabel('Passphrase', { exact: true })

async function give(page: Page, passphrase: string): Promise<void> {
  await field(page).fill(passphrase)
  await field(page).press('Enter')
}

test('the page asks for the passphrase, reports a wrong one, and locks again with the engine', async ({
  sit,
}) => {
  const page = await sit(alice)
  await give(page, 'another one')
  await expect(field(page)).toHaveAccessibleDescription(/passphrase/i)
  await expect(field(page)).toHaveAttribute('aria-invalid', 'true')
  await give(page, PASSPHRASE)
  await expect(page.getByRole('heading', { name: 'Inbox', exact: true })).toBeVisible()

  await alice.goAway()
  await alice.comeBack()
  await page.goto(await alice.link())
  await expect(field(page)).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Inbox', exact: true })).toBeHidden()
  await give(page, PASSPHRASE)
  await expect(page.getByRole('heading', { name: 'Inbox', exact: true })).toBeVisible()
})

test('a home that is unlocked in one window is unlocked in the other', async ({ sit }) => {
  await alice.goAway()
  await alice.comeBack()
  const [one, other] = [await sit(alice), await sit(alice)]
  await expect(field(other)).toBeVisible()
  await give(one, PASSPHRASE)
  await expect(other.getByRole('heading', { name: 'Inbox', exact: true })).toBeVisible()
})
