#!/usr/bin/env node
// Draws the app's PNG icons from src/renderer/public/icon.svg; run it by hand after the drawing has changed.
// Needs a Chromium: the one of Playwright, or FUMIKURA_CHROMIUM.
import { readFile, writeFile } from 'node:fs/promises'
import { chromium } from '@playwright/test'

const folder = new URL('../src/renderer/public/', import.meta.url)
const svg = await readFile(new URL('icon.svg', folder), 'utf8')
/** The ground of the seal; a maskable icon has it to the edges, and the drawing within the safe middle. */
const ground = /<rect[^>]*fill="(#[0-9a-f]{6})"/.exec(svg)?.[1] ?? '#fff'

const icons = [
  { name: 'icon-192.png', sizePx: 192, part: 1, background: 'transparent' },
  { name: 'icon-512.png', sizePx: 512, part: 1, background: 'transparent' },
  { name: 'maskable-512.png', sizePx: 512, part: 0.8, background: ground },
]

const browser = await chromium.launch({
  executablePath: process.env.FUMIKURA_CHROMIUM,
  args: ['--no-sandbox'],
})
try {
  const page = await browser.newPage()
  for (const { name, sizePx, part, background } of icons) {
    await page.setViewportSize({ width: sizePx, height: sizePx })
    const image = `<img width="${sizePx * part}" src="data:image/svg+xml,${encodeURIComponent(svg)}">`
    await page.setContent(
      `<body style="margin:0;height:100vh;display:grid;place-items:center;background:${background}">${image}`,
    )
    await writeFile(new URL(`icons/${name}`, folder), await page.screenshot({ omitBackground: true }))
  }
} finally {
  await browser.close()
}
