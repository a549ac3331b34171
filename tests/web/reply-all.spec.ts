// Answering everyone who has a letter, and quoting a letter from outside the thread.
import type { Page } from '@playwright/test'
import { expect, test, World, type Person } from './support/index.ts'

let world: World
test.beforeAll(async () => {
  world = await World.open('alice', 'bob', 'carol')
})
test.afterAll(() => world.close())

const tailOf = (ref: string): string => ref.replace('fumikura://ref/', '')

async function look(page: Page, ref: string): Promise<void> {
  await page.goto(new URL(`#/inbox/${tailOf(ref)}`, page.url()).href)
}

/** Writes and arrives, and is opened by the command line of each reader. */
async function writeOpened(from: Person, readers: readonly Person[], subject: string): Promise<string> {
  const to = readers.flatMap(({ name }) => ['--to', name])
  const ref = await from.send([...to, '--subject', subject, '--text', `About ${subject}.`])
  for (const reader of readers) {
    await reader.receives(ref)
    await reader.run(['read', ref])
  }
  return ref
}

interface Sent {
  subject: string | null
  to: { name: string }[]
}

/** The readers of the latest letter of this person with this subject. */
async function readersOf(person: Person, subject: string): Promise<string[] | null> {
  const [sent] = (await person.run<Sent[]>(['list', '--box', 'sent'])).filter(
    (one) => one.subject === subject,
  )
  return sent === undefined ? null : sent.to.map(({ name }) => name).sort()
}

test('a letter to two is answered to both, or to its author alone', async ({ sit }) => {
  const ref = await writeOpened(world.alice, [world.bob, world.carol], 'Harvest')
  const page = await sit(world.bob)
  await look(page, ref)
  await expect(page.getByRole('button', { name: 'Reply to both' })).toBeVisible()
  await page.keyboard.press('a')
  const reply = page.getByRole('group', { name: 'Reply' })
  await expect(reply.getByText('To alice and carol')).toBeVisible()
  await page.getByRole('button', { name: 'Only alice' }).click()
  await expect(reply.getByText('Only to alice', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Everyone here' }).click()
  await expect(page.getByRole('textbox', { name: 'Reply' })).toBeFocused()
  await page.keyboard.type('On Monday.')
  await page.keyboard.press('Control+Enter')
  await expect.poll(() => readersOf(world.bob, 'Re: Harvest')).toEqual(['alice', 'carol'])
})

test('the key of reply all turns a reply to the author into one to all', async ({ sit }) => {
  const ref = await writeOpened(world.alice, [world.bob, world.carol], 'Figs')
  const page = await sit(world.bob)
  await look(page, ref)
  await page.getByRole('button', { name: 'Reply to both' }).click()
  await page.getByRole('button', { name: 'Only alice' }).click()
  await page.keyboard.type('Two baskets.')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Draft: Two baskets.' })).toBeVisible()
  await page.keyboard.press('a')
  await expect(page.getByRole('group', { name: 'Reply' }).getByText('To alice and carol')).toBeVisible()
  await page.keyboard.press('Control+Enter')
  await expect.poll(() => readersOf(world.bob, 'Re: Figs')).toEqual(['alice', 'carol'])
})

test('a reply quotes a letter from outside the thread, and its reader goes from the chip to that letter @others', async ({
  sit,
}) => {
  await writeOpened(world.bob, [world.alice], 'Rowing club')
  const question = await writeOpened(world.bob, [world.alice], 'Sunday')
  const page = await sit(world.alice)
  await look(page, question)
  await page.getByRole('button', { name: 'Reply to bob' }).click()
  await page.getByRole('button', { name: 'As a letter…' }).click()
  const text = page.getByRole('textbox', { name: 'Letter' })
  await text.click()
  await page.keyboard.type('Here is ')
  await page.getByRole('button', { name: 'Quote a letter' }).click()
  await page.getByRole('searchbox', { name: 'Find a letter' }).fill('rowing')
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Rowing club/ })
    .click()
  await expect(text.locator('.chip')).toContainText('Rowing club')
  await page.keyboard.press('Control+Enter')
  await expect.poll(() => readersOf(world.alice, 'Re: Sunday')).toEqual(['bob'])
  const sent = await world.alice.run<{ ref: string; subject: string }[]>(['list', '--box', 'sent'])
  const answer = sent.find(({ subject }) => subject === 'Re: Sunday')!.ref
  await world.bob.receives(answer)
  await world.bob.run(['read', answer])

  const other = await sit(world.bob)
  await look(other, answer)
  const thread = other.getByRole('article', { name: 'alice' })
  await expect(thread).toContainText('Here is')
  await expect(thread).not.toContainText('fumikura')
  await thread.getByRole('link', { name: /Rowing club/ }).click()
  await expect(other.getByRole('heading', { name: 'Rowing club' })).toBeVisible()
})
