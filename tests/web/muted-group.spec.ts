// A group in the inbox: one row for its letters and its talk, muted in its head. What is urgent comes
// above the list, and is confirmed there.
import { expect, test, World } from './support/index.ts'

let world: World
test.beforeAll(async () => {
  world = await World.open('alice', 'bob')
  await world.bob.run(['group', 'new', 'Choir', '--style', 'team'])
  await world.bob.run(['group', 'add', 'Choir', 'alice'])
  await expect.poll(async () => (await world.alice.run<unknown[]>(['group', 'list'])).length).toBe(1)
})
test.afterAll(() => world.close())

test('a muted group is soft and does not count, and an urgent message is confirmed above the list', async ({
  sit,
}) => {
  const say = (text: string, ...more: string[]) => world.bob.run(['say', 'Choir', text, ...more])
  const page = await sit(world.alice)
  await world.bob.send(['--to', 'Choir', '--subject', 'The pieces', '--text', 'In this order.'])
  await say('Who has the key?')
  const row = page.getByRole('list', { name: 'Inbox' }).getByRole('link', { name: /^Choir/ })
  await expect(row).toContainText('1 letter · 1 message')
  await expect(row).toContainText('bob: Who has the key?')
  const inbox = page.getByRole('navigation', { name: 'Menu' }).getByRole('link', { name: /^Inbox/ })
  await expect(inbox).toContainText('2')

  await row.click()
  const envelope = page.getByRole('article', { name: /The pieces/ })
  await expect(envelope).toBeVisible()
  await page.getByRole('button', { name: 'Mute', exact: true }).click()
  await page.getByRole('menuitemradio', { name: /^For an hour/ }).click()
  await expect(page.getByRole('button', { name: /^Muted until/ })).toBeVisible()
  await expect(row).toContainText('muted')
  await expect(inbox).not.toContainText('2')

  await say('The hall is flooding.', '--urgent')
  const urgent = page.getByRole('region', { name: 'Urgent: 1' })
  await expect(urgent).toContainText('bob: The hall is flooding.')
  await expect(urgent).toContainText('0 of 1 confirmed')
  await expect(row).toHaveCount(0)
  await urgent.getByRole('button', { name: 'Confirm' }).click()
  await expect(urgent).toHaveCount(0)
  await expect(row).toContainText('muted')
})

test('a letter of a group is opened from its talk, m unmutes the group, and e archives all of it @others', async ({
  sit,
}) => {
  const page = await sit(world.alice)
  const row = page.getByRole('list', { name: 'Inbox' }).getByRole('link', { name: /^Choir/ })
  await row.click()
  await page
    .getByRole('article', { name: /The pieces/ })
    .getByRole('button', { name: 'Open' })
    .click()
  await expect(page.getByText('In this order.').first()).toBeVisible()
  await row.click()
  await page.keyboard.press('m')
  await expect(page.getByText(/^Unmuted “?Choir/)).toBeVisible()
  await page.keyboard.press('e')
  await expect(row).toHaveCount(0)
  await expect(page.getByText(/^Archived/)).toBeVisible()
  await page.keyboard.press('z')
  await expect(row).toBeVisible()
})
