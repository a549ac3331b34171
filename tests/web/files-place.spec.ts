// The Files screen: pictures and a folder of them are added, listed by month and on the map, and
// shared as an album that grows. A document has versions. A deletion first shows who keeps the
// file.
import { mkdirSync, readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { mkdtemp, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import utif from 'utif2'
import { readFacts } from '../../src/core/files/picture-facts.ts'
import type { PictureFacts } from '../support/pictures-with-facts.ts'
import { goTo } from './support/audiences.ts'
import { faultsOf, LOOKS, settle, usual } from './support/axe.ts'
import { expect, test, World } from './support/index.ts'
import { Keys } from './story/keys.ts'
import { drawPicture } from './support/real-pictures.ts'

const REF_START = 'fumikura://ref/'
const KYOTO = { latitude: 35.01, longitude: 135.77 }
const LISBON = { latitude: 38.72, longitude: -9.14 }

let world: World
test.beforeAll(async () => {
  world = await World.open('alice', 'bob')
})
test.afterAll(() => world.close())

// Each test uses the files that the previous ones added.
test.describe.configure({ mode: 'serial' })

interface Drawn extends PictureFacts {
  name: string
  hue: number
}

const inApril: Drawn[] = [0, 1, 2].map((at) => ({
  name: `spring-${at}.jpg`,
  hue: at * 20,
  takenAt: `2031:04:0${at + 1} 09:00:00`,
  place: KYOTO,
}))
const inMay: Drawn[] = [{ name: 'harbour.jpg', hue: 200, takenAt: '2031:05:09 18:30:00', place: LISBON }]

async function add(page: Page, drawn: readonly Drawn[]): Promise<void> {
  const files = []
  for (const { name, hue, ...facts } of drawn)
    files.push({ name, mimeType: 'image/jpeg', buffer: await drawPicture(page, hue, facts) })
  await page.locator('input[data-adds=files]').setInputFiles(files)
}

/** Returns the pictures of the visible grid. */
function tiles(page: Page): Locator {
  return page.getByRole('grid').getByRole('gridcell')
}

const namesOf = async (page: Page): Promise<string[]> =>
  (await tiles(page).all()).reduce<Promise<string[]>>(
    async (names, tile) => [...(await names), (await tile.getAttribute('aria-label'))?.split(',')[0] ?? ''],
    Promise.resolve([]),
  )

/** Saves the file of a ref as this person, and reads its metadata. */
async function factsOf(person: World['alice'], ref: string) {
  const folder = await mkdtemp(join(world.place.dir, 'saved-'))
  const { saved } = await person.run<{ saved: string[] }>(['save', ref, '--to', folder])
  return readFacts(await readFile(saved[0]!), 'image/jpeg')
}

test('added pictures are listed under their months, with a preview that the page made', async ({ sit }) => {
  const page = await sit(world.alice)
  await page.keyboard.press('g')
  await page.keyboard.press('l')
  await expect(page.getByRole('heading', { name: 'No photos yet' })).toBeVisible()
  await add(page, [...inApril, ...inMay])
  await expect(page.getByText('4 files added')).toBeVisible()
  await expect(page.getByRole('rowheader')).toHaveText(['May 2031', 'April 2031'])
  await expect
    .poll(() => namesOf(page))
    .toEqual(['harbour.jpg', 'spring-2.jpg', 'spring-1.jpg', 'spring-0.jpg'])
  await expect(tiles(page).first()).toHaveAccessibleName('harbour.jpg, taken 9 May 2031')
  for (const tile of await tiles(page).all())
    await expect
      .poll(() => tile.locator('img').evaluate((img: HTMLImageElement) => img.naturalWidth))
      .toBe(320)
})

test('a picture added on the command line has a preview once it was in view, and keeps it', async ({
  sit,
}) => {
  const page = await sit(world.alice)
  const path = join(world.place.dir, 'by-command.jpg')
  writeFileSync(path, await drawPicture(page, 330, { takenAt: '2031:07:01 09:00:00' }))
  await world.alice.run(['add', path])
  await goTo(page, 'files')
  const width = (img: HTMLImageElement): number => img.naturalWidth
  const picture = tiles(page).first().locator('img')
  await expect.poll(() => picture.evaluate(width)).toBe(320)
  const fetched: string[] = []
  page.on('request', (request) => {
    if (request.resourceType() === 'fetch' && request.url().includes('/file/')) fetched.push(request.url())
  })
  await page.reload()
  await expect.poll(() => picture.evaluate(width)).toBe(320)
  expect(fetched).toEqual([])
})

test('a TIFF, which no browser shows, has a preview too', async ({ sit }) => {
  const page = await sit(world.alice)
  await goTo(page, 'files')
  const red = new Uint8Array(90 * 60 * 4).map((_, at) => (at % 4 === 0 || at % 4 === 3 ? 255 : 0))
  const buffer = Buffer.from(utif.encodeImage(red, 90, 60))
  await page.locator('input[data-adds=files]').setInputFiles({ name: 'scan.tif', mimeType: '', buffer })
  const scan = tiles(page).filter({ visible: true }).and(page.locator('[title="scan.tif"]')).locator('img')
  await expect.poll(() => scan.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(90)
  // Its row is as wide as its shape.
  const { width, height } = (await scan.boundingBox())!
  expect(width / height).toBeCloseTo(1.5, 1)
  const [file] = await world.alice.run<{ ref: string }[]>(['files', '--kind', 'picture'])
  await world.alice.run(['delete', file!.ref])
})

test('a folder is added with its contents; known files are not stored twice, and refused ones are listed', async ({
  sit,
}) => {
  const page = await sit(world.alice)
  const folder = join(world.place.dir, 'trip')
  mkdirSync(join(folder, 'more'), { recursive: true })
  const known = inApril[0]!
  writeFileSync(join(folder, known.name), await drawPicture(page, known.hue, known))
  writeFileSync(join(folder, 'refused.jpg'), await drawPicture(page, 300))
  writeFileSync(join(folder, '.hidden'), 'x')
  for (let at = 0; at < 12; at++)
    writeFileSync(
      join(folder, 'more', `walk-${at}.jpg`),
      await drawPicture(page, 100 + at, { takenAt: `2031:06:${10 + at} 12:00:00` }),
    )
  await page.route(/name=refused/, (route) =>
    route.fulfill({ status: 507, contentType: 'application/json', body: '{"error":"NO_SPACE"}' }),
  )
  await goTo(page, 'files')
  await page.locator('input[data-adds=folder]').setInputFiles(folder)
  await expect(page.getByText('12 files added · 1 was already here')).toBeVisible()
  await page.getByText('1 couldn’t be added').click()
  await expect(page.getByRole('list', { name: 'Which, and why' }).getByRole('listitem')).toContainText(
    'trip/refused.jpg',
  )
  await page.getByRole('button', { name: 'Done' }).click()
  await expect(page.getByText('17 photos')).toBeVisible()
})

test('an album is made by keyboard, shared with its locations if wanted, and grows for its readers', async ({
  sit,
}) => {
  const page = await sit(world.alice)
  const keys = await Keys.at(page)
  await keys.press('g', 'l')
  await keys.tabTo('gridcell', /./)
  await keys.press('End', 'Shift+ArrowLeft')
  await expect(page.getByText('2 selected')).toBeVisible()
  await keys.tabTo('button', 'Add to an album', true)
  await keys.press('Enter')
  await keys.findFocusOn('button', 'New album')
  await keys.press('Enter')
  await keys.findFocusOn('textbox', 'Title')
  await keys.type('Kyoto')
  await keys.press('Enter')
  await keys.findFocusOn('heading', 'Kyoto')
  await expect(tiles(page)).toHaveCount(2)

  await keys.tabTo('button', 'Share with…')
  await keys.press('Enter')
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('checkbox', { name: /^Remove the locations/ })).toBeChecked()
  await keys.tabTo('radio', 'bob')
  await keys.press('Space')
  await keys.tabTo('checkbox', /^Remove the locations/)
  await keys.press('Space')
  await expect(
    dialog.getByText(/The other people will see on a map where each photo was taken/),
  ).toBeVisible()
  await keys.tabTo('button', 'Share with bob')
  await keys.press('Enter')
  await expect(page.getByText('for bob')).toBeVisible()
  await keys.findFocusOn('button', 'Share with…')
  // Escape goes back one step, to the same row.
  await keys.press('Escape')
  await keys.findFocusOn('link', /^Kyoto/)
  await keys.press('Enter')
  await keys.findFocusOn('heading', 'Kyoto')
  expect(keys.touches).toEqual([])

  const other = await sit(world.bob)
  await goTo(other, 'files/albums')
  await other.getByRole('link', { name: /Kyoto/ }).click()
  await other.getByRole('button', { name: 'Open album' }).click()
  await expect(tiles(other)).toHaveCount(2)

  await add(page, [inApril[2]!])
  await expect(tiles(page)).toHaveCount(3)
  await other.getByRole('button', { name: 'Show the changes' }).click()
  await expect(tiles(other)).toHaveCount(3)
  await goTo(other, 'files')
  await expect(other.getByRole('button', { name: /alice/ })).toBeVisible()
  await expect(tiles(other)).toHaveCount(3)
  await goTo(other, 'files/map')
  await expect(other.getByRole('list', { name: 'Places in view' })).toHaveText(/Kyoto, Japan\s*3 photos/)
})

test('a letter removes the location from other readers’ copies of pictures, unless the author keeps it', async ({
  sit,
}) => {
  // The album was shared with its locations, so bob has the original bytes.
  const [first] = await world.bob.run<{ ref: string }[]>(['files', '--album', 'Kyoto'])
  expect((await factsOf(world.bob, first!.ref)).place?.latitude).toBeCloseTo(KYOTO.latitude)
  const page = await sit(world.alice)
  await goTo(page, 'files/albums')
  await page.getByRole('link', { name: /Kyoto/ }).click()
  await tiles(page).first().focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press(' ')
  await page.getByRole('button', { name: 'Attach to a letter' }).click()
  await page.getByRole('combobox', { name: 'To' }).fill('bob')
  await page.getByRole('combobox', { name: 'To' }).press('Enter')
  await page.getByRole('textbox', { name: 'Subject' }).fill('Where was it?')
  await expect(page.getByRole('checkbox', { name: /^Remove the location/ })).toBeChecked()
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText(/^Sending .+ in \d+ s$/)).toBeVisible()
  const [sent] = await world.alice.run<{ ref: string }[]>(['list', '--box', 'sent'])
  await world.bob.receives(sent!.ref)
  const { place, takenAt } = await factsOf(world.bob, sent!.ref)
  expect([place, typeof takenAt]).toEqual([null, 'number'])
})

test('the map shows where pictures were taken, with a list by town and country, and enlarges each of them', async ({
  sit,
}) => {
  const page = await sit(world.alice)
  await goTo(page, 'files/map')
  const places = page.getByRole('list', { name: 'Places in view' }).getByRole('button')
  await expect(places).toHaveText([/Kyoto, Japan\s*3 photos/, /Lisbon, Portugal\s*1 photo/])
  await expect(
    page.getByRole('application').getByRole('button', { name: 'Kyoto, Japan: 3 photos' }),
  ).toBeVisible()
  const keys = await Keys.at(page)
  await keys.tabTo('button', /^Kyoto, Japan\s*3/)
  await keys.press('Enter')
  await keys.findFocusOn('button', 'Back to the map')
  await expect(page.getByRole('heading', { name: /^Kyoto, Japan\s*3 photos$/ })).toBeVisible()
  await expect(tiles(page)).toHaveCount(3)
  await keys.tabTo('gridcell', /./)
  await keys.press('Enter')
  const viewer = page.getByRole('dialog', { name: /spring-2\.jpg/ })
  await expect(viewer.getByText(/^1 of 3 ·/)).toBeVisible()
  await expect(viewer.getByRole('link', { name: 'Kyoto, Japan' })).toBeVisible()
  await keys.press('Escape')
  await expect(tiles(page).first()).toBeFocused()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await keys.press('Escape')
  await keys.findFocusOn('button', /^Kyoto, Japan\s*3/)
})

test('the place of a picture leads to it on the map, with the pictures taken there', async ({ sit }) => {
  const page = await sit(world.alice)
  await goTo(page, 'files')
  await page.getByRole('gridcell', { name: /^spring-2\.jpg/ }).click()
  await page.getByRole('dialog').getByRole('link', { name: 'Kyoto, Japan' }).click()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(page.getByRole('heading', { name: /^Kyoto, Japan\s*3 photos$/ })).toBeVisible()
  await expect(tiles(page)).toHaveCount(3)
  await page.getByRole('button', { name: 'Back to the map' }).click()
  const places = page.getByRole('list', { name: 'Places in view' }).getByRole('button')
  await expect(places).toHaveText([/Kyoto, Japan\s*3 photos/])
  await page.getByRole('button', { name: 'Show all' }).click()
  await expect(places).toHaveText([/Kyoto, Japan\s*3 photos/, /Lisbon, Portugal\s*1 photo/])
})

test('a document gets a new version, and the old one can be restored', async ({ sit }) => {
  const page = await sit(world.alice)
  const text = (words: string) => ({ name: 'lease.txt', mimeType: 'text/plain', buffer: Buffer.from(words) })
  await goTo(page, 'files/documents')
  await page.locator('input[data-adds=files]').setInputFiles(text('The first words of the lease.\n'))
  const keys = await Keys.at(page)
  await keys.tabTo('link', /^lease\.txt/)
  await keys.press('Enter')
  await keys.tabTo('textbox', 'Tags')
  await keys.type('home')
  await keys.press('Enter')
  await expect(page.getByRole('button', { name: 'home 1' })).toBeVisible()
  await keys.tabTo('button', 'New version…', true)
  await keys.choose(text('Quite other words.\n'))
  const versions = page.getByRole('region', { name: 'Versions' }).getByRole('listitem')
  await expect(versions).toHaveCount(2)
  await keys.findFocusOn('heading', 'lease.txt')
  await keys.tabTo('button', /^Restore the version/)
  await keys.press('Enter')
  await expect(page.getByText('That version is now the latest.')).toBeVisible()
  await keys.findFocusOn('heading', 'lease.txt')
  await keys.tabTo('button', 'Show')
  await keys.press('Enter')
  await expect(page.getByRole('dialog').getByText('The first words of the lease.')).toBeVisible()
  await keys.press('Escape')
  await keys.findFocusOn('button', 'Show')
  await keys.tabTo('button', 'Attach to a letter')
  await keys.press('Enter')
  await expect(page.getByRole('textbox', { name: 'Subject' })).toBeVisible()
  expect(keys.touches).toEqual([])
})

test('the store lists its objects, and deleting names the album that holds one and who keeps it', async ({
  sit,
}) => {
  const page = await sit(world.alice)
  await goTo(page, 'files/space')
  await expect(page.getByRole('heading', { name: 'In your store' })).toBeVisible()
  const keys = await Keys.at(page)
  await keys.tabTo('button', 'Delete spring-0.jpg')
  await keys.press('Enter')
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText(/only leaves this list/)).toBeVisible()
  await expect(dialog.getByText('bob opened it and keeps what was fetched.')).toBeVisible()
  await expect(dialog.getByRole('listitem')).toContainText('Kyoto')
  await keys.press('Escape')
  await keys.findFocusOn('button', 'Delete spring-0.jpg')
  const rows = page.getByRole('button', { name: /^Delete / })
  const names = await rows.evaluateAll((buttons) => buttons.map(({ ariaLabel }) => ariaLabel))
  const at = names.indexOf('Delete harbour.jpg')
  await keys.tabTo('button', 'Delete harbour.jpg', at < names.indexOf('Delete spring-0.jpg'))
  await keys.press('Enter')
  await expect(dialog.getByText('Nobody else has opened it.')).toBeVisible()
  await keys.tabTo('button', 'Delete')
  await keys.press('Enter')
  await expect(page.getByText('Deleted. The space is being freed.')).toBeVisible()
  // The focus moves to the next row's delete button. Its name is not enough to find it, because a
  // picture and its copy without a location have the same one.
  await expect(rows).toHaveCount(names.length - 1)
  await expect(rows.nth(Math.min(at, names.length - 2))).toBeFocused()
  expect(keys.touches).toEqual([])
  await goTo(page, 'files')
  await expect(page.getByText('16 photos')).toBeVisible()
})

