// The icons of the project: the containers match their tables, and every picture that is used by
// name exists.
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { encodeIcns, encodeIco } from '../../bin/icon-files.js'

const folder = resolve(import.meta.dirname, '../../packing/icons')
const PNG_SIGNATURE = '89504e470d0a1a0a'

/** Returns the side length in pixels. */
function sideOf(png: Buffer): number {
  expect(png.toString('hex', 0, 8)).toBe(PNG_SIGNATURE)
  expect(png.readUInt32BE(20)).toBe(png.readUInt32BE(16))
  return png.readUInt32BE(16)
}

/** Returns the sizes in the table and in the pictures, in pixels. */
function readIco(file: Buffer): { said: number; side: number }[] {
  return Array.from({ length: file.readUInt16LE(4) }, (_, index) => {
    const at = 6 + 16 * index
    const from = file.readUInt32LE(at + 12)
    const png = file.subarray(from, from + file.readUInt32LE(at + 8))
    return { said: file.readUInt8(at) || 256, side: sideOf(png) }
  })
}

function readIcns(file: Buffer): { type: string; side: number }[] {
  expect([file.toString('latin1', 0, 4), file.readUInt32BE(4)]).toEqual(['icns', file.length])
  const entries = []
  for (let at = 8; at < file.length; at += file.readUInt32BE(at + 4)) {
    const png = file.subarray(at + 8, at + file.readUInt32BE(at + 4))
    entries.push({ type: file.toString('latin1', at, at + 4), side: sideOf(png) })
  }
  return entries
}

describe('the icons', () => {
  it('are a Windows icon in every size that Windows shows', () => {
    const sizes = [16, 20, 24, 32, 40, 48, 64, 128, 256]
    expect(readIco(readFileSync(join(folder, 'icon.ico')))).toEqual(
      sizes.map((side) => ({ said: side, side })),
    )
  })

  it('are a macOS icon from 16 to 512 points, in both densities', () => {
    expect(readIcns(readFileSync(join(folder, 'icon.icns')))).toEqual([
      { type: 'ic11', side: 32 },
      { type: 'ic12', side: 64 },
      { type: 'ic07', side: 128 },
      { type: 'ic13', side: 256 },
      { type: 'ic08', side: 256 },
      { type: 'ic14', side: 512 },
      { type: 'ic09', side: 512 },
      { type: 'ic10', side: 1024 },
    ])
  })

  it('are a folder of sizes for Linux, each named after its size', () => {
    for (const name of readdirSync(join(folder, 'linux'))) {
      const side = sideOf(readFileSync(join(folder, 'linux', name)))
      expect(name).toBe(`${side}x${side}.png`)
    }
    expect(readdirSync(join(folder, 'linux'))).toContain('512x512.png')
  })

  it('include every picture that the shell shows, in every density', () => {
    const names = ['tray', 'tray-waiting', 'trayTemplate', 'tray-waitingTemplate', 'overlay']
    const sides = { '': 16, '@1.25x': 20, '@1.5x': 24, '@2x': 32, '@3x': 48 }
    for (const name of names)
      for (const [suffix, side] of Object.entries(sides))
        expect(sideOf(readFileSync(join(folder, 'shell', `${name}${suffix}.png`)))).toBe(side)
    expect(sideOf(readFileSync(join(folder, 'shell/icon.png')))).toBe(512)
  })

  it('the icons for waiting letters differ by shape, not only by colour', () => {
    for (const name of ['tray', 'tray-waiting'])
      expect(readFileSync(join(folder, 'drawings', `${name}.svg`), 'utf8').includes('id="bite"')).toBe(
        name !== 'tray',
      )
  })
})

describe('an icon container', () => {
  const png = (side: number): Buffer => {
    const head = Buffer.alloc(24)
    head.write(PNG_SIGNATURE, 'hex')
    head.writeUInt32BE(side, 16)
    head.writeUInt32BE(side, 20)
    return head
  }

  it('returns its contents', () => {
    const pictures = [16, 256].map((sizePx) => ({ sizePx, png: png(sizePx) }))
    expect(readIco(encodeIco(pictures))).toEqual([
      { said: 16, side: 16 },
      { said: 256, side: 256 },
    ])
  })

  it('is not made if one of its sizes is missing', () => {
    expect(() => encodeIcns([{ sizePx: 32, png: png(32) }])).toThrow('64 pixels')
  })
})
