// Picture tags are parsed in a worker thread, so no picture can block the engine.
import { expect, test } from 'vitest'
import { readFacts } from '../../../src/core/files/picture-facts.ts'
import { NO_FACTS } from '../../../src/core/store/index.ts'
import { makeJpeg } from '../../support/pictures-with-facts.ts'

/**
 * Makes a TIFF of 4 MiB in which every entry is a text of three MiB. The library exifreader copies
 * each text.
 */
function makeHeavyTiff(): Buffer {
  const [size, count] = [4 << 20, 20_000]
  const tiff = Buffer.alloc(size, 65)
  tiff.write('II*\0', 'latin1')
  tiff.writeUInt32LE(8, 4)
  tiff.writeUInt16LE(count, 8)
  for (let i = 0; i < count; i++) {
    const at = 10 + 12 * i
    tiff.writeUInt16LE(0xc000 + (i % 0x3fff), at)
    tiff.writeUInt16LE(7, at + 2)
    tiff.writeUInt32LE(3_300_000, at + 4)
    tiff.writeUInt32LE(8, at + 8)
  }
  return tiff
}

test('readFacts() gives up a picture that keeps the parser busy, and the engine continues meanwhile', async () => {
  const ended: string[] = []
  const reading = readFacts(makeHeavyTiff(), 'image/tiff').then((facts) => {
    ended.push('picture')
    return facts
  })
  await new Promise((resolve) => setImmediate(resolve))
  ended.push('something else')
  expect(await reading).toEqual(NO_FACTS)
  expect(ended).toEqual(['something else', 'picture'])
  // Another thread reads the next one.
  const facts = await readFacts(makeJpeg({ width: 12, height: 9 }), 'image/jpeg')
  expect([facts.width, facts.height]).toEqual([12, 9])
})

test('readFacts() reads many pictures at once, each with its own facts', async () => {
  const sizes = Array.from({ length: 20 }, (_, i) => 10 + i)
  const all = await Promise.all(sizes.map((width) => readFacts(makeJpeg({ width, height: 9 }), 'image/jpeg')))
  expect(all.map(({ width }) => width)).toEqual(sizes)
})
