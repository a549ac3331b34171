// Public posts: published, followed by address, browsed, edited, withdrawn as far as possible; and
// the site for readers without the app.
import { goTo, publish, row, write } from './support/audiences.ts'
import { expect, test, World } from './support/index.ts'

/** One more than an archive shows at once. */
const DAYS = Array.from({ length: 21 }, (_, day) => `Day ${day}`)

let world: World
let address: string
test.beforeAll(async () => {
  world = await World.open('alice', 'bob')
  ;({ address } = await world.alice.run<{ address: string }>(['whoami']))
  await publish(world.alice, DAYS)
})
test.afterAll(() => world.close())

test('a public post reaches every follower, and its author’s archive can be browsed by tag and page', async ({
  sit,
}) => {
  const page = await sit(world.alice)
  await goTo(page, 'compose?to=public')
  await expect(
    page.getByText('Anyone can read this. Once it’s public, you can’t take it back.'),
  ).toBeVisible()
  await write(page, { subject: 'A quay for all', text: 'Three ideas.', tags: ['harbour'] }, 'Publish')

  const other = await sit(world.bob)
  await goTo(other, 'follows')
  await other.getByRole('textbox', { name: 'Name or address' }).fill(address)
  await other.getByRole('button', { name: 'Follow', exact: true }).click()
  await expect(other.getByText(/^You follow alice\./)).toBeVisible()
  await expect(other.getByText('22 posts ·')).toBeVisible()
  const posts = other.getByRole('main').getByRole('link', { name: /Day \d+/ })
  await other.getByRole('button', { name: 'Older posts' }).click()
  await expect(other.getByRole('button', { name: 'Older posts' })).toHaveCount(0)
  await expect(posts).toHaveCount(DAYS.length)
  await other.getByRole('button', { name: /^harbour/ }).click()
  await expect(posts).toHaveCount(0)
  await other.getByRole('link', { name: /A quay for all/ }).click()
  await expect(other.getByText('Three ideas.', { exact: true })).toBeVisible()
  await other.keyboard.press('w')
  await expect(other.getByRole('dialog')).toContainText('Anyone')
  await other.keyboard.press('Escape')

  await goTo(other, 'following')
  await row(other, 'Following', 'A quay for all').click()
  await expect(other.getByText('Three ideas.', { exact: true })).toBeVisible()
})

test('an edited post replaces the earlier one, for its author and for followers', async ({ sit }) => {
  const page = await sit(world.alice)
  await goTo(page, 'sent')
  await row(page, 'Sent', 'A quay for all').click()
  await page.getByRole('button', { name: 'Edit' }).click()
  await page.getByRole('textbox', { name: 'Letter' }).fill('Four ideas.')
  await page.getByRole('button', { name: 'Publish the new version' }).click()
  await expect(page.getByText('Four ideas.', { exact: true })).toBeVisible()
  const other = await sit(world.bob)
  await goTo(other, 'following')
  await expect(row(other, 'Following', 'A quay for all')).toContainText('edited')
  await row(other, 'Following', 'A quay for all').click()
  await expect(other.getByText('Four ideas.', { exact: true })).toBeVisible()
  await expect(other.getByRole('button', { name: 'see both versions' })).toBeVisible()
})

test('unfollowing keeps the received posts, and can be undone @others', async ({ sit }) => {
  const page = await sit(world.bob)
  await goTo(page, 'follows')
  await page.getByRole('link', { name: /alice/ }).click()
  await page.getByRole('button', { name: 'Unfollow alice' }).click()
  await expect(page.getByText(/^You no longer follow alice\./)).toBeVisible()
  await expect(page.getByText('You don’t follow anyone yet')).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByRole('link', { name: /alice/ })).toBeVisible()
})

test('the public site is switched on in the settings, and can be read without the app and without a script', async ({
  sit,
  browser,
}) => {
  const page = await sit(world.alice)
  await goTo(page, 'settings')
  await page.getByRole('button', { name: 'Turn on' }).click()
  const url = await page.getByRole('textbox', { name: 'Address of the site' }).inputValue()
  const context = await browser.newContext({ javaScriptEnabled: false })
  const site = await context.newPage()
  await site.goto(url)
  await site.getByRole('link', { name: 'A quay for all' }).click()
  await expect(site.getByText('Four ideas.', { exact: true })).toBeVisible()
  await context.close()
  await page.getByRole('button', { name: 'Turn off' }).click()
  await expect(page.getByText('Off. Nobody can reach the site.')).toBeVisible()
})

test('a withdrawal says before and after what it cannot undo', async ({ sit }) => {
  const page = await sit(world.alice)
  await goTo(page, 'sent')
  await row(page, 'Sent', 'A quay for all').click()
  await page.getByRole('button', { name: 'Withdraw' }).click()
  await expect(page.getByRole('dialog')).toContainText('Anyone who has it keeps it')
  await page.getByRole('dialog').getByRole('button', { name: 'Withdraw' }).click()
  await expect(page.getByText(/^Withdrawn from the public\. Nobody else can get it from you/)).toBeVisible()
  await expect(row(page, 'Sent', 'A quay for all')).toContainText('Withdrawn · anyone who has it keeps it')
  await expect(page.getByRole('button', { name: 'Withdraw' })).toHaveCount(0)
})
