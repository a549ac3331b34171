// The attachments of a letter are shown before it is opened, in the lists of both sides, and to its
// author afterwards.
import { mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { drawPicture } from './support/real-pictures.ts'
import { makePdf } from './support/sample-files.ts'
import { expect, test, World } from './support/index.ts'

let world: World
test.beforeAll(async () => {
  world = await World.open('alice', 'bob')
})
test.afterAll(() => world.close())

test('a row and the envelope show the attachments; the author sees the files as the reader does', async ({
  sit,
}) => {
  const page = await sit(world.bob)
  const folder = await mkdtemp(join(world.place.dir, 'attached-'))
  const paths = [join(folder, 'boat.jpg'), join(folder, 'plan.pdf')]
  await writeFile(paths[0]!, await drawPicture(page, 200))
  await writeFile(paths[1]!, makePdf(1_000_000))
  const words = [
    '--to',
    'bob',
    '--subject',
    'The plan',
    '--text',
    'See the files.',
    ...paths.flatMap((path) => ['--attach', path]),
  ]
  const ref = await world.alice.send(words)
  await world.bob.receives(ref)

  const row = page.getByRole('link', { name: /The plan/ })
  await expect(row.getByText('2 files · 1 MB')).toBeAttached()
  await row.click()
  const facts = page.getByRole('main').locator('dl')
  await expect(facts).toContainText('Attached 2 files · 1 MB')
  await expect(page.getByRole('button', { name: 'Open the letter' })).toBeVisible()

  const author = await sit(world.alice)
  await author.goto(`${world.alice.origin}/#/sent`)
  await expect(author.getByRole('link', { name: /The plan/ }).getByText('2 files · 1 MB')).toBeAttached()
  await author.getByRole('link', { name: /The plan/ }).click()
  const strip = author.getByRole('region', { name: /^2 files/ })
  await expect(strip.getByText('plan.pdf')).toBeVisible()
  await strip
    .getByRole('button', { name: /boat\.jpg/ })
    .first()
    .click()
  await expect(author.getByRole('dialog', { name: /boat\.jpg/ })).toBeVisible()
})
