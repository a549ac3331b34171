// Stations on the page, with real ones: joined by a link, the rule by keyboard, what a recall waits
// for, and a letter of an absent author that opens from stations.
import type { Page } from '@playwright/test'
import { eventually } from '../support/command-line.ts'
import { Runner } from '../processes/fumikura.ts'
import { faultsOf, LOOKS, settle, usual } from './support/axe.ts'
import { expect, test, World } from './support/index.ts'

test.describe.configure({ mode: 'serial' })

interface Running {
  name: string
  process: Runner<{ link: string }>
}

interface Status {
  readers: { stations: { of: number; handedOver: number } | null }[]
}

const NAMES = ['Shelf', 'Attic', 'Office'] as const
let world: World
let stations: Running[]

test.beforeAll(async () => {
  world = await World.open('alice', 'bob')
  stations = await Promise.all(NAMES.map(up))
})
test.afterAll(async () => {
  await Promise.all(stations.map(({ process }) => process.end('SIGKILL')))
  await world.close()
})

async function up(name: string): Promise<Running> {
  const options = [
    '--home',
    world.place.home(name).dir,
    '--lan',
    'off',
    '--bootstrap',
    world.place.bootstrap!,
  ]
  return { name, process: await Runner.start(['station', 'up', '--name', name, ...options]) }
}

async function goTo(page: Page, origin: string, place: string): Promise<void> {
  await page.goto(`${origin}/#/${place}`)
}

/** Sends a letter, and resolves when bob knows of it and all stations have it. */
async function sendGated(subject: string): Promise<string> {
  const ref = await world.alice.send(['--to', 'bob', '--subject', subject, '--text', 'Only for you.'])
  await world.bob.receives(ref)
  await eventually(
    'the stations have it',
    () => world.alice.run<Status>(['status', ref]),
    ({ readers: [reader] }) => reader?.stations?.handedOver === NAMES.length,
  )
  return ref.replace('fumikura://ref/', '')
}

const section = (page: Page) => page.getByRole('region', { name: 'Who opens while I’m away' })
/** The stations themselves are behind it. */
const showMore = (page: Page) => section(page).getByText(/^More/).click()
const rowOf = (page: Page, name: string) => section(page).getByRole('listitem').filter({ hasText: name })

test('stations are joined by a link, renamed, and decide by a rule that the keyboard changes', async ({
  sit,
}) => {
  const page = await sit(world.alice)
  await goTo(page, world.alice.origin, 'settings/stations')
  // The sections above it are read later and grow.
  const heading = section(page).getByRole('heading', { name: 'Who opens while I’m away' })
  await expect(heading).toBeFocused()
  await expect.poll(async () => (await heading.boundingBox())!.y).toBeLessThan(150)
  await section(page).getByText('My letters open while this computer is off').click()
  await section(page)
    .getByRole('button', { name: /^I have a link/ })
    .click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Link of the station').fill(stations[0]!.process.ready.link)
  await dialog.getByRole('button', { name: 'Add' }).click()
  await showMore(page)
  await expect(rowOf(page, 'Shelf')).toBeVisible()
  for (const { process } of stations.slice(1)) await world.alice.run(['stations', 'add', process.ready.link])
  await expect(section(page).getByText('Shelf, Attic and Office can hand them over.')).toBeVisible()
  await section(page).getByRole('button', { name: 'Test it now' }).click()
  await expect(section(page).getByText(/^A test letter opened from .+ in \d+\.\d s/)).toBeVisible()

  await rowOf(page, 'Office').getByRole('button', { name: 'More about Office' }).press('Enter')
  // The menu takes the focus after it is shown.
  await expect(page.getByRole('menuitem', { name: 'Rename…' })).toBeFocused()
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').getByLabel('Name').fill('Harbour')
  await page.keyboard.press('Enter')
  await expect(rowOf(page, 'Harbour')).toBeVisible()

  const chosen = section(page).getByRole('radio', { name: /^Any 2 of 3/ })
  await expect(chosen).toBeChecked()
  await chosen.focus()
  await page.keyboard.press('ArrowRight')
  await expect(section(page).getByText(/^Only all 3 together/)).toBeVisible()
  await eventually(
    'the rule is kept',
    () => world.alice.run<{ need: number }>(['stations', 'rule']),
    ({ need }) => need === 3,
  )
  await page.keyboard.press('ArrowLeft')
  await expect(section(page).getByText(/^Any 2 of 3/)).toBeVisible()
})

for (const { name, ...options } of LOOKS) {
  test(`axe finds nothing about stations, ${usual(name)}`, async ({ sit }) => {
    const page = await sit(world.alice, options)
    await goTo(page, world.alice.origin, 'settings/stations')
    await page.getByRole('radio').first().waitFor()
    await page
      .locator('details > summary')
      .filter({ hasText: /^\s*(More|その他)/, has: page.locator('strong') })
      .click()
    await settle(page)
    expect(await faultsOf(page)).toEqual([])
    await page.getByRole('button', { name: /Shelf/ }).click()
    await page.getByRole('menuitem').last().click()
    await page.getByRole('dialog').waitFor()
    await settle(page)
    expect(await faultsOf(page)).toEqual([])
  })
}

test('a recall names the station that it waits for, and an absent author’s letter opens from the others @others', async ({
  sit,
}) => {
  const recalled = await sendGated('Wrong figure')
  const opened = await sendGated('Right figure')
  const waiting = await sendGated('Third figure')
  const page = await sit(world.alice)
  await goTo(page, world.alice.origin, `sent/${recalled}`)
  await expect(page.getByText('At all 3 stations · it opens while you’re away')).toBeVisible()
  await stations[2]!.process.end()
  await page.getByRole('button', { name: 'Recall' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Recall' }).click()
  const box = page.getByRole('region', { name: 'Stations' })
  await expect(box.getByText('Recalled at 2 of 3 stations · certain when Harbour has answered')).toBeVisible()
  await expect(page.getByText('may still open it: bob')).toBeVisible()
  expect(await faultsOf(page)).toEqual([])
  await goTo(page, world.alice.origin, 'settings/stations')
  await showMore(page)
  await expect(rowOf(page, 'Harbour').getByText('1 recall is waiting for it')).toBeVisible()

  await world.alice.goAway()
  const other = await sit(world.bob)
  await goTo(other, world.bob.origin, `inbox/${opened}`)
  await expect(other.getByText('At alice’s stations (alice is offline)')).toBeVisible()
  await other.getByRole('button', { name: 'Open the letter' }).click()
  await expect(other.locator('.markdown')).toHaveText('Only for you.')

  await stations[1]!.process.end()
  await goTo(other, world.bob.origin, `inbox/${waiting}`)
  await other.getByRole('button', { name: 'Open the letter' }).click()
  await expect(other.getByText('1 of their 3 stations answered, and opening takes 2.')).toBeVisible({
    timeout: 20_000,
  })
  expect(await faultsOf(other)).toEqual([])
})
