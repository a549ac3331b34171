#!/usr/bin/env node
// Draws the app's icons: for the page and the packages from src/renderer/public/icon.svg, for the
// tray from packing/icons/drawings, which are drawn for 16 pixels.
// Run it by hand after changing a drawing. It needs Chromium: Playwright's, or FUMIKURA_CHROMIUM.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { chromium } from '@playwright/test'
import { encodeIcns, encodeIco } from './icon-files.js'

const page = new URL('../src/renderer/public/', import.meta.url)
const packing = new URL('../packing/icons/', import.meta.url)
const seal = await readFile(new URL('icon.svg', page), 'utf8')
/**
 * The background of the seal. A maskable icon fills its area with it and keeps the drawing in the
 * safe zone.
 */
const ground = /<rect[^>]*fill="(#[0-9a-f]{6})"/.exec(seal)?.[1] ?? '#fff'
/** macOS icons need a margin, which the seal has. Other systems use a tighter crop. */
const wideSeal = seal.replace('viewBox="0 0 32 32"', 'viewBox="2 2 28 28"')
const small = await readFile(new URL('drawings/tray.svg', packing), 'utf8')

/** At this size and below, the lines of the seal are thinner than a pixel. */
const SMALL_PX = 24
const ICO_SIZES_PX = [16, 20, 24, 32, 40, 48, 64, 128, 256]
const ICNS_SIZES_PX = [32, 64, 128, 256, 512, 1024]
const LINUX_SIZES_PX = [16, 24, 32, 48, 64, 128, 256, 512]
const TRAY_DRAWINGS = ['tray', 'tray-waiting', 'trayTemplate', 'tray-waitingTemplate', 'overlay']
/** Suffixes that nativeImage looks for next to a 16-pixel image. */
const TRAY_SCALES = [
  { suffix: '', sizePx: 16 },
  { suffix: '@1.25x', sizePx: 20 },
  { suffix: '@1.5x', sizePx: 24 },
  { suffix: '@2x', sizePx: 32 },
  { suffix: '@3x', sizePx: 48 },
]

const browser = await chromium.launch({
  executablePath: process.env.FUMIKURA_CHROMIUM,
  args: ['--no-sandbox'],
})
try {
  await drawPageIcons()
  await drawPackageIcons()
  await drawShellIcons()
} finally {
  await browser.close()
}

async function drawPageIcons() {
  await save(page, 'icons/icon-192.png', await draw(seal, 192))
  await save(page, 'icons/icon-512.png', await draw(seal, 512))
  await save(page, 'icons/maskable-512.png', await draw(seal, 512, { part: 0.8, background: ground }))
}

async function drawPackageIcons() {
  await save(packing, 'icon.ico', encodeIco(await drawSizes(ICO_SIZES_PX, wideSeal)))
  await save(packing, 'icon.icns', encodeIcns(await drawSizes(ICNS_SIZES_PX, seal)))
  for (const { sizePx, png } of await drawSizes(LINUX_SIZES_PX, wideSeal))
    await save(packing, `linux/${sizePx}x${sizePx}.png`, png)
}

async function drawShellIcons() {
  await save(packing, 'shell/icon.png', await draw(wideSeal, 512))
  for (const name of TRAY_DRAWINGS) {
    const svg = await readFile(new URL(`drawings/${name}.svg`, packing), 'utf8')
    for (const { suffix, sizePx } of TRAY_SCALES)
      await save(packing, `shell/${name}${suffix}.png`, await draw(svg, sizePx))
  }
}

/**
 * @param {number[]} sizesPx
 * @param {string} svg
 */
async function drawSizes(sizesPx, svg) {
  const pictures = []
  for (const sizePx of sizesPx)
    pictures.push({ sizePx, png: await draw(sizePx > SMALL_PX ? svg : small, sizePx) })
  return pictures
}

/**
 * @param {string} svg
 * @param {number} sizePx
 * @param {{ part?: number, background?: string }} [around] `part` of the picture is the drawing
 */
async function draw(svg, sizePx, { part = 1, background = 'transparent' } = {}) {
  const tab = await browser.newPage({ viewport: { width: sizePx, height: sizePx } })
  const image = `<img width="${sizePx * part}" src="data:image/svg+xml,${encodeURIComponent(svg)}">`
  await tab.setContent(
    `<body style="margin:0;height:100vh;display:grid;place-items:center;background:${background}">${image}`,
  )
  const png = await tab.screenshot({ omitBackground: true })
  await tab.close()
  return png
}

/**
 * @param {URL} folder
 * @param {string} name
 * @param {Buffer} content
 */
async function save(folder, name, content) {
  const target = new URL(name, folder)
  await mkdir(new URL('.', target), { recursive: true })
  await writeFile(target, content)
}
