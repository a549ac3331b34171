// The editor of a letter: styled while it is typed, Markdown when it is stored. Input methods, the
// keys of the text, and two windows with one draft.
import type { Page } from '@playwright/test'
import { faultsOf, LOOKS, settle, usual } from './support/axe.ts'
import { expect, test, World } from './support/index.ts'

let world: World
test.beforeAll(async () => {
  world = await World.open('alice', 'bob')
})
test.afterAll(() => world.close())

const body = (page: Page) => page.getByRole('textbox', { name: 'Letter' })
const button = (page: Page, name: string) =>
  page.getByRole('toolbar', { name: 'Style' }).getByRole('button', { name })
const isSaved = (page: Page) => expect(page.locator('[data-saving=saved]')).toBeVisible()

async function goCompose(page: Page, query = ''): Promise<void> {
  await page.goto(`${world.alice.origin}/#/compose${query}`)
  await page.locator('.cm-content').waitFor()
  await body(page).focus()
}

/** Keeps the note, and returns its text as it is stored. */
async function keep(page: Page): Promise<string> {
  await page.keyboard.press('Control+Enter')
  await expect(page).not.toHaveURL(/#\/compose/)
  const [note] = await world.alice.run<{ ref: string }[]>(['list', '--box', 'notes', '--limit', '1'])
  return (await world.alice.run<{ text: string }>(['read', note!.ref])).text
}

test('the editor styles Markdown at once and stores it; the caret brings back the marks', async ({ sit }) => {
  const page = await sit(world.alice)
  await goCompose(page, '?to=self')
  await page.keyboard.type('Dear **all**, see')
  await expect(body(page)).toHaveText('Dear all, see')
  await expect(body(page).locator('.strong')).toHaveText('all')
  for (let steps = 0; steps < ', see'.length; steps++) await page.keyboard.press('ArrowLeft')
  await expect(body(page)).toHaveText('Dear **all**, see')
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await page.keyboard.type('- one')
  await page.keyboard.press('Enter')
  await page.keyboard.type('two')
  await expect(body(page).locator('.bullet')).toHaveText(['•', '•'])
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await page.keyboard.type('_End_ 2 * 3 * 4 <b>')
  expect(await keep(page)).toBe('Dear **all**, see\n- one\n- two\n\n_End_ 2 * 3 * 4 <b>')
})

test('Ctrl+B, Ctrl+I and Ctrl+K style the selection, undo takes it back, and the bar does the same', async ({
  sit,
}) => {
  const page = await sit(world.alice)
  await goCompose(page, '?to=self')
  await page.keyboard.type('one two three')
  const selectLast = async (): Promise<void> => {
    await page.keyboard.press('End')
    await page.keyboard.press('Control+Shift+ArrowLeft')
  }
  await selectLast()
  await page.keyboard.press('Control+b')
  await expect(button(page, 'Bold')).toHaveAttribute('aria-pressed', 'true')
  await page.keyboard.press('Control+i')
  await expect(body(page).locator('.strong .em, .em .strong').first()).toHaveText('*three*')
  await page.keyboard.press('Control+i')
  await page.keyboard.press('Control+b')
  await expect(button(page, 'Bold')).toHaveAttribute('aria-pressed', 'false')
  await button(page, 'Bold').click()
  await expect(body(page)).toBeFocused()
  await page.keyboard.press('Control+k')
  const link = page.getByRole('dialog', { name: 'Link' })
  await expect(link.getByRole('textbox', { name: 'Words to show' })).toHaveValue('three')
  await expect(link.getByRole('textbox', { name: 'Address' })).toBeFocused()
  await page.keyboard.type('a.example/b')
  await page.keyboard.press('Enter')
  await expect(link).toBeHidden()
  await expect(body(page)).toBeFocused()
  await button(page, 'List').click()
  await expect(page).toHaveURL(/#\/compose/)
  await page.keyboard.press('Control+z')
  await button(page, 'List').click()
  expect(await keep(page)).toBe('- one two **[three](https://a.example/b)**')
})

test('an input method composes in styled text; nothing is doubled or lost, and its Enter does nothing else', async ({
  sit,
}) => {
  const page = await sit(world.alice)
  await goCompose(page, '?to=self')
  await page.keyboard.type('**')
  const session = await page.context().newCDPSession(page)
  const compose = (text: string) =>
    session.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length })
  for (const text of ['と', 'とう', 'とうき', 'とうきょう', '東京']) await compose(text)
  await session.send('Input.insertText', { text: '東京' })
  await page.keyboard.type('**')
  for (const text of ['で', 'です']) await compose(text)
  await session.send('Input.insertText', { text: 'です。' })
  await expect(body(page)).toHaveText('東京です。')
  await expect(body(page).locator('.strong')).toHaveText('東京')
  await compose('はい')
  await page.keyboard.press('Home')
  await session.send('Input.insertText', { text: 'はい' })
  expect((await keep(page)).replace('はい', '')).toBe('**東京**です。')
})

