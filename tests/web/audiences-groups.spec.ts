// Groups for their owner and their members: created, written to, joined by a link, handed over,
// left.
import { goTo, goToGroup, makeGroup, row, write } from './support/audiences.ts'
import { expect, test, World, type Person } from './support/index.ts'

let world: World
let dave: Person
test.beforeAll(async () => {
  world = await World.open('alice', 'bob', 'carol')
  dave = await world.empty('dave')
})
test.afterAll(() => world.close())

const POST = ['--to', 'Harbour', '--subject', 'Minutes', '--text', 'We agreed on three things.']

test('a post to a group is one body and one notice, and its author sees who has opened it', async ({
  sit,
}) => {
  const page = await sit(world.alice)
  await makeGroup(page, 'Harbour', ['bob', 'carol'])
  await expect(page.getByRole('list', { name: 'Members' }).getByRole('listitem')).toHaveCount(3)
  const ref = await world.alice.send(POST)

  const other = await sit(world.bob)
  await expect(row(other, 'Inbox', 'Harbour.*1 letter')).toBeVisible()
  await goToGroup(other, 'Harbour')
  await row(other, 'Talk in Harbour', 'Minutes').click()
  await other.getByRole('button', { name: 'Open the letter' }).click()
  await expect(other.getByText('We agreed on three things.')).toBeVisible()

  await goTo(page, `sent/${ref.replace('fumikura://ref/', '')}`)
  await expect(page.getByText('1 of 2 has opened it')).toBeVisible()
  await expect(page.getByText(/^stored once · 1 notice · /)).toBeVisible()
  const readers = page.getByRole('region', { name: 'Readers' }).getByRole('listitem')
  await expect(readers.filter({ hasText: 'carol' })).toContainText('Notified today')
  await expect(page.getByText('can read: Harbour')).toBeVisible()
})

