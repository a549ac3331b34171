// The author's view of a sent letter: live, with every act that is still possible.
import { mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, test, World } from './support/index.ts'

let world: World
test.beforeAll(async () => {
  world = await World.open('alice', 'bob', 'carol')
})
test.afterAll(() => world.close())

const rowOf = (page: Page, name: string) =>
  page.getByRole('region', { name: 'Readers' }).getByRole('listitem').filter({ hasText: name })

async function goTo(page: Page, ref: string): Promise<void> {
  await page.goto(`${world.alice.origin}/#/sent/${ref.replace('fumikura://ref/', '')}`)
  await expect(rowOf(page, 'bob')).toBeVisible()
}

async function sendToBoth(subject: string, ...more: string[]): Promise<string> {
  return world.alice.send([
    '--to',
    'bob',
    '--to',
    'carol',
    '--subject',
    subject,
    '--text',
    'We agreed on three.',
    ...more,
  ])
}

test('opening and done are shown as they happen, with the cost above the readers', async ({ sit }) => {
  const ref = await sendToBoth('Minutes')
  await world.bob.receives(ref)
  const page = await sit(world.alice)
  await goTo(page, ref)
  await expect(page.getByText('0 of 2 have opened it')).toBeVisible()
  await expect(page.getByText(/^stored once · \d notices? · .+ in your store$/)).toBeVisible()
  await world.bob.run(['read', ref])
  await expect(rowOf(page, 'bob')).toHaveAttribute('data-state', 'referenced')
  await world.bob.run(['mark', ref, 'done', '--note', 'sent to the printer'])
  await expect(rowOf(page, 'bob')).toContainText('done · “sent to the printer”')
  await expect(page.getByText('1 of 2 has opened it')).toBeVisible()
  await expect(page.getByText('1 is silent · 1 done')).toBeVisible()
})

test('a reader who has not opened the letter is reminded by one press, and finds it in the inbox again @others', async ({
  sit,
}) => {
  const ref = await sendToBoth('Concert')
  await Promise.all([world.bob.receives(ref), world.carol.receives(ref)])
  await world.bob.run(['read', ref])
  await world.carol.run(['archive', ref])
  const page = await sit(world.alice)
  await goTo(page, ref)
  await expect(page.getByText('1 of 2 has opened it')).toBeVisible()
  await expect(rowOf(page, 'carol')).toContainText('Notified today')
  const other = await sit(world.carol)
  await expect(other.getByRole('link', { name: /Concert/ })).toHaveCount(0)

  const remind = page.getByRole('button', { name: 'Remind carol' })
  await remind.first().click()
  await expect(page.getByText(/^Reminded 1 today at .+ Again from tomorrow at/)).toBeVisible()
  await expect(remind).toHaveCount(0)
  await expect(rowOf(page, 'carol')).toContainText('reminded today')
  await expect(other.getByRole('link', { name: /Concert/ })).toHaveCount(1)
})

test('a recall works for readers who have not opened the letter, and names those who have', async ({
  sit,
}) => {
  const ref = await sendToBoth('Wrong date')
  await Promise.all([world.bob.receives(ref), world.carol.receives(ref)])
  await world.bob.run(['read', ref])
  const page = await sit(world.alice)
  await goTo(page, ref)
  await page.getByRole('button', { name: 'Recall from everyone else' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('carol will never be able to read it.')
  await expect(dialog).toContainText('bob already opened it and will keep it.')
  await dialog.getByRole('button', { name: 'Recall' }).click()
  await expect(page.getByText('Recalled from carol.')).toBeVisible()
  await expect(page.getByText(/^Too late for bob: opened today at/)).toBeVisible()
  await expect(rowOf(page, 'carol')).toHaveAttribute('data-state', 'recalled')
  await expect(page.getByRole('button', { name: /Recall/ })).toHaveCount(0)
})

test('hold and let go work by a key, and the reader sees the result', async ({ sit }) => {
  const ref = await sendToBoth('Offer')
  await world.bob.receives(ref)
  const page = await sit(world.alice)
  await goTo(page, ref)
  await page.keyboard.press('h')
  await expect(page.getByText('Held. bob and carol can’t open the letter now.')).toBeVisible()
  await expect(rowOf(page, 'bob')).toHaveAttribute('data-state', 'held')
  await page.keyboard.press('h')
  await expect(page.getByText('Released. bob and carol will be notified.')).toBeVisible()
  await world.bob.run(['read', ref])
  await expect(rowOf(page, 'bob')).toHaveAttribute('data-state', 'referenced')
})

test('a recalled letter is edited and sent again with its files, to readers chosen anew @others', async ({
  sit,
}) => {
  const file = join(await mkdtemp(join(world.place.dir, 'again-')), 'figures.txt')
  await writeFile(file, 'three')
  const ref = await sendToBoth('Not yet', '--attach', file)
  await world.bob.receives(ref)
  const page = await sit(world.alice)
  await goTo(page, ref)
  await page.keyboard.press('Shift+R')
  await page.getByRole('dialog').getByRole('button', { name: 'Recall' }).click()
  await expect(page.getByText('Your text is in Drafts.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Share', exact: true })).toHaveCount(0)
  await page.getByRole('button', { name: 'Edit and send again' }).click()
  const text = page.getByRole('textbox', { name: 'Letter' })
  await expect(text).toHaveText('We agreed on three.')
  await expect(page.getByRole('button', { name: 'Remove figures.txt' })).toBeVisible()
  await expect(page.getByRole('combobox', { name: 'To' })).toBeFocused()
  for (const name of ['bob', 'carol']) {
    await page.getByRole('button', { name: `${name} again` }).click()
    await expect(page.getByRole('button', { name: `Remove ${name}` })).toBeVisible()
  }
  await text.fill('We agreed on four.')
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible()
  await goTo(page, ref)
  await expect(page.getByText('The key to this letter is destroyed.')).toBeVisible()
  await expect(page.getByText('Your text is in Drafts.')).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Edit and send again' })).toHaveCount(0)
})

for (const locale of ['en-GB', 'ja-JP']) {
  test(`on a phone the tools of an own letter keep clear of the edge, in ${locale}${locale === 'en-GB' ? ' @others' : ''}`, async ({
    sit,
  }) => {
    const ref = await sendToBoth('Narrow')
    const page = await sit(world.alice, { locale, viewport: { width: 390, height: 844 } })
    const tools = page.getByRole('main').getByRole('toolbar')
    await page.goto(`${world.alice.origin}/#/sent/${ref.replace('fumikura://ref/', '')}`)
    const isClear = async (): Promise<void> => {
      const ends = await tools
        .locator('button')
        .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().right))
      expect(ends.length).toBeGreaterThan(3)
      expect(Math.max(...ends)).toBeLessThanOrEqual(390 - 16)
    }
    await expect(tools.getByRole('button')).toHaveCount(4)
    await isClear()
    await page.keyboard.press('h')
    await expect(page.locator('main li[data-state=held]')).toHaveCount(2)
    await isClear()
    await page.keyboard.press('s')
    await tools.getByRole('button').last().click()
    await expect(page.getByRole('menuitem', { name: /Remove star|スターを外す/ })).toBeVisible()
  })
}
