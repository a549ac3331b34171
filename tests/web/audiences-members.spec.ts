// The members of a group, as its owner decides in the page: added with the history, refused, and
// three hundred at once.
import type { Page } from '@playwright/test'
import { goTo, goToGroup, makeGroup, row } from './support/audiences.ts'
import { expect, Person, test, World } from './support/index.ts'
import { makeLargeGroup } from './support/large-group.ts'

const OTHERS = 299
/** A PNG. */
const ONE_PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

let world: World
test.beforeAll(async () => {
  world = await World.open('alice', 'bob', 'carol')
})
test.afterAll(() => world.close())

async function openMembers(page: Page, group: string): Promise<void> {
  await goToGroup(page, group)
  await page.getByRole('link', { name: /^Members/ }).click()
}

test('a member added with earlier posts reads them, and a member added without earlier posts does not', async ({
  sit,
}) => {
  const page = await sit(world.alice)
  await makeGroup(page, 'Rowing', ['bob'])
  await world.alice.send(['--to', 'Rowing', '--subject', 'First row', '--text', 'At six, by the bridge.'])
  await page.getByRole('button', { name: 'Add people' }).click()
  await page.getByRole('checkbox', { name: 'carol' }).check()
  await page.getByRole('checkbox', { name: 'New members may also read what was posted before' }).check()
  await page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click()
  const members = page.getByRole('list', { name: 'Members' }).getByRole('listitem')
  await expect(members.filter({ hasText: 'carol' })).toContainText('also sees earlier posts')
  await expect(members.filter({ hasText: 'bob' })).not.toContainText('also sees')

  const other = await sit(world.carol)
  await goToGroup(other, 'Rowing')
  await row(other, 'Talk in Rowing', 'First row').click()
  await other.getByRole('button', { name: 'Open the letter' }).click()
  await expect(other.getByText('At six, by the bridge.')).toBeVisible()
})

test('the picture of a group is chosen, seen by its members, and removed @others', async ({ sit }) => {
  const page = await sit(world.alice)
  const other = await sit(world.bob)
  await goToGroup(page, 'Rowing')
  await page.getByRole('link', { name: 'About' }).click()
  const picker = page.getByRole('group', { name: 'Picture' })
  await picker.locator('input[type=file]').setInputFiles({
    ...{ name: 'oar.png', mimeType: 'image/png', buffer: Buffer.from(ONE_PIXEL, 'base64') },
  })
  await expect(page.getByText('The group has a new picture.')).toBeVisible()
  await goToGroup(other, 'Rowing')
  const shown = other.getByRole('region', { name: 'The chosen group' }).locator('header img')
  await expect(shown).toHaveAttribute('src', /^data:image\//)
  await picker.getByRole('button', { name: 'Remove picture' }).click()
  await expect(page.getByText('The picture is removed.')).toBeVisible()
  await expect(shown).toHaveCount(0)
})

test('a person whose join request is refused is no member, and the request is not shown again @others', async ({
  sit,
}) => {
  const { link } = await world.alice
    .run<{ link: string }>(['group', 'new', 'Quiet rowing'])
    .then(() => world.alice.run<{ link: string }>(['group', 'link', 'Quiet rowing', '--approve']))
  const dave = await world.empty('dave')
  await dave.run(['new', '--name', 'dave'])
  const asked = dave.run(['accept', link])
  const page = await sit(world.alice)
  await goTo(page, 'groups')
  await page.getByRole('button', { name: 'Decline dave' }).click()
  await expect(page.getByText('You declined dave.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Let dave in' })).toHaveCount(0)
  await asked
  await openMembers(page, 'Quiet rowing')
  await expect(page.getByRole('list', { name: 'Members' }).getByRole('listitem')).toHaveCount(1)
  expect(await dave.home.refusal(['accept', link])).toBe('LINK_REVOKED')
})

test('a group of three hundred shows counts first, names on demand, and only the rows in view', async ({
  sit,
}) => {
  const home = world.place.home('grace')
  await makeLargeGroup(home, 'Whole town', OTHERS)
  const grace = new Person('grace', home, (await home.up()).url)
  const ref = await grace.send(['--to', 'Whole town', '--subject', 'To the town', '--text', 'Hear this.'])
  const page = await sit(grace)
  await openMembers(page, 'Whole town')
  await expect(page.getByText(`${OTHERS + 1} can post`)).toBeVisible()
  const members = page.getByRole('list', { name: 'Members' })
  const rows = members.getByRole('listitem')
  await expect(rows.filter({ hasText: 'member 001' })).toBeVisible()
  expect(await rows.count()).toBeLessThan(60)
  await members.hover()
  await page.mouse.wheel(0, 100_000)
  await expect(rows.filter({ hasText: `member ${OTHERS}` })).toBeVisible()
  await page.getByRole('searchbox', { name: 'Find a member' }).fill('member 150')
  await expect(rows).toHaveCount(1)

  await goTo(page, `sent/${ref.replace('fumikura://ref/', '')}`)
  await expect(page.getByText(`0 of ${OTHERS} have opened it`)).toBeVisible()
  const readers = page.getByRole('region', { name: 'Readers' })
  await expect(readers.getByRole('list', { name: 'How far its readers are' })).toContainText(`${OTHERS}`)
  await expect(readers.getByText('member 001')).toHaveCount(0)
  await readers.getByRole('button', { name: 'Show the names' }).click()
  await expect(readers.getByText('member 001')).toBeVisible()
})