test('a reply to a group post is sent to the group unless its writer limits it to the author', async ({
  sit,
}) => {
  const page = await sit(world.bob)
  await goToGroup(page, 'Harbour')
  await row(page, 'Talk in Harbour', 'Minutes').click()
  await page.getByRole('button', { name: 'Reply to Harbour' }).click()
  await expect(page.getByText('To Harbour', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Only alice' }).click()
  await expect(page.getByText('To alice', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Everyone here' }).click()
  await page.getByRole('button', { name: 'As a letter…' }).click()
  await expect(page.getByRole('button', { name: 'Remove Harbour' })).toBeVisible()
  await expect(
    page.getByText(/^The 3 members of Harbour can read this\. People who join later/),
  ).toBeVisible()
  await page.getByRole('button', { name: 'Discard' }).click()
})

test('a member who joined by a link is no contact, and can still open and answer @others', async ({
  sit,
}) => {
  const page = await sit(world.alice)
  await goToGroup(page, 'Harbour')
  await page.getByRole('link', { name: /^Members/ }).click()
  await page.getByRole('button', { name: 'Group links' }).click()
  await page.getByRole('switch', { name: 'Ask me first' }).or(page.getByLabel('Ask me first')).check()
  await page.getByRole('button', { name: 'Create a link' }).click()
  const link = await page.getByRole('textbox', { name: 'Group link' }).inputValue()

  const other = await sit(dave)
  await other.getByRole('textbox', { name: 'Your name' }).fill('dave')
  await other.getByRole('button', { name: 'Begin' }).click()
  await other.getByRole('button', { name: 'I’ll do it later' }).click()
  await other.getByRole('textbox', { name: 'Their link' }).fill(link)
  await other.getByRole('button', { name: 'Join group' }).click()
  await expect(other.getByText('Waiting for approval', { exact: true })).toBeVisible()

  await goTo(page, 'groups')
  await expect(page.getByRole('link', { name: /Harbour 1 asks to join/ })).toBeVisible()
  await page.getByRole('button', { name: 'Let dave in' }).click()
  await expect(other.getByRole('textbox', { name: 'Write to Harbour' })).toBeVisible()
  await world.bob.send(['--to', 'Harbour', '--subject', 'Lanterns', '--text', 'Who has them?'])
  await row(other, 'Talk in Harbour', 'Lanterns').click()
  await other.getByRole('button', { name: 'Open the letter' }).click()
  await expect(other.getByText('Who has them?')).toBeVisible()
  await other.getByRole('button', { name: 'Reply to Harbour' }).click()
  await other.getByRole('button', { name: 'As a letter…' }).click()
  await expect(other.getByText(/^The 4 members of Harbour can read this/)).toBeVisible()
  await write(other, { subject: 'Re: Lanterns', text: 'I have two.' }, 'Send')
  await expect(row(page, 'Talk in Harbour', 'Lanterns')).toHaveCount(0)

  await goToGroup(page, 'Harbour')
  await page.getByRole('link', { name: /^Members/ }).click()
  await page.getByRole('button', { name: 'Group links' }).click()
  await page.getByRole('button', { name: /^Revoke the link created/ }).click()
  await expect(page.getByText('The link is revoked. Everyone who joined with it stays.')).toBeVisible()
  await expect(row(page, 'Talk in Harbour', 'Re: Lanterns')).toHaveCount(0)
  await page.getByRole('link', { name: 'Talk', exact: true }).click()
  await expect(row(page, 'Talk in Harbour', 'Re: Lanterns')).toBeVisible()
})

test('in an announcement group the owner decides who posts; the group can be handed over and left @others', async ({
  sit,
}) => {
  const page = await sit(world.alice)
  const other = await sit(world.bob)
  await makeGroup(page, 'Quay news', ['bob'])
  await page.getByRole('link', { name: 'About' }).click()
  await page.getByRole('radio', { name: 'Announcements' }).check()
  await expect(page.getByText(/^From now on, new members get the role/)).toBeVisible()
  await page.getByRole('link', { name: /^Members/ }).click()
  await goToGroup(other, 'Quay news')

  const decide = async (act: string): Promise<void> => {
    await page.getByRole('button', { name: 'Actions for bob' }).click()
    await page.getByRole('menuitem', { name: act }).click()
  }
  await decide('Let them only read and reply')
  await expect(other.getByText(/^You can read here/)).toBeVisible()
  await expect(other.getByRole('button', { name: 'Write to the group' })).toHaveCount(0)
  await decide('Let them post')
  await expect(other.getByRole('button', { name: 'Write to the group' }).first()).toBeVisible()
  await decide('Make them the owner')
  await page.getByRole('dialog').getByRole('button', { name: 'Hand over' }).click()
  await expect(other.getByText(/owned by you$/)).toBeVisible()

  await page.getByRole('link', { name: 'About' }).click()
  await page.getByRole('button', { name: 'Leave the group' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Leave the group' }).click()
  await expect(page.getByRole('link', { name: /Quay news you left it/ })).toBeVisible()
  await other.getByRole('link', { name: /^Members/ }).click()
  await expect(other.getByRole('list', { name: 'Members' }).getByRole('listitem')).toHaveCount(1)
})

test('a removed member sees the removal in their own tab, and cannot open unopened letters', async ({
  sit,
}) => {
  const page = await sit(world.carol)
  await goToGroup(page, 'Harbour')
  const other = await sit(world.alice)
  await goToGroup(other, 'Harbour')
  await other.getByRole('link', { name: /^Members/ }).click()
  await other.getByRole('button', { name: 'Actions for carol' }).click()
  await other.getByRole('menuitem', { name: 'Remove' }).click()
  await expect(other.getByRole('dialog')).toContainText('carol can no longer open anything new')
  await other.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
  await expect(page.getByText('You’re no longer in this group')).toBeVisible()
  await expect(page.getByRole('article', { name: /Minutes/ })).toContainText('Recalled before you opened it')
  await page.getByRole('button', { name: 'Remove from the list' }).click()
  await expect(page.getByText('The group Harbour is no longer on your list.')).toBeVisible()
})
