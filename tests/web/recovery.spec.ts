// Losing a computer: a backup made in the settings, and the restore by words and file, as an
// inexperienced person does it.
import type { Locator, Page } from '@playwright/test'
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { isPhrase } from '../../src/core/identity/index.ts'
import { makeZip, readZip } from '../support/zip.ts'
import { faultsOf, LOOKS } from './support/axe.ts'
import { expect, test, World } from './support/index.ts'
import { Keys } from './story/keys.ts'

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

test('a thread and everything are exported, checked, and imported again', async ({ sit }) => {
  const { bob } = world
  await bob.send(['--to', 'self', '--subject', 'Pears', '--text', 'A basket full.'])
  const page = await sit(bob)
  const keys = await Keys.at(page)
  await keys.press('g', 'n')
  await keys.walkTo('Notes', 'Pears')
  await keys.press('Enter')
  await expect(page.getByRole('textbox', { name: 'Letter' })).toHaveText('A basket full.')
  await keys.findFocusOn('textbox', 'Letter')
  // The row in the list has such a button too. That of the note is before its text.
  await keys.tabTo('button', 'More', true)
  await keys.press('Enter')
  await keys.downTo('Export the thread…')
  await keys.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Export' })
  await expect(dialog.getByText('Every letter of this thread')).toBeVisible()
  expect(await faultsOf(page)).toEqual([])
  await keys.tabTo('link', 'Export (.zip)')
  const coming = page.waitForEvent('download')
  await keys.press('Enter')
  const thread = await coming
  expect(thread.suggestedFilename()).toBe('fumikura.zip')
  const zip = join(world.place.dir, 'pears.zip')
  await thread.saveAs(zip)
  expect(await bob.run(['verify', zip])).toMatchObject({ ok: true, checked: 1 })
  await keys.press('Escape')
  await keys.findFocusOn('button', 'More')

  // Exports a date range without any letter, then everything.
  await page.evaluate(() => (location.hash = '#/settings/backup'))
  await keys.findFocusOn('heading', 'Backup')
  await keys.tabTo('switch', 'Limit to a date range')
  await keys.press('Space', 'Tab')
  await keys.type('02022020')
  await keys.press('Tab', 'Tab')
  await keys.type('01012020')
  await expect(page.getByText('The end is before the start. Change one of them.')).toBeVisible()
  await keys.press('Shift+Tab', 'Shift+Tab')
  await keys.type('03032020')
  await expect(page.getByRole('link', { name: 'Export (.zip)' })).toHaveAttribute(
    'href',
    /since=2020-02-0\dT.+until=2020-03-0/,
  )
  expect(await faultsOf(page)).toEqual([])
  await keys.tabTo('button', 'Check an export…')
  await keys.choose(zip)
  await expect(page.getByText('exactly what their senders stored')).toBeVisible()
  const whole = await readFile(zip)
  const lie = Buffer.from(whole)
  lie[200] = lie[200]! ^ 1
  await keys.choose({ name: 'changed.zip', mimeType: 'application/zip', buffer: lie })
  await expect(page.getByRole('alert')).toBeVisible()

  await keys.tabTo('button', 'Choose a file…')
  await keys.choose({ name: 'two.mbox', mimeType: 'application/mbox', buffer: Buffer.from(MAILS) })
  await expect(page.getByText('1 imported, 0 already here, 0 not imported.')).toBeVisible()
  await keys.choose({
    name: 'mixed.zip',
    mimeType: 'application/zip',
    buffer: makeZip([
      { name: 'a.mbox', content: Buffer.from(MAILS) },
      { name: 'holiday.jpg', content: Buffer.from('no mail') },
    ]),
  })
  await expect(page.getByText('0 imported, 1 already here, 1 not imported.')).toBeVisible()
  await keys.press('Tab', 'Enter')
  await expect(page.getByText('holiday.jpg')).toBeVisible()
  await shoot(page, 'settings-yours')
  expect(await faultsOf(page)).toEqual([])
  expect(keys.touches).toEqual([])
})

