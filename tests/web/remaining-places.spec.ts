// A file whose location cannot be removed. The page asks before it is sent, and follows the choice.
import { expect, test, World } from './support/index.ts'
import { faultsOf } from './support/axe.ts'

let world: World
test.beforeAll(async () => {
  world = await World.open('alice', 'bob')
})
test.afterAll(() => world.close())
test.describe.configure({ mode: 'serial' })

const raw = (name: string, fill: number) => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: Buffer.concat([Buffer.from('FUJIFILMCCD-RAW 0201'), Buffer.alloc(300, fill)]),
})
const text = { name: 'note.txt', mimeType: 'text/plain', buffer: Buffer.from('Nothing of a place') }

test('before a letter with a raw picture is sent, the page asks whether to send the picture', async ({
  sit,
}) => {
  const page = await sit(world.alice)
  const write = async (subject: string, files: (typeof text)[]): Promise<void> => {
    await page.keyboard.press('c')
    await page.getByRole('combobox', { name: 'To' }).fill('bob')
    await page.getByRole('combobox', { name: 'To' }).press('Enter')
    await page.getByRole('textbox', { name: 'Subject' }).fill(subject)
    await page.locator('input[type=file][multiple]').first().setInputFiles(files)
    await expect(page.getByRole('heading', { name: `${files.length} file` })).toBeVisible()
    await page.keyboard.press('Control+Enter')
  }
  const attachedOf = async (subject: string): Promise<string[]> => {
    const sent = await world.alice.run<{ ref: string; subject: string }[]>(['list', '--box', 'sent'])
    const { ref } = sent.find((one) => one.subject === subject)!
    await world.bob.receives(ref)
    const letter = await world.bob.run<{ attachments: { name: string }[] }>(['read', ref])
    return letter.attachments.map(({ name }) => name)
  }
  const said = page.getByText(/^Sending “As it is” to bob in \d+ s$/)
  const dialog = page.getByRole('dialog')

  await write('As it is', [raw('one.raf', 1), text])
  await expect(dialog.getByText('one.raf')).toBeVisible()
  await expect(dialog.getByText('Fumikura doesn’t know this kind of file.')).toBeVisible()
  expect(await faultsOf(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Send it as it is' }).click()
  await expect(said).toBeVisible()
  expect(await attachedOf('As it is')).toEqual(['one.raf', 'note.txt'])

  await write('Without', [raw('two.raf', 2), text])
  await dialog.getByRole('button', { name: 'Leave it out' }).click()
  await expect(page.getByRole('textbox', { name: 'Subject' })).toBeHidden()
  expect(await attachedOf('Without')).toEqual(['note.txt'])
})

test('a letter stays in the composer if its author cancels the question about a location', async ({
  sit,
}) => {
  const page = await sit(world.alice)
  await page.keyboard.press('c')
  await page.getByRole('combobox', { name: 'To' }).fill('bob')
  await page.getByRole('combobox', { name: 'To' }).press('Enter')
  await page.getByRole('textbox', { name: 'Subject' }).fill('Not yet')
  await page
    .locator('input[type=file][multiple]')
    .first()
    .setInputFiles([raw('three.raf', 3)])
  await expect(page.getByRole('heading', { name: '1 file' })).toBeVisible()
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('alert')).toHaveText(/may contain its location/)
  await expect(page.getByRole('textbox', { name: 'Subject' })).toHaveValue('Not yet')
})
