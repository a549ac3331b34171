// Makes a home with thousands of pictures over many months, each with a small preview for the grid.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import { calling, Person } from '../../tests/support/person.ts'
import { makeJpeg } from '../../tests/support/pictures-with-facts.ts'
import { MemoryNetwork } from '../../tests/support/memory-network.ts'
import type { Setting } from '../bench.ts'
import { findOrMakeHome } from './made-home.ts'

/** Increase this when the code below makes a different home. */
const RECIPE = 4
const AT_ONCE = 8
const PER_DAY = 7
const DAY_MS = 24 * 60 * 60 * 1000
const NEWEST = Date.UTC(2031, 5, 30, 12)
const PREVIEW = { width: 160, height: 120 }

export function findPictureHome(setting: Setting, pictures: number): Promise<string> {
  return findOrMakeHome(setting, `pictures-${pictures}-recipe-${RECIPE}`, (homeDir) =>
    makePictureHome(homeDir, pictures),
  )
}

async function makePictureHome(homeDir: string, pictures: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'fumikura-pictures-'))
  const alice = Person.at('alice', homeDir, new MemoryNetwork())
  try {
    await alice.start()
    await alice.do.home.create({ name: 'alice' }, calling)
    let next = 0
    const lane = async (): Promise<void> => {
      while (next < pictures) await addPicture(alice, folder, next++)
    }
    await Promise.all(Array.from({ length: AT_ONCE }, lane))
  } finally {
    await alice.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function addPicture({ do: handlers }: Person, folder: string, number: number): Promise<void> {
  const path = join(folder, `IMG_${String(number).padStart(5, '0')}.jpg`)
  const takenAt = new Date(NEWEST - Math.floor(number / PER_DAY) * DAY_MS - (number % PER_DAY) * 60_000)
  const [day = '', time = ''] = takenAt.toISOString().split('T')
  const picture = makeJpeg({
    width: 4000,
    height: 3000,
    takenAt: `${day.replaceAll('-', ':')} ${time.slice(0, 8)}`,
  })
  await writeFile(path, picture)
  const { file } = await handlers.files.add({ path }, calling)
  await rm(path)
  const preview = `data:image/png;base64,${drawPreview(number).toString('base64')}`
  await handlers.files.describe({ file, preview, width: 4000, height: 3000 }, calling)
}

/** Draws a preview of coloured squares, different for each number. */
function drawPreview(number: number): Buffer {
  const { width, height } = PREVIEW
  const rows = Buffer.alloc((width * 3 + 1) * height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = y * (width * 3 + 1) + 1 + x * 3
      rows[at] = (number * 37 + (x & ~7)) & 255
      rows[at + 1] = (number * 11 + (y & ~7) * 2) & 255
      rows[at + 2] = (number * 71 + (x & ~7) + (y & ~7)) & 255
    }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 2, 0, 0, 0], 8)
  const start = Buffer.from('89504e470d0a1a0a', 'hex')
  return Buffer.concat([
    start,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.byteLength)
  check.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, check])
}
