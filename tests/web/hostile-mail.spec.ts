// A mail as its sender made it, whose page attacks its reader: it runs nothing, fetches nothing, and
// leads nowhere without a question. Its own pictures and styles are shown. Every web test also checks
// that the page does not violate its own policy.
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { createServer as createSafeServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { FrameLocator, Page } from '@playwright/test'
import { SERVER_CERTIFICATE, SERVER_KEY, TEST_AUTHORITY } from '../support/certificates.ts'
import { faultsOf, settle } from './support/axe.ts'
import { expect, test, World } from './support/index.ts'

let world: World
/** The addresses that somebody asked for. */
const asked: string[] = []
const listener = createServer((request, response) => {
  asked.push(request.url ?? '')
  response.end()
})
let evil = ''
/** What the server of the pictures was asked. */
const loaded: { url: string | undefined; headers: IncomingHttpHeaders }[] = []
const gallery = createSafeServer(
  { cert: SERVER_CERTIFICATE, key: SERVER_KEY },
  ({ url, headers }, response) => {
    loaded.push({ url, headers })
    if (url === '/gone.png') response.writeHead(404).end()
    else response.writeHead(200, { 'content-type': 'image/png' }).end(Buffer.from(DOT, 'base64'))
  },
)
let galleryPort = 0
let folder = ''

test.beforeAll(async () => {
  listener.listen(0, '127.0.0.1')
  gallery.listen(0, '127.0.0.1')
  await Promise.all([once(listener, 'listening'), once(gallery, 'listening')])
  evil = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`
  galleryPort = (gallery.address() as AddressInfo).port
  folder = await mkdtemp(join(tmpdir(), 'fumikura-authority-'))
  const authority = join(folder, 'authority.pem')
  await writeFile(authority, TEST_AUTHORITY)
  const preload = resolve(import.meta.dirname, 'support/allow-loopback.mjs')
  const env = { NODE_OPTIONS: `--import ${preload}`, NODE_EXTRA_CA_CERTS: authority }
  world = await World.openWith(env, 'alice')
})
test.afterAll(async () => {
  listener.close()
  gallery.close()
  await rm(folder, { recursive: true })
  await world.close()
})

const FIRE = 'top.canary=1;parent.canary=1'
const DOT = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

const hostile = (): string => `<!DOCTYPE html><html><head><base href="${evil}/base/">
<meta http-equiv="refresh" content="0;url=${evil}/refresh"><link rel="stylesheet" href="${evil}/sheet.css">
<link rel="prefetch" href="${evil}/prefetch"><link rel="dns-prefetch" href="//evil.example"><link rel="icon" href="${evil}/icon">
<style>@import url("${evil}/import.css"); @font-face{font-family:f;src:url(${evil}/font.woff)}
p{background:url(${evil}/rule);font-family:f} :root{--a:url(${evil}/variable)} b{background:var(--a)}
i{background:\\75 rl(${evil}/escaped);content:url(/own)} @media all{u{background-image:image-set("${evil}/set" 1x)}}
li{list-style:url(${evil}/list);cursor:url(${evil}/cursor),auto} .good{color:rgb(1,2,3)}
</style><script>${FIRE}</script></head>
<body onload="${FIRE}" background="${evil}/background"><p class="good" style="font-weight:700;background:url(${evil}/attribute)">Good words</p>
<b>b</b><i>i</i><u>u</u><ul><li>l</li></ul>
<img src="${evil}/pixel.gif"><img srcset="${evil}/srcset 1x"><img src="/own-picture"><img src="x" onerror="${FIRE}">
<picture><source srcset="${evil}/source"><img src="${evil}/fallback"></picture><input type=image src="${evil}/input">
<video src="${evil}/video" poster="${evil}/poster" autoplay></video><audio src="${evil}/audio" autoplay></audio>
<iframe src="${evil}/frame"></iframe><iframe srcdoc="<script>${FIRE}</script>"></iframe><object data="${evil}/object"></object>
<embed src="${evil}/embed"><svg onload="${FIRE}"><image href="${evil}/svg"/><script>${FIRE}</script><use href="${evil}/use#a"/></svg>
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=${FIRE}&gt;">
</table></mtext></math><template><img src="${evil}/template"></template><noscript><img src="${evil}/noscript"></noscript>
<form action="${evil}/form"><input autofocus onfocus="${FIRE}"><button>Send</button></form><table background="${evil}/table"><tr><td>t</td></tr></table>
<a href="javascript:${FIRE}">script</a> <a href="data:text/html,<script>${FIRE}</script>">data</a>
<a href="${evil}/link" ping="${evil}/ping" target="_top" onclick="${FIRE}">https://bank.example/</a>
<img class="own" src="cid:dot@mail" alt="a dot"><div style="position:fixed;inset:0;z-index:9">over</div></body></html>`

const mail = (html: string, subject: string): string =>
  [
    'From: Shop <shop@example.org>',
    'To: alice@example.org',
    `Subject: ${subject}`,
    `Message-ID: <${subject.replaceAll(' ', '-')}@example.org>`,
    'Date: Mon, 30 Nov 2026 09:00:00 +0000',
    'MIME-Version: 1.0',
    'Content-Type: multipart/related; boundary="r"',
    '',
    '--r',
    'Content-Type: multipart/alternative; boundary="a"',
    '',
    '--a',
    'Content-Type: text/plain; charset=utf-8',
    '',
    '# No heading, and *no* stress',
    'https://good.example/page',
    '',
    'On Sunday, 29 Nov 2026, Alice wrote:',
    '> Which of them?',
    '--a',
    'Content-Type: text/html; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(html).toString('base64').replace(/.{76}/g, '$&\r\n'),
    '--a--',
    '--r',
    'Content-Type: image/png; name="dot.png"',
    'Content-ID: <dot@mail>',
    'Content-Transfer-Encoding: base64',
    '',
    DOT,
    '--r--',
    '',
  ].join('\r\n')

async function showMail(page: Page, html = hostile(), subject = 'As it was made'): Promise<void> {
  const file = join(world.place.dir, 'made.eml')
  await writeFile(file, mail(html, subject))
  await world.alice.run(['import', file])
  const entries = await world.alice.run<{ ref: string; subject: string }[]>(['list', '--box', 'imported'])
  const first = entries.find((entry) => entry.subject === subject)
  await page.evaluate(
    (hash) => (location.hash = hash),
    `#/settings/imported/${first!.ref.replace('fumikura://ref/', '')}`,
  )
  await page.locator('.markdown p').first().waitFor()
}

const sheetOf = (page: Page): FrameLocator => page.frameLocator('iframe.sheet')

test('the words of a mail are no Markdown, and what it quotes is folded', async ({ sit }) => {
  const page = await sit(world.alice)
  await showMail(page)
  const words = page.locator('.markdown')
  await expect(words.locator('p').first()).toContainText('# No heading, and *no* stress')
  await expect(words.getByRole('link')).toHaveAttribute('href', 'https://good.example/page')
  await expect(words.getByText('Which of them?')).toBeHidden()
  await words.getByText('Quoted text').click()
  await expect(words.getByText('On Sunday, 29 Nov 2026, Alice wrote:')).toBeVisible()
  await expect(words.getByText('Which of them?')).toBeVisible()
})

test('a mail as it was made runs nothing, fetches nothing and navigates nowhere', async ({ sit }) => {
  const page = await sit(world.alice)
  const own: string[] = []
  page.on('request', (request) => own.push(request.url()))
  await showMail(page)
  await page.getByRole('button', { name: 'As it was made' }).click()
  const sheet = sheetOf(page)
  const good = sheet.locator('.good')
  await expect(good).toHaveCSS('color', 'rgb(1, 2, 3)')
  await expect(good).toHaveCSS('font-weight', '700')
  const dot = sheet.locator('img.own')
  await expect.poll(() => dot.evaluate((picture: HTMLImageElement) => picture.naturalWidth)).toBe(1)
  for (const element of await sheet.locator('p, b, i, u, li, td').all()) await element.hover({ force: true })

  const within =
    'script, style, link, meta, base, form, input, button, iframe, object, embed, video, audio, svg, math, source, template, noscript'
  expect(await sheet.locator(within).count()).toBe(0)
  const attributes = await sheet
    .locator('body *')
    .evaluateAll((all) => [...new Set(all.flatMap((element) => element.getAttributeNames()))])
  expect(attributes.sort()).toEqual(['alt', 'class', 'href', 'src', 'style', 'title'])
  expect(await sheet.locator('[style*="url"]').count()).toBe(0)
  await expect(page.getByText(`Pictures from ${evil.slice(7)} weren’t loaded`)).toBeVisible()
  // They have no safe address.
  await expect(page.getByRole('button', { name: 'Load once' })).toHaveCount(0)

  expect(await page.evaluate(() => (window as unknown as { canary?: number }).canary)).toBeUndefined()
  expect(asked).toEqual([])
  expect(own.filter((url) => !url.startsWith(world.alice.origin) && !url.startsWith('data:'))).toEqual([])
  expect(own.filter((url) => /^\/(own|own-picture|x)$/.test(new URL(url).pathname))).toEqual([])
  expect(page.url().startsWith(world.alice.origin)).toBe(true)
})

test('a link of a mail as it was made names its host before it opens', async ({ sit }) => {
  const page = await sit(world.alice)
  await showMail(page)
  await page.getByRole('button', { name: 'As it was made' }).click()
  await sheetOf(page).locator('a[href$="/link"]').dispatchEvent('click')
  const dialog = page.getByRole('dialog', { name: 'Leave Fumikura?' })
  await expect(dialog.getByText(evil.slice(7), { exact: true })).toBeVisible()
  await expect(dialog.getByRole('alert')).toContainText('https://bank.example/')
  await page.keyboard.press('Escape')
  expect(await sheetOf(page).locator('a[href^="javascript"], a[href^="data"]').count()).toBe(0)
  expect(asked).toEqual([])
  expect(page.context().pages()).toHaveLength(1)
})

test('remote pictures load on a press alone, from the hosts that it names, and for one view', async ({
  sit,
}) => {
  const page = await sit(world.alice)
  const own: string[] = []
  page.on('request', (request) => own.push(request.url()))
  const [shop, tracker] = [`localhost:${galleryPort}`, `127.0.0.1:${galleryPort}`]
  const pictures = `<p>New</p><img id="one" src="https://${shop}/one.png?for=alice"><img src="https://${shop}/gone.png">
    <img src="https://${shop}/one.png?for=alice"><img src="https://${tracker}/pixel.png">`
  await showMail(page, pictures, 'Pictures')
  await page.getByRole('button', { name: 'As it was made' }).click()
  await expect(page.getByText(`Pictures from ${tracker} and ${shop} weren’t loaded.`)).toBeVisible()
  await page.getByRole('button', { name: 'Load once' }).click()
  const dialog = page.getByRole('dialog', { name: 'Load the pictures from these hosts?' })
  await dialog.getByRole('checkbox', { name: tracker }).uncheck()
  expect(loaded).toEqual([])
  await settle(page)
  expect(await faultsOf(page)).toEqual([])

  await dialog.getByRole('button', { name: 'Load once' }).click()
  const shown = sheetOf(page).locator('img[src^="data:image/png"]')
  await expect(shown).toHaveCount(2)
  await expect.poll(() => shown.first().evaluate((one: HTMLImageElement) => one.naturalWidth)).toBe(1)
  await expect(page.getByText(`Some pictures from ${shop} couldn’t be loaded.`)).toBeVisible()
  await expect(page.getByText(`Pictures from ${tracker} weren’t loaded.`)).toBeVisible()
  const told = { host: shop, accept: 'image/*', connection: 'close' }
  expect(loaded.toSorted((a, b) => a.url!.localeCompare(b.url!))).toEqual([
    { url: '/gone.png', headers: told },
    { url: '/one.png?for=alice', headers: told },
  ])

  await page.getByRole('button', { name: 'Words' }).click()
  await page.getByRole('button', { name: 'As it was made' }).click()
  await expect(page.getByText(`Pictures from ${tracker} and ${shop} weren’t loaded.`)).toBeVisible()
  expect(loaded).toHaveLength(2)
  expect(own.filter((url) => !url.startsWith(world.alice.origin) && !url.startsWith('data:'))).toEqual([])
})
