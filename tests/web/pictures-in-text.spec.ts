// Pictures within the text of a letter: pasted, dropped or chosen while it is written, kept by the
// draft, and shown to the reader in their place. Nothing is fetched from elsewhere.
import type { Page } from '@playwright/test'
import { goTo } from './support/audiences.ts'
import { expect, test, World } from './support/index.ts'
import { drawPicture } from './support/real-pictures.ts'

let world: World
test.beforeAll(async () => {
  world = await World.open('alice', 'bob')
})
test.afterAll(() => world.close())

const body = (page: Page) => page.getByRole('textbox', { name: 'Letter' })
const pictures = (page: Page) => body(page).locator('.picture')
const SUBJECT = 'The island'

/** Hands a picture over as a paste or a drop on the text. */
async function hand(page: Page, how: 'paste' | 'drop', name: string, hue: number): Promise<void> {
  const bytes = [...(await drawPicture(page, hue, { takenAt: '2031:05:09 18:30:00', place: LISBON }))]
  await body(page).evaluate(
    (field, { how, name, bytes }) => {
      const carried = new DataTransfer()
      carried.items.add(new File([new Uint8Array(bytes)], name, { type: 'image/jpeg' }))
      field.lastElementChild!.scrollIntoView({ block: 'center' })
      const last = field.lastElementChild!.getBoundingClientRect()
      const init = {
        bubbles: true,
        cancelable: true,
        composed: true,
        clientX: last.right - 2,
        clientY: last.bottom - 2,
      }
      field.dispatchEvent(
        how === 'drop'
          ? new DragEvent('drop', { ...init, dataTransfer: carried })
          : new ClipboardEvent('paste', { ...init, clipboardData: carried }),
      )
    },
    { how, name, bytes },
  )
}
const LISBON = { latitude: 38.72, longitude: -9.14 }

test('pictures appear where they are pasted, dropped and chosen, and the reader sees them there', async ({
  sit,
}) => {
  const page = await sit(world.alice)
  await goTo(page, 'compose')
  await page.locator('.cm-content').waitFor()
  await page.getByRole('combobox', { name: 'To' }).fill('bob')
  await page.getByRole('combobox', { name: 'To' }).press('Enter')
  await page.getByRole('textbox', { name: 'Subject' }).fill(SUBJECT)
  await body(page).focus()
  await page.keyboard.type('Before')
  await hand(page, 'paste', 'first.jpg', 20)
  await expect(pictures(page)).toHaveCount(1)
  await expect(pictures(page).locator('.about')).toHaveText('Location removed')
  await page.keyboard.type('Between')
  await hand(page, 'drop', 'second.jpg', 120)
  await expect(pictures(page)).toHaveCount(2)
  const choosing = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Picture', exact: true }).click()
  await (
    await choosing
  ).setFiles({ name: 'third.jpg', mimeType: 'image/jpeg', buffer: await drawPicture(page, 220, {}) })
  await expect(pictures(page)).toHaveCount(3)
  await expect(page.getByText('Remove the locations from the photos')).toBeVisible()
  await expect(page.locator('[data-saving=saved]')).toBeVisible()

  await page.reload()
  for (const [at, name] of ['first.jpg', 'second.jpg', 'third.jpg'].entries())
    await expect(pictures(page).nth(at)).toHaveAttribute('title', name)
  await body(page).focus()
  await page.keyboard.press('Control+End')
  await page.keyboard.type('After')
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await expect(page.getByText(/^Sending .+ in \d+ s$/)).toBeVisible()
  const list = () => world.bob.run<{ subject: string; ref: string }[]>(['list'])
  await expect.poll(async () => (await list()).map(({ subject }) => subject)).toContain(SUBJECT)
  const { ref } = (await list()).find(({ subject }) => subject === SUBJECT)!
  const { text } = await world.bob.run<{ text: string }>(['read', ref])
  expect(text.split(/\n+/u).filter(Boolean)).toEqual([
    'Before',
    '![first](attached:1)',
    'Between',
    '![second](attached:2)',
    '![third](attached:3)',
    'After',
  ])

  const reader = await sit(world.bob)
  await goTo(reader, `inbox/${ref.replace('fumikura://ref/', '')}`)
  const shown = reader.locator('.markdown .picture')
  await expect(shown).toHaveCount(3)
  for (const picture of await shown.locator('img').all())
    expect(
      await picture.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth)),
    ).toBeGreaterThan(0)
  await expect(reader.getByRole('heading', { name: /^\d+ files?/ })).toHaveCount(0)
  await reader.getByRole('button', { name: 'View second' }).click()
  await expect(reader.getByRole('dialog')).toContainText('second.jpg')
})

test('a picture and its file are one: it is not listed below, and a removed picture takes its file along @others', async ({
  sit,
}) => {
  const page = await sit(world.alice)
  await goTo(page, 'compose')
  await page.locator('.cm-content').waitFor()
  await body(page).focus()
  for (const [name, hue] of [
    ['one.jpg', 60],
    ['two.jpg', 160],
    ['three.jpg', 220],
  ] as const)
    await hand(page, 'paste', name, hue)
  await expect(pictures(page)).toHaveCount(3)
  const files = (count: string) => page.getByRole('heading', { name: new RegExp(`^${count} ·`) })
  await expect(files('3 files')).toBeVisible()
  await expect(page.getByRole('button', { name: /^Remove .+ from the letter$/ })).toHaveCount(0)
  await page.keyboard.press('Control+Home')
  await page.keyboard.press('Delete')
  await expect(pictures(page)).toHaveCount(2)
  await expect(files('2 files')).toBeVisible()
  // The empty line that the first one left, then the second one.
  await page.keyboard.press('Delete')
  await page.keyboard.press('Delete')
  await expect(pictures(page)).toHaveCount(1)
  await expect(files('1 file')).toBeVisible()
  await expect(pictures(page)).toHaveAttribute('title', 'three.jpg')
  await expect(page.locator('[data-saving=saved]')).toBeVisible()
  await page.reload()
  await expect(pictures(page)).toHaveAttribute('title', 'three.jpg')
  await expect(files('1 file')).toBeVisible()
})
