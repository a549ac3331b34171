// Losing a computer: a backup made in the settings, and the way back by words and file, as somebody of seventy would go it.
import type { Locator, Page } from '@playwright/test'
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { makeZip, readZip } from '../support/zip.ts'
import { faultsOf, LOOKS } from './support/axe.ts'
import { expect, test, World } from './support/index.ts'

const MAILS = [
  'From eve@example.org Thu Jan  1 00:00:00 2026',
  'From: Eve <eve@example.org>',
  'Subject: Old mail',
  'Date: Thu, 01 Jan 2026 00:00:00 +0000',
  'Message-ID: <old@example.org>',
  '',
  'From another program.',
  '',
].join('\n')

let world: World
test.beforeAll(async () => {
  world = await World.open('alice', 'bob')
})
test.afterAll(() => world.close())

async function shoot(page: Page, name: string): Promise<void> {
  if (process.env.FUMIKURA_PICTURES)
    await page.screenshot({ path: `${process.env.FUMIKURA_PICTURES}/${name}.png` })
}

test.setTimeout(150_000)

test('a thread and everything are taken out, checked afterwards, and taken in again', async ({ sit }) => {
  const { bob } = world
  await bob.send(['--to', 'self', '--subject', 'Pears', '--text', 'A basket full.'])
  const page = await sit(bob)
  await page.goto(`${bob.origin}/#/notes`)
  await page.getByText('Pears').click()
  await page
    .getByRole('toolbar', { name: 'Tools' })
    .getByRole('button', { name: 'More', exact: true })
    .press('Enter')
  await page.getByRole('menuitem', { name: 'Export the thread…' }).press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Export' })
  await expect(dialog.getByText('Every letter of this thread')).toBeVisible()
  expect(await faultsOf(page)).toEqual([])
  const coming = page.waitForEvent('download')
  await dialog.getByRole('link', { name: 'Export (.zip)' }).press('Enter')
  const thread = await coming
  expect(thread.suggestedFilename()).toBe('fumikura.zip')
  const zip = join(world.place.dir, 'pears.zip')
  await thread.saveAs(zip)
  expect(await bob.run(['verify', zip])).toMatchObject({ ok: true, checked: 1 })
  await page.keyboard.press('Escape')

  // Everything of a time in which there was nothing; then everything.
  await page.goto(`${bob.origin}/#/settings`)
  await page.getByRole('switch', { name: 'Only a part of the time' }).press('Space')
  await page.getByLabel('From').fill('2020-02-01')
  await page.getByLabel('Up to and including').fill('2020-01-01')
  await expect(page.getByText('The end is before the beginning.')).toBeVisible()
  await page.getByLabel('Up to and including').fill('2020-03-01')
  await expect(page.getByRole('link', { name: 'Export (.zip)' })).toHaveAttribute(
    'href',
    /since=2020-0[12]-\d\dT.+until=2020-03-0/,
  )
  expect(await faultsOf(page)).toEqual([])
  const check = page.locator('input[data-adds=check]')
  await check.setInputFiles(zip)
  await expect(page.getByText('exactly what their authors stored')).toBeVisible()
  const whole = await readFile(zip)
  const lie = Buffer.from(whole)
  lie[200] = lie[200]! ^ 1
  await check.setInputFiles({ name: 'changed.zip', mimeType: 'application/zip', buffer: lie })
  await expect(page.getByRole('alert')).toBeVisible()

  const wide = { name: 'two.mbox', mimeType: 'application/mbox', buffer: Buffer.from(MAILS) }
  await page.locator('input[data-adds=import]').setInputFiles(wide)
  await expect(page.getByText('1 taken in, 0 known before, 0 not taken.')).toBeVisible()
  await page.locator('input[data-adds=import]').setInputFiles({
    name: 'mixed.zip',
    mimeType: 'application/zip',
    buffer: makeZip([
      { name: 'a.mbox', content: Buffer.from(MAILS) },
      { name: 'holiday.jpg', content: Buffer.from('no mail') },
    ]),
  })
  await expect(page.getByText('0 taken in, 1 known before, 1 not taken.')).toBeVisible()
  await page.getByText('What was not taken, and why').press('Enter')
  await expect(page.getByText('holiday.jpg')).toBeVisible()
  await shoot(page, 'settings-yours')
  expect(await faultsOf(page)).toEqual([])
})

