// The engine restarts while tabs are open. Each tab returns without a link, at the new address, with
// its place and its words.
import { goTo } from './support/audiences.ts'
import { expect, test, World } from './support/index.ts'

const WORDS = 'words that were typed while the engine was away'

let world: World
test.beforeAll(async () => {
  world = await World.open('alice')
})
test.afterAll(() => world.close())

for (const [how, signal] of [
  ['in order', undefined],
  ['by a kill', 'SIGKILL'],
] as const) {
  test(`an open tab follows an engine that ended ${how}, with its place and its words`, async ({ sit }) => {
    const page = await sit(world.alice)
    await goTo(page, 'compose')
    const letter = page.getByRole('textbox', { name: 'Letter' })
    await letter.fill('before')
    await expect(page.locator('[data-saving=saved]')).toBeVisible()
    await world.alice.goAway(signal)
    await letter.fill(WORDS)
    await world.alice.comeBack()
    await expect(page).toHaveURL(new RegExp(`^${world.alice.origin}/#/compose`))
    await expect(letter).toHaveText(WORDS)
    // The session is this browser's, and a reload keeps it.
    await page.reload()
    await expect(letter).toHaveText(WORDS)
    const sessions = await world.alice.run<{ isOpen: boolean }[]>(['sessions'])
    expect(sessions.filter(({ isOpen }) => isOpen)).toHaveLength(1)
  })
}

test('a second tab that is reloaded at the old address follows the first one', async ({ sit }) => {
  const page = await sit(world.alice)
  const old = world.alice.origin
  await world.alice.goAway()
  await world.alice.comeBack()
  await expect(page).toHaveURL(new RegExp(`^${world.alice.origin}/`))
  const second = await page.context().newPage()
  await second.goto(`${old}/`)
  await expect(second).toHaveURL(new RegExp(`^${world.alice.origin}/`))
  await expect(second.getByRole('navigation').first()).toBeVisible()
})

test('a tab whose session was revoked does not return, and a pasted link signs it in', async ({ sit }) => {
  const page = await sit(world.alice)
  const refused = page.getByRole('heading', { name: 'This browser isn’t signed in' })
  const signedIn = async (): Promise<{ session: string }[]> =>
    (await world.alice.run<{ session: string; isOpen: boolean }[]>(['sessions'])).filter(
      ({ isOpen }) => isOpen,
    )
  for (const { session } of await signedIn()) await world.alice.run(['revoke', session])
  await expect(refused).toBeVisible()
  await page.evaluate((hash) => (location.hash = hash), new URL(await world.alice.link()).hash)
  await expect(refused).toBeHidden()
  await expect(page.getByRole('navigation').first()).toBeVisible()
  for (const { session } of await signedIn()) await world.alice.run(['revoke', session])
  await world.alice.goAway()
  await world.alice.comeBack()
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(refused).toBeVisible()
})
