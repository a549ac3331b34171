// The files of mails on the Files screen: photos and documents are there, and lead to their mail.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { faultsOf, LOOKS, settle, usual } from './support/axe.ts'
import { expect, test, World } from './support/index.ts'
import { drawPicture } from './support/real-pictures.ts'
import { makePdf } from './support/sample-files.ts'

let world: World
test.beforeAll(async ({ browser }) => {
  world = await World.open('alice')
  const page = await browser.newPage()
  await importMail('Appointment', 'Dr Weiss <office@weiss-zahn.example>', [
    { name: 'logo.jpg', type: 'image/jpeg', id: 'logo@x', content: await drawPicture(page, 0) },
    { name: 'x-ray.jpg', type: 'image/jpeg', content: await drawPicture(page, 200) },
    { name: 'estimate.pdf', type: 'application/pdf', content: makePdf(20_000) },
    { name: 'smime.p7s', type: 'application/pkcs7-signature', content: Buffer.from('signed') },
  ])
  await page.close()
})
test.afterAll(() => world.close())

interface Part {
  name: string
  type: string
  id?: string
  content: Buffer
}

async function importMail(subject: string, from: string, files: readonly Part[]): Promise<void> {
  const parts = files.flatMap(({ name, type, id, content }) => [
    '--b',
    `Content-Type: ${type}; name="${name}"`,
    `Content-Disposition: attachment; filename="${name}"`,
    'Content-Transfer-Encoding: base64',
    ...(id === undefined ? [] : [`Content-ID: <${id}>`]),
    ...['', content.toString('base64').replace(/.{76}/g, '$&\r\n')],
  ])
  const lines = [
    ...[`From: ${from}`, 'To: alice@harbour.example', `Subject: ${subject}`],
    ...['Date: Tue, 24 Nov 2026 11:45:00 +0000', 'Message-ID: <1@weiss-zahn.example>'],
    ...['Content-Type: multipart/mixed; boundary=b', '', '--b', 'Content-Type: text/html', ''],
    ...['<p>Please confirm by Friday. <img src="cid:logo@x"></p>', ...parts, '--b--', ''],
  ]
  const path = join(world.place.dir, `${subject}.eml`)
  await writeFile(path, lines.join('\r\n'))
  await world.alice.run(['import', path])
}

const toMail = (page: Page) =>
  page.getByRole('dialog').getByRole('link', { name: /^(Show the mail|メールを見る)$/ })

for (const { name, ...look } of LOOKS)
  test(`a photo and a document of a mail are shown, and lead to it: ${usual(name)}`, async ({ browser }) => {
    const context = await browser.newContext(look)
    const page = await context.newPage()
    await page.goto(await world.alice.link())
    await settle(page)
    await page.goto(`${world.alice.origin}/#/files`)
    const tile = page.getByRole('grid').getByRole('gridcell')
    await expect(tile).toHaveCount(1)
    await expect(tile).toHaveAccessibleName(/^x-ray\.jpg.*Dr Weiss/)
    // The page draws its preview out of the mail.
    await expect(tile.locator('img')).toBeVisible()
    expect(await faultsOf(page)).toEqual([])
    await tile.click()
    await expect(page.getByRole('dialog').getByRole('img', { name: /Dr Weiss/ })).toBeVisible()
    await expect(toMail(page)).toBeVisible()
    expect(await faultsOf(page)).toEqual([])

    await page.goto(`${world.alice.origin}/#/files/documents`)
    const sheet = page.locator('[data-tile]')
    await expect(sheet).toHaveCount(1)
    await expect(sheet).toContainText('estimate.pdf')
    await expect(sheet.locator('img')).toBeVisible()
    expect(await faultsOf(page)).toEqual([])
    await sheet.click()
    await toMail(page).click()
    await expect(page.getByRole('dialog')).toHaveCount(0)
    await expect(page.getByRole('article').getByText('Please confirm by Friday.')).toBeVisible()
    await context.close()
  })