/** Presses the link and gives what `fumikura-verify` says of what came, which knows neither home nor engine. */
async function takeOut(
  page: Page,
  link: Locator,
): Promise<{ ok: boolean; checked: number; names: string[] }> {
  const coming = page.waitForEvent('download')
  await link.press('Enter')
  const folder = join(world.place.dir, `out-${Math.random()}`)
  const entries = readZip(await readFile(await (await coming).path()))
  for (const { name, content } of entries) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), content)
  }
  const verifier = resolve(import.meta.dirname, '../../bin/fumikura-verify.js')
  const said = await new Promise<string>((tell) =>
    execFile(process.execPath, [verifier, folder], (_error, stdout) => tell(stdout)),
  )
  return { ...(JSON.parse(said) as { ok: boolean; checked: number }), names: entries.map(({ name }) => name) }
}

test('a group and an album are taken out where they stand, and checked by the program that needs none of ours', async ({
  sit,
}) => {
  const { bob, place } = world
  const { group } = await bob.run<{ group: string }>(['group', 'new', 'Harbour'])
  await bob.send(['--to', 'Harbour', '--subject', 'Low tide', '--text', 'At six.'])
  await bob.send(['--to', 'self', '--subject', 'Elsewhere', '--text', 'Not of the group.'])
  await writeFile(join(place.dir, 'tide.txt'), 'low at six')
  await bob.run(['add', join(place.dir, 'tide.txt'), '--album', 'Sea'])
  const page = await sit(bob)
  const dialog = page.getByRole('dialog', { name: 'Export' })
  const download = dialog.getByRole('link', { name: 'Export (.zip)' })

  await page.goto(`${bob.origin}/#/groups/${group}/about`)
  await page.getByRole('button', { name: 'Export…' }).press('Enter')
  await expect(dialog.getByText('What was written in Harbour')).toBeVisible()
  const ofGroup = await takeOut(page, download)
  expect(ofGroup).toMatchObject({ ok: true, checked: 1 })
  expect(ofGroup.names.filter((name) => name.endsWith('.eml'))).toEqual([expect.stringContaining('Low tide')])
  await page.keyboard.press('Escape')

  await page.goto(`${bob.origin}/#/files/albums`)
  await page.getByRole('link', { name: /Sea/ }).press('Enter')
  await page.getByRole('button', { name: 'Export…' }).press('Enter')
  await expect(dialog.getByText('The pictures and files of Sea')).toBeVisible()
  expect(await faultsOf(page)).toEqual([])
  const ofAlbum = await takeOut(page, download)
  expect(ofAlbum).toMatchObject({ ok: true })
  expect(ofAlbum.names).toContainEqual(expect.stringMatching(/^data\/files\/tide .+\.txt$/))
  expect(ofAlbum.names.some((name) => name.endsWith('.eml'))).toBe(false)
})

test('an export and an import are stopped half-way, and it is said what is left of each', async ({ sit }) => {
  const { bob, place } = world
  const path = join(place.dir, 'long.bin')
  await writeFile(path, randomBytes(24e6))
  await bob.run(['add', path])
  const page = await sit(bob)
  await page.goto(`${bob.origin}/#/settings`)
  const session = await page.context().newCDPSession(page)
  await session.send('Network.emulateNetworkConditions', {
    ...{ offline: false, latency: 0, downloadThroughput: 2e6, uploadThroughput: -1 },
  })
  const coming = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Export (.zip)' }).press('Enter')
  const download = await coming
  await expect(page.getByRole('progressbar', { name: /^Exporting/ })).toBeVisible()
  await page.getByRole('button', { name: 'Cancel' }).press('Enter')
  expect(await download.failure()).not.toBeNull()
  await expect(page.getByText('Stopped. What was only begun has been removed.')).toBeVisible()
  await expect(page.getByText('Your browser keeps it.')).toHaveCount(0)

  const letters = Array.from({ length: 6000 }, (_, at) => MAILS.replaceAll('old@', `${at}@`))
  const mbox = { name: 'many.mbox', mimeType: 'application/mbox', buffer: Buffer.from(letters.join('\n')) }
  await page.locator('input[data-adds=import]').setInputFiles(mbox)
  await expect(page.getByText(/^Importing: \d+ so far/)).toBeVisible()
  await page.getByRole('button', { name: 'Cancel' }).press('Enter')
  await expect(page.getByText('Stopped. What was taken in by then is here')).toBeVisible()
  expect(await faultsOf(page)).toEqual([])
})

