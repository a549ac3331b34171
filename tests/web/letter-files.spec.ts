// Files of a letter, in two browsers: attached in three ways while writing continues, read and
// saved, and a remote film played.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { goTo } from './support/audiences.ts'
import { faultsOf } from './support/axe.ts'
import { expect, test, World } from './support/index.ts'
import { makeFilm, makePdf } from './support/sample-files.ts'

let world: World
let folder: string

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fumikura-files-'))
  world = await World.open('alice', 'bob')
})
test.afterAll(async () => {
  await world.close()
  await rm(folder, { recursive: true, force: true })
})

async function makeFile(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

/** Lets alice send these files in a letter, which bob opens in this page. */
async function readAsBob(page: Page, paths: readonly string[], subject: string): Promise<void> {
  const attached = paths.flatMap((path) => ['--attach', path])
  const ref = await world.alice.send([
    '--to',
    'bob',
    '--subject',
    subject,
    '--text',
    'See below.',
    ...attached,
  ])
  await world.bob.receives(ref)
  await goTo(page, `inbox/${ref.replace('fumikura://ref/', '')}`)
  await page.getByRole('button', { name: 'Open the letter' }).click()
  await expect(page.getByRole('heading', { name: /^(1 file|\d+ files) ·/ })).toBeVisible()
}

/** Draws a picture in the page, and drops or pastes it beside the text of the letter. */
async function hand(page: Page, how: 'drop' | 'paste', name: string, bytes = 0): Promise<void> {
  await page.locator('section[data-composer]').evaluate(
    async (desk, { how, name, bytes }) => {
      const canvas = new OffscreenCanvas(640, 400)
      canvas.getContext('2d')!.fillRect(20, 20, 400, 200)
      const picture = await canvas.convertToBlob({ type: 'image/png' })
      const content = bytes === 0 ? [picture] : [new Uint8Array(bytes)]
      const carried = new DataTransfer()
      carried.items.add(new File(content, name, { type: bytes === 0 ? 'image/png' : 'video/mp4' }))
      const init = { bubbles: true, cancelable: true }
      const event =
        how === 'drop'
          ? new DragEvent('drop', { ...init, dataTransfer: carried })
          : new ClipboardEvent('paste', { ...init, clipboardData: carried })
      desk.dispatchEvent(event)
    },
    { how, name, bytes },
  )
}

test('files are attached by picker, drop and paste; one is stopped; the draft keeps the others over a reload and sends them', async ({
  sit,
}) => {
  const page = await sit(world.alice)
  await goTo(page, 'compose')
  await page.getByRole('combobox', { name: 'To' }).fill('bob')
  await page.getByRole('combobox', { name: 'To' }).press('Enter')
  await hand(page, 'drop', 'too-long.mp4', 240e6)
  const pause = page.getByRole('button', { name: 'Pause storing too-long.mp4' })
  await pause.click()
  await expect(page.getByText(/^paused at .+ of 240 MB/)).toBeVisible()
  await expect(page.getByRole('progressbar', { name: 'Stored so far of too-long.mp4' })).toBeVisible()
  // Other files are stored while this one is paused.
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Attach', exact: true }).click()
  await (
    await chooser
  ).setFiles([
    { name: 'minutes.md', mimeType: 'text/markdown', buffer: Buffer.from('# Minutes\n\nWe met.') },
    { name: 'plan.txt', mimeType: 'text/plain', buffer: Buffer.from('First this, then that.') },
  ])
  await hand(page, 'drop', 'dropped.png')
  await hand(page, 'paste', 'pasted.png')
  await page.getByRole('textbox', { name: 'Subject' }).fill('With files')
  await page.getByRole('textbox', { name: 'Letter' }).fill('Written meanwhile.')
  for (const name of ['minutes.md', 'plan.txt', 'dropped.png'])
    await expect(page.getByRole('button', { name: `Remove ${name} from the letter` })).toBeVisible()
  // The pasted picture equals the dropped one. It may be attached or skipped, so it is not checked.
  await page.getByRole('button', { name: 'Resume storing too-long.mp4' }).click()
  await page.getByRole('button', { name: 'Don’t attach too-long.mp4' }).click()
  await expect(page.getByText('too-long.mp4')).toHaveCount(0)
  expect(await faultsOf(page)).toEqual([])
  await page.getByRole('button', { name: 'Remove plan.txt from the letter' }).click()
  await expect(page.getByText(/^Saved/)).toBeVisible()
  await page.reload()
  await expect(page.getByRole('button', { name: 'Remove minutes.md from the letter' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Remove plan.txt from the letter' })).toHaveCount(0)
  await page.getByRole('button', { name: 'View minutes.md' }).click()
  await expect(page.getByRole('dialog').getByRole('heading', { name: 'Minutes' })).toBeVisible()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await expect(page.getByText(/^Sending .+ in \d+ s$/)).toBeVisible()
  const [sent] = await world.alice.run<{ ref: string }[]>(['list', '--box', 'sent'])
  const read = await world.alice.run<{ attachments: { name: string; type: string }[] }>(['read', sent!.ref])
  expect(read.attachments.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['minutes.md', 'dropped.png']),
  )
  expect(await world.alice.run<unknown[]>(['files'])).not.toContainEqual(
    expect.objectContaining({ name: 'too-long.mp4' }),
  )
})

test('a letter sent during an upload leaves once the file is stored @others', async ({ sit }) => {
  const page = await sit(world.alice)
  await goTo(page, 'compose?to=self')
  await page.getByRole('textbox', { name: 'Letter' }).fill('A film for later.')
  await hand(page, 'drop', 'later.mp4', 60e6)
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText('Saved in Notes.')).toBeVisible({ timeout: 30_000 })
  const [note] = await world.alice.run<{ ref: string }[]>(['list', '--box', 'notes'])
  const read = await world.alice.run<{ attachments: { name: string; size: number }[] }>(['read', note!.ref])
  expect(read.attachments).toMatchObject([{ name: 'later.mp4', size: 60e6 }])
})

test('a reader looks through the attachments by keyboard, and saves one', async ({ sit }) => {
  const page = await sit(world.bob)
  const paths = [
    await makeFile('notes.md', '# Heading\n\n<b>no markup</b>'),
    await makeFile('page.html', '<script>document.title = "run"</script>'),
    await makeFile('list.zip', Buffer.from('PK\x03\x04rest of it', 'latin1')),
  ]
  await readAsBob(page, paths, 'Three of them')
  expect(await faultsOf(page)).toEqual([])
  await page.getByRole('button', { name: 'View notes.md' }).focus()
  await page.keyboard.press('Enter')
  const viewer = page.getByRole('dialog')
  await expect(viewer.getByRole('heading', { name: 'Heading' })).toBeVisible()
  await expect(viewer.getByText('1 of 3')).toBeVisible()
  expect(await faultsOf(page)).toEqual([])
  await page.keyboard.press('ArrowRight')
  await expect(viewer.getByText('<script>document.title = "run"</script>')).toBeVisible()
  await page.keyboard.press('ArrowRight')
  await expect(
    viewer.getByText('Fumikura can’t show this kind of file. You can save it instead.'),
  ).toBeVisible()
  await page.keyboard.press('ArrowRight')
  await expect(viewer.getByText('3 of 3')).toBeVisible()
  const download = page.waitForEvent('download')
  await viewer.getByRole('button', { name: 'Save', exact: true }).click()
  const saved = await download
  expect(saved.suggestedFilename()).toBe('list.zip')
  expect(await readFile(await saved.path(), 'latin1')).toBe('PK\x03\x04rest of it')
  await page.keyboard.press('Escape')
  await expect(viewer).toBeHidden()
  await expect(page.getByRole('button', { name: 'View notes.md' })).toBeFocused()
  expect(await page.title()).not.toContain('run')
})

test('a remote film plays and seeks, and fetches only the needed ranges', async ({ sit }) => {
  const page = await sit(world.bob)
  const film = makeFilm(64, 384 * 1024)
  const pulled = await countFileBytes(page)
  await readAsBob(page, [await makeFile('crossing.webm', film)], 'The crossing')
  expect(pulled()).toBe(0)
  await page.getByRole('button', { name: 'View crossing.webm' }).click()
  const player = page.locator('video')
  // It is as large before its first frame as when it plays.
  const { width, height } = (await player.boundingBox())!
  expect([width, height > 700]).toEqual([1360, true])
  const look = () =>
    player.evaluate((video: HTMLVideoElement) => [video.duration, video.currentTime, video.readyState])
  await expect.poll(async () => (await look())[0]).toBe(64)
  await player.evaluate(async (video: HTMLVideoElement) => {
    video.muted = true
    const sought = new Promise((resolve) => video.addEventListener('seeked', resolve, { once: true }))
    video.currentTime = 50
    await sought
    await video.play()
  })
  await expect.poll(async () => (await look())[1]).toBeGreaterThan(50.4)
  const isPaused = () => player.evaluate((video: HTMLVideoElement) => video.paused)
  await page.keyboard.press('Space')
  await expect.poll(isPaused).toBe(true)
  await page.keyboard.press('Space')
  await expect.poll(isPaused).toBe(false)
  expect(pulled()).toBeGreaterThan(0)
  expect(pulled(), `of ${film.byteLength}`).toBeLessThan(film.byteLength / 2)
})

test('a remote PDF is paged through, with Japanese text, and fetches only the needed ranges @others', async ({
  sit,
}) => {
  const page = await sit(world.bob)
  const pdf = makePdf(4e6)
  const pulled = await countFileBytes(page)
  await readAsBob(page, [await makeFile('plan.pdf', pdf)], 'The plan')
  await page.getByRole('button', { name: 'View plan.pdf' }).click()
  const viewer = page.getByRole('dialog')
  await expect(viewer.getByText('Page 1 of 3')).toBeVisible()
  await expect(viewer.getByText('First page')).toBeAttached()
  expect(await faultsOf(page)).toEqual([])
  await viewer.getByRole('button', { name: 'Next page' }).click()
  await expect(viewer.getByText('日本語')).toBeAttached()
  await page.keyboard.press('End')
  await expect(viewer.getByText('Page 3 of 3')).toBeVisible()
  expect(pulled(), `of ${pdf.byteLength}`).toBeLessThan(pdf.byteLength / 2)
})

test('a disguised file is shown as its real kind, and a program is never shown as a picture', async ({
  sit,
}) => {
  const page = await sit(world.bob)
  const paths = [
    await makeFile('holiday.jpg', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(600, 7)])),
    await makeFile('photo\u202egpj.exe', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(600, 8)])),
    await makeFile(
      'broken.png',
      Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(200, 9)]),
    ),
    await makeFile('bomb.png', makeBomb()),
  ]
  await readAsBob(page, paths, 'Harmless')
  await expect(page.getByText(/\u202e/)).toHaveCount(0)
  await page.getByRole('button', { name: 'View holiday.jpg' }).click()
  const viewer = page.getByRole('dialog')
  await expect(
    viewer.getByText('This is a program. You can save it, but not open it from here.'),
  ).toBeVisible()
  await expect(viewer.getByText('The file’s name doesn’t match its contents.')).toBeVisible()
  await page.keyboard.press('ArrowRight')
  await expect(viewer.getByText('photogpj.exe').first()).toBeVisible()
  expect(await faultsOf(page)).toEqual([])
  for (const _ of ['broken.png', 'bomb.png']) {
    await page.keyboard.press('ArrowRight')
    await expect(viewer.getByText(/^The file can’t be shown/)).toBeVisible()
  }
})

/** Makes a picture of 60,000 × 60,000 pixels in a few bytes. */
function makeBomb(): Buffer {
  const header = Buffer.alloc(25)
  header.writeUInt32BE(13, 0)
  header.write('IHDR', 4, 'latin1')
  header.writeUInt32BE(60_000, 8)
  header.writeUInt32BE(60_000, 12)
  header.set([8, 6, 0, 0, 0], 16)
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), header, Buffer.alloc(64)])
}

/** Returns a function that counts the bytes of files received since this call. */
async function countFileBytes(page: Page): Promise<() => number> {
  const session = await page.context().newCDPSession(page)
  const files = new Set<string>()
  let bytes = 0
  session.on('Network.requestWillBeSent', ({ requestId, request }) => {
    if (new URL(request.url).pathname.startsWith('/file/')) files.add(requestId)
  })
  session.on('Network.dataReceived', ({ requestId, dataLength }) => {
    if (files.has(requestId)) bytes += dataLength
  })
  await session.send('Network.enable')
  return () => bytes
}