test('a letter in the text is a chip: no hash is seen, one stroke removes it, and the text keeps its link', async ({
  sit,
}) => {
  const ref = await world.bob.send(['--to', 'alice', '--subject', 'Dinner', '--text', 'No shoes inside.'])
  await world.alice.receives(ref)
  const page = await sit(world.alice)
  await goCompose(page, '?to=self')
  const link = `[“No shoes”](${ref})`
  await body(page).fill(`Please: ${link} and ${ref} too`)
  await expect(body(page)).toContainText('“No shoes”bob')
  await expect(body(page)).not.toContainText('fumikura')
  expect(await keep(page)).toBe(`Please: ${link} and ${ref} too`)
  await goCompose(page, '?to=self')
  await body(page).fill(`Please: ${link}`)
  await page.keyboard.press('End')
  await page.keyboard.press('Backspace')
  await page.keyboard.type('none')
  expect(await keep(page)).toBe('Please: none')
})

test('the last button of the bar finds a letter and puts it into the text @others', async ({ sit }) => {
  const ref = await world.bob.send(['--to', 'alice', '--subject', 'Rowing club', '--text', 'At nine.'])
  await world.alice.receives(ref)
  const said = (await world.bob.run<{ ref: string }>(['say', 'alice', 'The oars are wet'])).ref
  await world.alice.receives(said)
  const page = await sit(world.alice)
  await goCompose(page, '?to=self')
  await page.keyboard.type('See ')
  await button(page, 'Quote a letter').click()
  // What was said has no subject, so its words name it.
  await expect(page.getByRole('dialog').getByRole('button', { name: /^The oars are wet ?bob/ })).toBeVisible()
  await page.getByRole('searchbox', { name: 'Find a letter' }).fill('rowing')
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Rowing club ?bob/ })
    .click()
  await expect(body(page)).toBeFocused()
  await page.keyboard.type('please')
  await expect(body(page).locator('.chip')).toContainText('Rowing club')
  expect(await keep(page)).toBe(`See [Rowing club](${ref}) please`)
})

test('two windows write in one draft: each shows what the other saved, and the caret stays', async ({
  sit,
}) => {
  const one = await sit(world.alice)
  await goCompose(one)
  await one.keyboard.type('First line')
  await isSaved(one)
  const hash = await one.evaluate(() => location.hash)
  const two = await sit(world.alice)
  await two.goto(`${world.alice.origin}/${hash}`)
  await expect(body(two)).toHaveText('First line')
  await body(two).focus()
  await two.keyboard.press('Control+Home')
  await two.keyboard.type('Zero, ')
  await expect(body(one)).toHaveText('Zero, First line')
  await one.keyboard.type(', and on')
  await expect(body(two)).toHaveText('Zero, First line, and on')
  await two.keyboard.type('then ')
  await expect(body(one)).toHaveText('Zero, then First line, and on')
})

test('the keys of the bar: Tab reaches it once, the arrows go through it, and Escape and letters do nothing @others', async ({
  sit,
}) => {
  const page = await sit(world.alice)
  await goCompose(page, '?text=Words')
  await page.keyboard.press('Tab')
  await expect(button(page, 'Bold')).toBeFocused()
  await page.keyboard.press('ArrowRight')
  await expect(button(page, 'Italic')).toBeFocused()
  await page.keyboard.press('End')
  await page.keyboard.press('ArrowRight')
  await expect(button(page, 'Bold')).toBeFocused()
  for (const key of ['g', 'i', 'e', '#', 'Escape']) await page.keyboard.press(key)
  await expect(page).toHaveURL(/#\/compose/)
  await page.keyboard.press('Shift+Tab')
  await expect(body(page)).toBeFocused()
})

for (const { name, ...look } of LOOKS) {
  test(`the styled text has no fault under axe: ${usual(name)}`, async ({ sit }) => {
    const page = await sit(world.alice, look)
    await page.goto(`${world.alice.origin}/#/compose`)
    await page
      .locator('.cm-content')
      .fill('# One\n\n**two** *three* `four` ~~five~~\n\n- [six](https://a.example)\n\n> seven')
    await settle(page)
    expect(await faultsOf(page)).toEqual([])
  })
}
