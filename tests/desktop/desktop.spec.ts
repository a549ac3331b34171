// The desktop: the same page over MessagePorts, in the real shell, with the engine in a separate
// process.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Place } from '../processes/fumikura.ts'
import { expect } from '@playwright/test'
import type { Desk } from './support/electron-in-chromium.ts'
import { test, type DeskSeats } from './support/seat.ts'

let place: Place
test.beforeAll(async () => {
  place = await Place.make({ hasDht: true })
})
test.afterAll(() => place.remove())

/** Starts a desktop in a new home, whose person has just begun. */
async function begin(sitAtDesk: DeskSeats['sitAtDesk'], name: string): Promise<Desk> {
  const home = place.home(name)
  await home.get(['new', '--name', name])
  const desk = await sitAtDesk(home, place.bootstrap!)
  // The command line made the home, without a keychain. The person moves the key to the keychain.
  await desk.page.getByRole('link', { name: 'Settings' }).first().click()
  await desk.page.getByRole('button', { name: 'Keep the key in the keychain' }).click()
  await expect(desk.page.getByText('The keychain keeps the key now.')).toBeVisible()
  await desk.page
    .getByRole('navigation')
    .getByRole('link', { name: /^Inbox/ })
    .click()
  return desk
}

test('a person starts without a passphrase, and the keychain opens the home at the next start', async ({
  sitAtDesk,
}) => {
  const home = place.home('alice')
  const desk = await sitAtDesk(home, place.bootstrap!)
  await expect(desk.page.getByText('This computer’s keychain keeps the key')).toBeVisible()
  await expect(desk.page.getByLabel('Passphrase')).toHaveCount(0)
  await desk.page.keyboard.type('alice')
  await desk.page.keyboard.press('Enter')
  await desk.page.getByRole('button', { name: 'I’ll do it later' }).click()
  await expect(desk.page.getByRole('heading', { name: 'Nothing has arrived yet' })).toBeVisible()
  expect(JSON.parse(await readFile(join(home.dir, 'home.json'), 'utf8'))).toMatchObject({
    keyring: { kind: 'host' },
  })
  expect(await home.get(['whoami'])).toMatchObject({ name: 'alice' })
  await desk.quit()
  const again = await sitAtDesk(home, place.bootstrap!)
  await expect(again.page.getByRole('heading', { name: 'Nothing has arrived yet' })).toBeVisible()
})

test('the engine is killed under the page; the page recovers and has lost nothing', async ({ sitAtDesk }) => {
  const desk = await begin(sitAtDesk, 'bert')
  const { page } = desk
  await page.keyboard.press('c')
  await page.getByRole('textbox', { name: 'Subject' }).fill('Half a thought')
  await expect(page.locator('[data-saving=saved]')).toBeVisible()
  desk.killEngine({ andKeepDown: true })
  await expect(page.getByText(/^Fumikura isn’t answering/)).toBeVisible()
  // A file that is dropped meanwhile is stored once the engine runs again, by its path, and the
  // page sends none of its bytes.
  const film = join(place.dir, 'film.xyz')
  await writeFile(film, Buffer.alloc(3e6, 7))
  await desk.give(page.locator('input[type=file]:not([accept])'), film)
  await expect(page.getByText('this page isn’t connected to Fumikura')).toBeVisible()
  desk.letEngineStart()
  await expect(page.getByRole('button', { name: 'Remove film.xyz from the letter' })).toBeVisible()
  expect(await place.home('bert').get(['files'])).toMatchObject([{ name: 'film.xyz', size: 3e6 }])
  expect(desk.bytesSent).toBe(0)
  await expect(page.getByText('Connected again.')).toBeVisible()
  await page.reload()
  await expect(page.getByRole('textbox', { name: 'Subject' })).toHaveValue('Half a thought')
})

test('an outside link opens its target, also if the link started the app', async ({ sitAtDesk }) => {
  const desk = await begin(sitAtDesk, 'cleo')
  const { invite } = await place
    .home('cleo-inviting')
    .get<{ invite: string }>(['new', '--name', 'x'])
    .then(() => place.home('cleo-inviting').get<{ invite: string }>(['invite']))
  desk.app.emit('second-instance', {}, ['fumikura', '--type=gpu', invite], '', null)
  await expect(desk.page.getByRole('textbox', { name: 'Link or address' })).toHaveValue(invite)
  desk.app.emit(
    'second-instance',
    {},
    ['fumikura', 'fumikura://ref/../../etc', 'file:///etc/passwd'],
    '',
    null,
  )
  await expect(desk.page.getByRole('textbox', { name: 'Link or address' })).toHaveValue(invite)
})

