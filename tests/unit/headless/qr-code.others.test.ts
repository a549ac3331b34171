// The QR codes of the command line, read by a scanner of others.
import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { formatStationLink } from '../../../src/core/station-records/index.ts'
import { drawQrCode } from '../../../src/main/headless/qr-code.ts'
import { useTempFolders } from '../../support/temp-folder.ts'
import { createSink } from '../../support/terminal.ts'

const makeFolder = useTempFolders()
const SQUARE_PIXELS = 4
/** In a run that must check everything, a missing program is a failure. */
const mustRun = process.env.CI !== undefined

const hasScanner = ((): boolean => {
  try {
    execFileSync('zbarimg', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()

/** Each half block is two squares; a drawn half is light. */
function toPicture(code: string): Buffer {
  const rows = code.split('\n').flatMap((line) => {
    const chars = Array.from(line)
    return [chars.map((char) => '█▀'.includes(char)), chars.map((char) => '█▄'.includes(char))]
  })
  const [width, height] = [rows[0]!.length * SQUARE_PIXELS, rows.length * SQUARE_PIXELS]
  const pixels = rows.flatMap((row) => {
    const line = row.flatMap((isLight) => Array<number>(SQUARE_PIXELS).fill(isLight ? 255 : 0))
    return Array<number[]>(SQUARE_PIXELS).fill(line).flat()
  })
  return Buffer.concat([Buffer.from(`P5 ${width} ${height} 255\n`), Buffer.from(pixels)])
}

test.runIf(hasScanner || mustRun)('a scanner reads the link of a station from the drawn code', async () => {
  const link = formatStationLink({
    station: Buffer.alloc(32, 7),
    name: 'Harbour 港',
    token: Buffer.alloc(16, 9),
    expiresAt: Date.UTC(2031, 0, 1),
  })
  const code = await drawQrCode(link, { stdout: createSink().stream, env: {} })
  const path = join(await makeFolder(), 'code.pgm')
  await writeFile(path, toPicture(code!))
  const read = execFileSync('zbarimg', ['--quiet', '--raw', path], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  expect(read.trim()).toBe(link)
})
