// The files of a phone in a browser: its service worker answers for them through the tunnel. The home
// is played; the front, the tunnel, the worker and the page are real.
import { readFile } from 'node:fs/promises'
import { expect, test } from './support/index.ts'
import { MadeUpHome } from './support/made-up-home.ts'

const FILE = Buffer.from(Uint8Array.from({ length: 3_000_000 }, (_, at) => at * 11))
let home: MadeUpHome
test.beforeAll(async () => (home = await MadeUpHome.open()))
test.afterAll(() => home.close())

test('a paired phone shows, saves and stops loading files @others', async ({ browser }) => {
  const resets: string[] = []
  home.onFile = ({ path, headers }, stream) => {
    const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '') ?? []
    const bytes = start === undefined ? FILE : FILE.subarray(Number(start), Number(end) + 1)
    stream.onReset(() => resets.push(path))
    stream.answer(start === undefined ? 200 : 206, {
      'content-type': 'application/octet-stream',
      'content-length': String(bytes.length),
      ...(start === undefined ? {} : { 'content-range': `bytes ${start}-${end}/${FILE.length}` }),
    })
    stream.write(bytes).then(
      () => stream.end(),
      () => undefined,
    )
  }
  const context = await browser.newContext()
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  await page.goto(home.link)
  await expect(page.locator('.digits')).toBeVisible()
  home.say({ phone: 'p', name: 'Kim’s phone', rights: 'all', home: 'Kim' })
  await page.getByRole('button', { name: 'Go to the inbox' }).click()
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null)

  const whole = page.evaluate(async () => {
    const response = await fetch('/file/a')
    const hash = await crypto.subtle.digest('SHA-256', await response.arrayBuffer())
    return [response.status, [...new Uint8Array(hash)]]
  })
  const hash = await crypto.subtle.digest('SHA-256', FILE)
  expect(await whole).toEqual([200, [...new Uint8Array(hash)]])
  const part = page.evaluate(async () => {
    const response = await fetch('/file/a', { headers: { range: 'bytes=10-12' } })
    return [
      response.status,
      response.headers.get('content-range'),
      await response.bytes().then((it) => [...it]),
    ]
  })
  expect(await part).toEqual([206, 'bytes 10-12/3000000', [110, 121, 132]])

  const downloading = page.waitForEvent('download')
  await page.evaluate(() => {
    const link = document.createElement('a')
    link.href = '/file/saved?save'
    link.click()
  })
  const saved = await readFile(await (await downloading).path())
  expect(saved.equals(FILE)).toBe(true)

  await page.evaluate(async () => {
    const reader = (await fetch('/file/unwanted')).body!.getReader()
    await reader.read()
    await reader.cancel()
  })
  await expect.poll(() => resets).toContain('/file/unwanted')

  home.mood = 'absent'
  home.cut()
  const refused = page.evaluate(async () => {
    const response = await fetch('/file/a')
    return [response.status, await response.json()] as unknown
  })
  expect(await refused).toEqual([503, { error: 'HOME_AWAY' }])
  expect(complaints.filter((text) => /Content Security|Trusted/.test(text))).toEqual([])
  await context.close()
})