test('a backup is made in the settings, and its person comes back with it to an empty computer', async ({
  sit,
}) => {
  const { alice, bob } = world
  const words = await alice.run<string[]>(['words'])
  const ref = await bob.send(['--to', 'alice', '--subject', 'Plums', '--text', 'They are ripe.'])
  await alice.receives(ref)
  await alice.run(['read', ref])
  const file = join(world.place.dir, 'alice.fumikura-backup')

  const page = await sit(alice)
  await page.goto(`${alice.origin}/#/settings/backup`)
  await expect(page.getByRole('heading', { name: 'Backup' })).toBeFocused()
  await expect(page.getByText('There is none yet.')).toBeVisible()
  await page.getByLabel('Where to').fill(file)
  await page.keyboard.press('Enter')
  await expect(page.getByText('1 letter is in it.')).toBeVisible()
  await shoot(page, 'settings-backup')
  expect(await faultsOf(page)).toEqual([])
  // A second lock, said what it costs; the same file is written anew under it.
  await page.getByRole('button', { name: 'Also ask for a passphrase…' }).press('Enter')
  const dialog = page.getByRole('dialog', { name: 'A passphrase for backups' })
  await expect(dialog.getByLabel('Passphrase for backups')).toBeFocused()
  await page.keyboard.type('plum tree')
  await dialog.getByLabel('Once more').fill('plum trees')
  await page.keyboard.press('Enter')
  await expect(page.getByText('The two are not the same.')).toBeVisible()
  await shoot(page, 'settings-backup-passphrase')
  expect(await faultsOf(page)).toEqual([])
  await dialog.getByLabel('Once more').fill('plum tree')
  await page.keyboard.press('Enter')
  await expect(page.getByText('The last backup was written before this change')).toBeVisible()
  await page.getByRole('button', { name: 'Back up now' }).press('Enter')
  await expect(page.getByText('The last backup was written before this change')).toBeHidden()
  await expect(page.getByRole('button', { name: 'Change the passphrase…' })).toBeVisible()
  await shoot(page, 'settings-backup-locked')
  await alice.goAway()
  await rm(alice.home.dir, { recursive: true })

  const again = await world.empty('again')
  const threshold = await sit(again)
  await threshold.getByRole('button', { name: 'I have my 24 words' }).click()
  await expect(threshold.getByRole('heading', { name: 'Welcome back' })).toBeFocused()

  // One is mistyped, and said to be; a start that only one word has is completed.
  await threshold.getByRole('combobox', { name: 'Word 1', exact: true }).fill('zzzz')
  await threshold.getByRole('combobox', { name: 'Word 2', exact: true }).fill('zebr')
  await threshold.getByRole('combobox', { name: 'Word 3', exact: true }).focus()
  await expect(threshold.getByText('Not one of the words')).toBeVisible()
  await expect(threshold.getByRole('combobox', { name: 'Word 2', exact: true })).toHaveValue('zebra')
  await shoot(threshold, 'recover-words')
  expect(await faultsOf(threshold)).toEqual([])
  // Two changed places: each is a word, and together they are nobody’s.
  const swapped = [words[1], words[0], ...words.slice(2)].join(' ')
  await threshold.getByRole('combobox', { name: 'Word 1', exact: true }).fill(swapped)
  await threshold.getByRole('button', { name: 'Go on' }).click()
  await expect(threshold.getByText('together they are nobody’s')).toBeVisible()
  await threshold
    .getByRole('combobox', { name: 'Word 1', exact: true })
    .fill(words.map((word, at) => `${at + 1}. ${word}`).join('\n'))
  await threshold.getByRole('button', { name: 'Go on' }).click()

  await expect(threshold.getByRole('heading', { name: 'Do you have a backup file?' })).toBeFocused()
  await expect(threshold.getByRole('button', { name: 'Bring everything back' })).toBeDisabled()
  const picker = threshold.waitForEvent('filechooser')
  await threshold.getByRole('button', { name: 'Choose the backup file…' }).press('Enter')
  await (await picker).setFiles({ name: 'holiday.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('sea') })
  await threshold.getByRole('button', { name: 'Bring everything back' }).click()
  await expect(threshold.getByText('This file is no backup.')).toBeVisible()
  await threshold.locator('input[data-adds=backup]').setInputFiles(file)
  await expect(threshold.getByText('alice.fumikura-backup')).toBeVisible()
  await shoot(threshold, 'recover-file')
  expect(await faultsOf(threshold)).toEqual([])
  await threshold.getByRole('button', { name: 'Bring everything back' }).press('Enter')

  await expect(threshold.getByRole('heading', { name: 'This backup asks for a passphrase' })).toBeFocused()
  await threshold.getByLabel('Passphrase of the backup').fill('Plum tree')
  await threshold.keyboard.press('Enter')
  await expect(threshold.getByText('That is not it.')).toBeVisible()
  await shoot(threshold, 'recover-passphrase')
  expect(await faultsOf(threshold)).toEqual([])
  await threshold.getByLabel('Passphrase of the backup').fill('plum tree')
  await threshold.keyboard.press('Enter')

  await expect(threshold.getByRole('heading', { name: 'You are back' })).toBeFocused({ timeout: 20_000 })
  await expect(threshold.getByText('1 letter', { exact: true })).toBeVisible()
  await expect(threshold.getByText('1 contact', { exact: true })).toBeVisible()
  await shoot(threshold, 'recover-done')
  expect(await faultsOf(threshold)).toEqual([])
  await threshold.getByRole('button', { name: 'To my letters' }).click()
  await expect(threshold.getByText('Plums')).toBeVisible()
  // The copy that was sent to be read does not stay.
  expect((await readdir(again.home.dir)).filter((name) => name.startsWith('passing'))).toEqual([])

  const bobs = await sit(bob)
  const { person } = await again.run<{ person: string }>(['whoami'])
  await bobs.goto(`${bob.origin}/#/people`)
  await expect(bobs.getByText('New device')).toBeVisible({ timeout: 20_000 })
  await bobs.goto(`${bob.origin}/#/people/${person}`)
  await expect(bobs.getByText('alice writes from a new device')).toBeVisible()
  // And above what she writes.
  const back = await again.send(['--to', 'bob', '--subject', 'Back', '--text', 'I am back.'])
  await bob.receives(back)
  await bobs.goto(`${bob.origin}/#/inbox`)
  await bobs.getByRole('link', { name: 'Back' }).first().press('Enter')
  await expect(bobs.getByText('alice writes from a new device')).toBeVisible()
  await shoot(bobs, 'new-device')
  expect(await faultsOf(bobs)).toEqual([])
  await bobs.getByRole('button', { name: 'All right' }).click()
  await expect(bobs.getByText('alice writes from a new device')).toBeHidden()
})

const [, JAPANESE] = LOOKS

test('the way back in Japanese, in the dark, on a phone, has no fault in any step', async ({ sit }) => {
  const { bob } = world
  const words = await bob.run<string[]>(['words'])
  const file = join(world.place.dir, 'bob.fumikura-backup')
  const env = { FUMIKURA_BACKUP_PASSPHRASE: '梅の木' }
  await bob.home.get(['backup', file, '--with-passphrase'], { env })
  const again = await world.empty('bob-again')
  const page = await sit(again, JAPANESE)
  await page.getByRole('button', { name: '24語を持っています' }).click()
  await expect(page.getByRole('heading', { name: 'おかえりなさい' })).toBeFocused()
  await shoot(page, 'recover-words-ja')
  expect(await faultsOf(page)).toEqual([])
  await page.getByRole('combobox', { name: '1番目', exact: true }).fill(words.join(' '))
  await page.getByRole('button', { name: '次へ' }).click()
  await page.locator('input[data-adds=backup]').setInputFiles(file)
  await expect(page.getByText('bob.fumikura-backup')).toBeVisible()
  await shoot(page, 'recover-file-ja')
  expect(await faultsOf(page)).toEqual([])
  const isWider = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
  expect(isWider).toBe(false)
  await page.getByRole('button', { name: 'すべてを戻す' }).click()
  await expect(
    page.getByRole('heading', { name: 'このバックアップにはパスフレーズが必要です' }),
  ).toBeFocused()
  await shoot(page, 'recover-passphrase-ja')
  expect(await faultsOf(page)).toEqual([])
  await page.getByLabel('バックアップのパスフレーズ').fill('梅の木')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: '戻りました' })).toBeFocused({ timeout: 20_000 })
  await shoot(page, 'recover-done-ja')
  expect(await faultsOf(page)).toEqual([])
  await page.getByRole('button', { name: '手紙へ' }).click()
  await page.goto(`${again.origin}/#/settings/backup`)
  await expect(page.getByRole('heading', { name: '手紙はあなたのもの' })).toBeVisible()
  // Typed on the way back, it holds here too.
  await page.getByRole('button', { name: 'パスフレーズを変える…' }).press('Enter')
  await shoot(page, 'settings-ja')
  expect(await faultsOf(page)).toEqual([])
})