/** A picture without entries, which the page does not show and another program may open. */
const TIFF = Buffer.from('49492a00080000000000000000'.padEnd(28, '0'), 'hex')

test('desktop functions go through the shell: links show their host, files their location, letters a notification', async ({
  sitAtDesk,
}) => {
  const desk = await begin(sitAtDesk, 'dina')
  const friend = await place.person('emil')
  const { invite } = await friend.get<{ invite: string }>(['invite'])
  const dina = place.home('dina')
  await dina.get(['accept', invite])
  desk.isFocused = false
  await desk.page.getByRole('link', { name: 'Settings' }).first().click()
  await desk.page.getByRole('switch', { name: 'Notify me when a letter arrives' }).click()
  const plan = join(place.dir, 'plan.tif')
  await writeFile(plan, TIFF)
  await friend.get([
    'send',
    '--attach',
    plan,
    '--to',
    'dina',
    '--subject',
    'The boat',
    '--text',
    'See [the harbour](https://harbour.example/boats).',
  ])
  await expect.poll(() => desk.notified).toMatchObject([{ title: 'emil', body: 'The boat' }])
  await expect.poll(() => desk.badges.at(-1)).toBe(1)
  desk.notified[0]!.click()
  await desk.page.getByRole('button', { name: 'Open the letter' }).click()
  await desk.page.getByRole('link', { name: /→ harbour\.example$/ }).click()
  await expect.poll(() => desk.asked.at(-1)?.message).toBe('Open harbour.example?')
  expect(desk.opened).toEqual([])
  desk.answers.push(0)
  await desk.page.getByRole('link', { name: /→ harbour\.example$/ }).click()
  await expect.poll(() => desk.opened).toEqual(['https://harbour.example/boats'])
  await expect.poll(() => desk.badges.at(-1)).toBe(0)
  // A file without a preview opens in its program, after consent.
  await desk.page.getByRole('button', { name: 'View plan.tif' }).click()
  const openIt = desk.page.getByRole('button', { name: 'Open in another program' })
  await openIt.click()
  await expect.poll(() => desk.asked.at(-1)?.detail).toMatch(/\(\.tif\) · 14 B\nFrom \W?emil/)
  await expect(openIt).not.toHaveAttribute('aria-busy')
  expect(desk.opened).toHaveLength(1)
  desk.answers.push(0)
  await openIt.click()
  await expect.poll(() => desk.opened[1]).toMatch(/plan\.tif$/)
  expect([...(await readFile(desk.opened[1]!))]).toEqual([...TIFF])
})

test('a passphrase replaces the keychain, and the keychain replaces the passphrase', async ({
  sitAtDesk,
}) => {
  const desk = await begin(sitAtDesk, 'fritz')
  const { page } = desk
  await page.getByRole('link', { name: 'Settings' }).first().click()
  await expect(page.getByText('This computer’s keychain (gnome_libsecret) keeps the key')).toBeVisible()
  await page.getByLabel('New passphrase').fill('under the mat')
  await page.getByLabel('Repeat the passphrase').fill('under the mat')
  await page.getByRole('button', { name: 'Set passphrase' }).click()
  await page.getByRole('button', { name: 'Remove the key from the keychain' }).click()
  await expect(page.getByText('The key is no longer in the keychain.')).toBeVisible()
  await desk.quit()
  const again = await sitAtDesk(place.home('fritz'), place.bootstrap!)
  await again.page.getByRole('textbox', { name: 'Passphrase' }).fill('under the mat')
  await again.page.keyboard.press('Enter')
  await again.page.getByRole('link', { name: 'Settings' }).first().click()
  await again.page.getByRole('button', { name: 'Keep the key in the keychain' }).click()
  await expect(again.page.getByText('The keychain keeps the key now.')).toBeVisible()
  await again.quit()
  const third = await sitAtDesk(place.home('fritz'), place.bootstrap!)
  await expect(third.page.getByRole('heading', { name: 'Nothing has arrived yet' })).toBeVisible()
})