/** Resolves when the folder has grown by so many bytes. */
async function grown(folder: string, bytes: number): Promise<void> {
  const look = (): number =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.blocks ?? 0)
      .reduce((sum, blocks) => sum + blocks * 512, 0)
  const before = look()
  await expect.poll(() => look() - before, { intervals: [20] }).toBeGreaterThan(bytes)
}

test('uploads that a crash of the whole app interrupted are listed: one is resumed and stored, one discarded @others', async ({
  sit,
}) => {
  const { alice, place } = world
  const [kept, dropped] = ['crossing.bin', 'unwanted.bin'].map((name) => join(place.dir, name)) as [
    string,
    string,
  ]
  for (const path of [kept, dropped]) {
    writeFileSync(path, path)
    truncateSync(path, 160e6)
    const growing = grown(alice.home.dir, 16e6)
    const adding = alice.home.run(['add', path])
    await growing
    await alice.goAway('SIGKILL')
    await adding
    await alice.comeBack()
  }

  const page = await sit(alice)
  await goTo(page, 'files')
  const list = page.getByRole('region', { name: 'Not finished' })
  await expect(list.getByRole('listitem')).toHaveCount(2)
  await expect(list.getByRole('listitem').first()).toContainText(/of 160 MB stored|160 MB, begun/)
  expect(await faultsOf(page)).toEqual([])
  await list.getByRole('button', { name: /Discard .+unwanted/ }).press('Enter')
  await expect(list.getByRole('listitem')).toHaveText([/crossing\.bin/])
  await list.getByRole('button', { name: 'Resume storing crossing.bin' }).press('Enter')
  await expect(list.getByRole('progressbar', { name: 'Stored so far of crossing.bin' })).toBeVisible()
  await expect(list.getByRole('button', { name: 'Pause storing crossing.bin' })).toBeFocused()
  await expect(list).toHaveCount(0)
  const names = (await alice.run<{ name: string }[]>(['files'])).map(({ name }) => name)
  expect([names.includes('crossing.bin'), names.includes('unwanted.bin')]).toEqual([true, false])
})

for (const { name, ...look } of LOOKS) {
  test(`axe finds nothing in any of the views, ${usual(name)}`, async ({ sit }) => {
    const [album] = await world.alice.run<{ ref: string }[]>(['albums'])
    const views = [
      '',
      '/albums',
      '/map',
      '/documents',
      '/space',
      `/albums/${album!.ref.slice(REF_START.length)}`,
    ]
    const faults: Record<string, string[]> = {}
    for (const person of [world.alice, world.bob]) {
      const page = await sit(person, look)
      for (const view of person === world.alice ? views : ['', '/albums']) {
        await goTo(page, `files${view}`)
        await settle(page)
        const found = await faultsOf(page)
        if (found.length > 0) faults[`${person.name}, files${view}`] = found
      }
    }
    expect(faults).toEqual({})
  })
}
