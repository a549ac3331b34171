// A letter whose text attacks the page that shows it. The page runs no code of it, fetches nothing,
// and shows the targets of its links. Every web test also checks that the page does not violate its
// own policy.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, test, World } from './support/index.ts'

let world: World
test.beforeAll(async () => {
  world = await World.open('alice', 'bob')
})
test.afterAll(() => world.close())

const FIRE = 'window.canary=1'
/** Right-to-left override and its end; a zero-width space. */
const [RLO, PDF, ZERO] = ['\u202e', '\u202c', '\u200b']

const TEXT = `
<script>${FIRE}</script>
<img src=x onerror="${FIRE}"><svg onload="${FIRE}"><animate onbegin="${FIRE}" attributeName=x dur=1s></svg>
<iframe srcdoc="<script>parent.${FIRE}</script>"></iframe><object data="data:text/html,<script>${FIRE}</script>"></object>
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=${FIRE}&gt;">
<form action="https://evil.example"><input autofocus onfocus="${FIRE}"><button formaction="javascript:${FIRE}">go</button></form>
<style>body{display:none}</style><link rel=stylesheet href=https://evil.example/x.css><base href="https://evil.example/">
<a href="javascript:${FIRE}" onclick="${FIRE}">raw</a><meta http-equiv=refresh content="0;url=https://evil.example">

[script](javascript:${FIRE}) [mixed](JaVaScRiPt:${FIRE}) [entity](java&#115;cript:${FIRE}) [tab](java&Tab;script:${FIRE})
[data](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==) [file](file:///etc/passwd) [place](#/settings)
[vb](vbscript:${FIRE}) [blob](blob:https://evil.example/x) <javascript:${FIRE}> ![picture](https://evil.example/pixel.png)
![](javascript:${FIRE}) [title](https://good.example "x" onmouseover="${FIRE}")

[ref]: javascript:${FIRE} "x"
[ref] [https://bank.example/login](https://evil.example/bank) [the store](https://аpple.com/shop)
[user](https://bank.example@evil.example/) [${RLO}moc.elpmaxe.knab${PDF}](https://evil.example/rtl)
https://bank.example${ZERO}.evil.example/ ${RLO}gnihtemos siht${PDF}

\`\`\`js" onmouseover="${FIRE}
x
\`\`\`
| a |
|:-:|
| <img src=x onerror=${FIRE}> |
`

async function showHostile(page: Page): Promise<void> {
  const file = join(world.place.dir, 'hostile.md')
  await writeFile(file, TEXT)
  const subject = `<img src=x onerror=${FIRE}> “quoted”`
  const ref = await world.bob.send(['--to', 'alice', '--subject', subject, '--file', file])
  await world.alice.receives(ref)
  await page.evaluate((hash) => (location.hash = hash), `#/inbox/${ref.replace('fumikura://ref/', '')}`)
  await page.getByRole('button', { name: 'Open the letter' }).click()
  await page.locator('.markdown p').first().waitFor()
}

test('a hostile letter runs nothing, fetches nothing and navigates nowhere without consent', async ({
  sit,
}) => {
  const page = await sit(world.alice)
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  const dialogs: string[] = []
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message())
    void dialog.dismiss()
  })
  await showHostile(page)
  const body = page.locator('.markdown')
  for (const link of await body.locator('a').all()) await link.hover()

  expect(
    await body
      .locator('script, img, svg, iframe, object, form, input, button, style, link, base, meta, math')
      .count(),
  ).toBe(0)
  const attributes = await body
    .locator('*')
    .evaluateAll((all) => [...new Set(all.flatMap((element) => element.getAttributeNames()))])
  expect(attributes.sort()).toEqual(['class', 'dir', 'href', 'rel', 'tabindex', 'target'])
  const links = await body.locator('a').evaluateAll((all) => all.map((link) => link.getAttribute('href')))
  // A plain address in the text is a link like any other, at any position.
  expect(links.filter((href) => !/^https:\/\/evil\.example\/(x(\.css)?)?$/.test(href ?? ''))).toEqual([
    'https://good.example/',
    'https://evil.example/bank',
    'https://xn--pple-43d.com/shop',
    'https://bank.example@evil.example/',
    'https://evil.example/rtl',
    'https://bank.xn--example-6z6c.evil.example/',
  ])
  expect(await page.evaluate(() => (window as unknown as { canary?: number }).canary)).toBeUndefined()
  expect(dialogs).toEqual([])
  expect(asked.filter((url) => !url.startsWith(world.alice.origin))).toEqual([])
  expect(page.url().startsWith(world.alice.origin)).toBe(true)
})

test('links of a hostile letter are followed only after a question that names the real host', async ({
  sit,
}) => {
  const page = await sit(world.alice)
  await showHostile(page)
  await expect(page.getByRole('link', { name: /the store/ }).locator('.puny')).toHaveText('xn--pple-43d.com')
  await expect(page.locator('a[href$="/rtl"]')).toHaveText('moc.elpmaxe.knab evil.example')

  await page.locator('a[href$="/bank"]').click()
  const dialog = page.getByRole('dialog', { name: 'Leave Fumikura?' })
  await expect(dialog.getByText('evil.example', { exact: true })).toBeVisible()
  await expect(dialog.getByRole('alert')).toContainText('https://bank.example/login')
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()

  await page.locator('a[href$="/shop"]').click({ button: 'middle' })
  await expect(dialog.getByRole('alert')).toContainText('characters that look like others')
  expect(page.context().pages()).toHaveLength(1)
})

const BODIES = ['![', '[', '「', '`a', '*a_', '> ', '<a ', '- a\n', '#\n'].map((unit) =>
  unit.repeat(150_000 / unit.length),
)

test('a conversation of letters that repeat the marks of Markdown leaves the page answering', async ({
  sit,
}) => {
  const page = await sit(world.alice)
  let first = ''
  for (const [at, body] of BODIES.entries()) {
    const file = join(world.place.dir, `marks-${at}.md`)
    await writeFile(file, body)
    const answering = first === '' ? [] : ['--reply-to', first]
    const ref = await world.bob.send(['--to', 'alice', '--subject', 'Marks', '--file', file, ...answering])
    if (first === '') first = ref
    await world.alice.receives(ref)
    await world.alice.run(['read', ref])
  }
  await page.evaluate((hash) => (location.hash = hash), `#/inbox/${first.replace('fumikura://ref/', '')}`)
  await page.locator('.markdown, .as-typed').first().waitFor({ timeout: 60_000 })
  await page.getByRole('link', { name: 'Sent' }).first().click()
  await expect(page).toHaveURL(/#\/sent/)
})