test('exports, imports and backups use chosen locations, and a backup restores its person @others', async ({
  sitAtDesk,
}) => {
  const desk = await begin(sitAtDesk, 'hanna')
  const { page } = desk
  const hanna = place.home('hanna')
  const words = await hanna.get<string[]>(['words'])
  await hanna.get(['send', '--to', 'self', '--subject', 'Keep this', '--text', 'for later'])
  await page.getByRole('link', { name: 'Settings' }).first().click()

  desk.answers.push(join(place.dir, 'everything'))
  await page.getByRole('button', { name: 'Choose a place and export…' }).click()
  await expect(page.getByText('Exported: 1 letter and 0 files')).toBeVisible()
  await expect(page.getByText('exactly what their senders stored')).toBeVisible()
  desk.answers.push(join(place.dir, 'everything.zip'))
  await page.getByRole('button', { name: 'Choose a file…' }).click()
  await expect(page.getByText('0 imported, 1 already here, 0 not imported.')).toBeVisible()
  // An existing file is not overwritten, and a cancelled dialog is no error.
  desk.answers.push(join(place.dir, 'everything.zip'))
  await page.getByRole('button', { name: 'Choose a place and export…' }).click()
  await expect(page.getByText('existing files aren’t overwritten')).toBeVisible()
  const asked = desk.pathsAsked
  await page.getByRole('button', { name: 'Choose a folder…' }).click()
  // Waits until this dialog has closed, so that the next answer is for the next dialog.
  await expect.poll(() => desk.pathsAsked).toBe(asked + 1)
  await expect(page.getByRole('alert')).toHaveCount(0)

  desk.answers.push(join(place.dir, 'hanna'))
  await page.getByRole('button', { name: 'Choose a place and back up…' }).click()
  await expect(page.getByText('Backup done and checked, with 1 letter.')).toBeVisible()
  await page.getByRole('button', { name: 'Back up now' }).click()
  await expect(page.getByRole('button', { name: 'To another place…' })).toBeVisible()
  desk.answers.push(place.dir)
  await page.getByRole('radio', { name: 'Daily' }).check()
  await page.getByRole('button', { name: 'Choose a folder…' }).first().click()
  await expect(page.getByText(`Saves to ${place.dir}.`)).toBeVisible()
  await desk.quit()

  const again = await sitAtDesk(place.home('hanna-again'), place.bootstrap!)
  await again.page.getByRole('button', { name: 'I have my 24 words' }).click()
  await again.page.getByRole('combobox', { name: 'Word 1', exact: true }).fill(words.join(' '))
  await again.page.getByRole('button', { name: 'Next' }).click()
  again.answers.push(join(place.dir, 'hanna.fumikura-backup'))
  await again.page.getByRole('button', { name: 'Choose the backup file…' }).click()
  await expect(again.page.getByText('hanna.fumikura-backup')).toBeVisible()
  await again.page.getByRole('button', { name: 'Restore everything' }).click()
  await expect(again.page.getByRole('heading', { name: 'You’re back' })).toBeVisible()
  await expect(again.page.getByText('1 letter', { exact: true })).toBeVisible()
})

test('the desktop starts the demo world, the browser shows it, and it ends with the desktop @others', async ({
  sitAtDesk,
}) => {
  const home = place.home('gerda')
  await home.get(['new', '--name', 'gerda'])
  const desk = await sitAtDesk(home, place.bootstrap!)
  desk.answers.push(0)
  await desk.page.getByRole('button', { name: 'Start the demo world' }).click()
  await desk.page.getByRole('link', { name: /^Open the demo/ }).click({ timeout: 40_000 })
  // The browser's argument is the path of a file, because all accounts can read arguments.
  await expect.poll(() => desk.opened[0]).toMatch(/^file:\/\/\/.*\/open-[0-9a-f]{16}\.html$/)
  const redirect = await readFile(fileURLToPath(desk.opened[0]!), 'utf8')
  const { origin } = new URL(/http:\/\/127\.0\.0\.1:\d+\/#code=[0-9a-f]{64}/.exec(redirect)![0])
  expect((await fetch(origin)).status).toBe(200)
  await desk.quit()
  await expect(fetch(origin)).rejects.toThrow()
})