/** Presses the link, and verifies the download with `fumikura-verify`, without home or engine. */
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

test('a group and an album are exported from their pages, and verified by the independent program @others', async ({
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
  await expect(dialog.getByText('Everything posted in Harbour')).toBeVisible()
  const ofGroup = await takeOut(page, download)
  expect(ofGroup).toMatchObject({ ok: true, checked: 1 })
  expect(ofGroup.names.filter((name) => name.endsWith('.eml'))).toEqual([expect.stringContaining('Low tide')])
  await page.keyboard.press('Escape')

  await page.goto(`${bob.origin}/#/files/albums`)
  await page.getByRole('link', { name: /Sea/ }).press('Enter')
  await page.getByRole('button', { name: 'Export…' }).press('Enter')
  await expect(dialog.getByText('The photos and files of Sea')).toBeVisible()
  expect(await faultsOf(page)).toEqual([])
  const ofAlbum = await takeOut(page, download)
  expect(ofAlbum).toMatchObject({ ok: true })
  expect(ofAlbum.names).toContainEqual(expect.stringMatching(/^data\/files\/tide .+\.txt$/))
  expect(ofAlbum.names.some((name) => name.endsWith('.eml'))).toBe(false)
})

test('an export and an import are stopped half-way, and the page reports what remains of each @others', async ({
  sit,
}) => {
  const { bob, place } = world
  const path = join(place.dir, 'long.bin')
  // Large enough to take a while even if the throttling below does not work.
  await writeFile(path, randomBytes(80e6))
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
  await expect(page.getByText('Stopped. The unfinished part was removed.')).toBeVisible()
  await expect(page.getByText('Your browser is saving the export.')).toHaveCount(0)

  const letters = Array.from({ length: 6000 }, (_, at) => MAILS.replaceAll('old@', `${at}@`))
  const mbox = { name: 'many.mbox', mimeType: 'application/mbox', buffer: Buffer.from(letters.join('\n')) }
  await page.locator('input[data-adds=import]').setInputFiles(mbox)
  await expect(page.getByText(/^Importing: \d+ so far/)).toBeVisible()
  await page.getByRole('button', { name: 'Cancel' }).press('Enter')
  await expect(page.getByText('Stopped. What was imported so far is here')).toBeVisible()
  expect(await faultsOf(page)).toEqual([])
})

test('a backup is made in the settings, and restores its person on an empty computer', async ({ sit }) => {
  const { alice, bob } = world
  const words = await alice.run<string[]>(['words'])
  const ref = await bob.send(['--to', 'alice', '--subject', 'Plums', '--text', 'They are ripe.'])
  await alice.receives(ref)
  await alice.run(['read', ref])
  const stick = join(world.place.dir, 'stick')
  await mkdir(stick)

  const page = await sit(alice)
  const keys = await Keys.at(page)
  await page.evaluate(() => (location.hash = '#/settings/backup'))
  await keys.findFocusOn('heading', 'Backup')
  await expect(page.getByText('No backup yet.')).toBeVisible()
  await keys.tabTo('textbox', 'Save to')
  await keys.type('stick')
  await keys.press('Enter')
  await expect(page.getByText('Enter the full path.')).toBeVisible()
  await keys.retype(join(stick, 'none', 'of it'))
  await keys.press('Enter')
  await expect(page.getByText('That folder isn’t here.')).toBeVisible()
  await keys.tabTo('button', 'In the home folder')
  await keys.press('Enter')
  await keys.findFocusOn('textbox', 'Save to')
  await expect(page.getByRole('textbox', { name: 'Save to' })).not.toHaveValue(/of it/)
  await keys.retype(stick)
  await keys.press('Enter')
  await expect(page.getByText('Backup done and checked, with 1 letter.')).toBeVisible()
  await shoot(page, 'settings-backup')
  expect(await faultsOf(page)).toEqual([])
  // A passphrase rewrites the same backup file, after a warning of its consequence.
  await keys.tabTo('button', 'Add a passphrase…')
  await keys.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Backup passphrase' })
  await expect(dialog.getByLabel('Backup passphrase')).toBeFocused()
  await keys.type('plum tree')
  await keys.press('Tab', 'Tab')
  await expect(dialog.getByLabel('Repeat the passphrase')).toBeFocused()
  await keys.type('plum trees')
  await keys.press('Enter')
  await expect(page.getByText('The two passphrases don’t match. Type them again.')).toBeVisible()
  await shoot(page, 'settings-backup-passphrase')
  expect(await faultsOf(page)).toEqual([])
  await keys.retype('plum tree')
  await keys.press('Enter')
  await expect(page.getByText('The last backup was made before this change')).toBeVisible()
  await keys.tabTo('button', 'Back up now', true)
  await keys.press('Enter')
  await expect(page.getByText('The last backup was made before this change')).toBeHidden()
  await expect(page.getByRole('button', { name: 'Change passphrase…' })).toBeVisible()
  await shoot(page, 'settings-backup-locked')
  expect(keys.touches).toEqual([])
  const [name = ''] = await readdir(stick)
  await alice.goAway()
  await rm(alice.home.dir, { recursive: true })

  const again = await world.empty('again')
  const threshold = await sit(again)
  const back = await Keys.at(threshold)
  await back.tabTo('button', 'I have my 24 words')
  await back.press('Enter')
  await back.findFocusOn('heading', 'Welcome back')

  // A wrong word is reported. The start of a word is completed if only one word has it.
  await back.press('Tab')
  await back.findFocusOn('combobox', 'Word 1')
  await back.type('zzzz')
  await back.press('Tab')
  await back.type('zebr')
  await back.press('Tab')
  await expect(threshold.getByText('Not one of the possible words')).toBeVisible()
  await expect(threshold.getByRole('combobox', { name: 'Word 2', exact: true })).toHaveValue('zebra')
  await shoot(threshold, 'recover-words')
  expect(await faultsOf(threshold)).toEqual([])
  // Next moves the focus to the field with the problem.
  await back.press('Enter')
  await back.findFocusOn('combobox', 'Word 1')
  await expect(threshold.getByRole('combobox', { name: 'Word 1', exact: true })).toHaveAccessibleDescription(
    'Not one of the possible words',
  )
  // With two words swapped, each word is valid but the phrase is not. Four letters of each suffice.
  let other = 22
  while (await isPhrase(swapped(words, other, 23))) other--
  for (const word of swapped(words, other, 23)) {
    await back.retype(word.slice(0, 4))
    await back.press('Tab')
  }
  await back.findFocusOn('button', 'Next')
  await back.press('Enter')
  await expect(threshold.getByText('they don’t fit together')).toBeVisible()
  for (const at of [23, other]) {
    await back.tabTo('combobox', `Word ${at + 1}`, true)
    await back.retype(words[at]!)
  }
  await back.press('Enter')

  await back.findFocusOn('heading', 'Do you have a backup file?')
  await expect(threshold.getByRole('button', { name: 'Restore everything' })).toBeDisabled()
  await back.tabTo('button', 'Choose the backup file…')
  await back.choose({ name: 'holiday.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('sea') })
  await back.tabTo('button', 'Restore everything')
  await back.press('Enter')
  await expect(threshold.getByText('This file isn’t a backup. Choose another one.')).toBeVisible()
  await back.tabTo('button', 'Choose another file…', true)
  await back.choose(join(stick, name))
  await expect(threshold.getByText(name)).toBeVisible()
  await shoot(threshold, 'recover-file')
  expect(await faultsOf(threshold)).toEqual([])
  await back.tabTo('button', 'Restore everything')
  await back.press('Enter')

  await back.findFocusOn('heading', 'This backup has a passphrase')
  await back.press('Tab')
  await expect(threshold.getByLabel('Backup passphrase')).toBeFocused()
  await back.type('Plum tree')
  await back.press('Enter')
  await expect(threshold.getByText('That isn’t the passphrase.')).toBeVisible()
  await shoot(threshold, 'recover-passphrase')
  expect(await faultsOf(threshold)).toEqual([])
  await back.retype('plum tree')
  await back.press('Enter')

  await expect(threshold.getByRole('heading', { name: 'You’re back' })).toBeFocused()
  await expect(threshold.getByText('1 letter', { exact: true })).toBeVisible()
  await expect(threshold.getByText('1 contact', { exact: true })).toBeVisible()
  await shoot(threshold, 'recover-done')
  expect(await faultsOf(threshold)).toEqual([])
  await back.tabTo('button', 'Go to my letters')
  await back.press('Enter')
  await expect(threshold.getByRole('link', { name: /Plums/ })).toBeVisible()
  expect(back.touches).toEqual([])
  // The engine deletes the uploaded copy of the backup.
  expect((await readdir(again.home.dir)).filter((name) => name.startsWith('passing'))).toEqual([])

  const bobs = await sit(bob)
  const { person } = await again.run<{ person: string }>(['whoami'])
  await bobs.goto(`${bob.origin}/#/people`)
  await expect(bobs.getByText('New device')).toBeVisible()
  await bobs.goto(`${bob.origin}/#/people/${person}`)
  await expect(bobs.getByText('alice is using a new device')).toBeVisible()
  // The same hint is above her next letter.
  const returned = await again.send(['--to', 'bob', '--subject', 'Back', '--text', 'I am back.'])
  await bob.receives(returned)
  await bobs.goto(`${bob.origin}/#/inbox`)
  await bobs.getByRole('link', { name: 'Back' }).first().press('Enter')
  await expect(bobs.getByText('alice is using a new device')).toBeVisible()
  await shoot(bobs, 'new-device')
  expect(await faultsOf(bobs)).toEqual([])
  await bobs.getByRole('button', { name: 'OK' }).click()
  await expect(bobs.getByText('alice is using a new device')).toBeHidden()
})

/** Returns the words with two of them exchanged. */
function swapped(words: readonly string[], one: number, other: number): string[] {
  return words.map((word, at) => (at === one ? words[other]! : at === other ? words[one]! : word))
}

const [, JAPANESE] = LOOKS

test('the restore in Japanese, in the dark theme, on a phone, has no fault in any step @others', async ({
  sit,
}) => {
  const { bob } = world
  const words = await bob.run<string[]>(['words'])
  const file = join(world.place.dir, 'bob.fumikura-backup')
  const env = { FUMIKURA_BACKUP_PASSPHRASE: '梅の木' }
  await bob.home.get(['backup', file, '--with-passphrase'], { env })
  const again = await world.empty('bob-again')
  const page = await sit(again, JAPANESE)
  await page.getByRole('button', { name: '24の単語を持っています' }).click()
  await expect(page.getByRole('heading', { name: 'アカウントの復元' })).toBeFocused()
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
  await page.getByRole('button', { name: 'すべてを復元' }).click()
  await expect(
    page.getByRole('heading', { name: 'このバックアップにはパスフレーズが必要です' }),
  ).toBeFocused()
  await shoot(page, 'recover-passphrase-ja')
  expect(await faultsOf(page)).toEqual([])
  await page.getByLabel('バックアップのパスフレーズ').fill('梅の木')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'おかえりなさい' })).toBeFocused()
  await shoot(page, 'recover-done-ja')
  expect(await faultsOf(page)).toEqual([])
  await page.getByRole('button', { name: '手紙へ' }).click()
  await page.goto(`${again.origin}/#/settings/backup`)
  await expect(page.getByRole('heading', { name: '書き出しと取り込み' })).toBeVisible()
  // The passphrase that was typed for the restore protects this home's backups too.
  await page.getByRole('button', { name: 'パスフレーズを変更…' }).press('Enter')
  await shoot(page, 'settings-ja')
  expect(await faultsOf(page)).toEqual([])
})
