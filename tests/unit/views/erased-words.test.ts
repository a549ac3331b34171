// Words that are deleted from the full-text index also leave its pages, whatever else is written.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { letterIndexSchema } from '../../../src/core/views/index.ts'
import { readPages } from '../../support/decrypted-files.ts'
import { useTempFolders } from '../../support/temp-folder.ts'
import { key } from '../ledger/test-ledger.ts'
import {
  NOW,
  openSampleIndex,
  sampleEntry,
  searchFor,
  type SampleEntry,
  type SampleIndex,
} from './sample-letters.ts'

const makeFolder = useTempFolders()

/** A word per letter; no word is a prefix of another. */
const wordOf = (letter: number): string => `${(letter * 7919 + 46656).toString(36)}q${letter}z`
const japaneseOf = (letter: number): string => String.fromCodePoint(0x5000 + letter * 2, 0x5001 + letter * 2)
const textOf = (letter: number): string =>
  `${wordOf(letter)} common words ${'and more '.repeat(letter % 40)} ${japaneseOf(letter)}`

const nameOf = (letter: number): string => `letter ${letter}`
const readable = (letter: number): SampleEntry =>
  sampleEntry(nameOf(letter), { subject: `title ${letter % 7}`, textFrom: 'own', side: 'sent' })

async function find({ index }: SampleIndex, words: string): Promise<number> {
  const page = { before: null, limit: 500 }
  return (await index.search(searchFor(words), NOW, page)).length
}

test('removed letters leave no word behind, in any sequence of steps', async () => {
  const steps = fc.array(fc.uniqueArray(fc.integer({ min: 1, max: 120 }), { maxLength: 60 }), {
    ...{ minLength: 2, maxLength: 5 },
  })
  await fc.assert(
    fc.asyncProperty(steps, async (sets) => {
      const folder = await makeFolder()
      const texts = new Map(
        sets.flat().map((letter) => [Buffer.from(readable(letter).object).toString('hex'), textOf(letter)]),
      )
      const readText = async (object: Uint8Array): Promise<string | null> =>
        texts.get(Buffer.from(object).toString('hex')) ?? null
      const sample = await openSampleIndex(folder, [], letterIndexSchema, readText)
      try {
        for (const letters of sets) {
          await sample.set(letters.map(readable))
          await sample.index.erase()
          const pages = await readPages(folder, 'index', key)
          const there = new Set(letters)
          for (const letter of new Set(sets.flat())) {
            const words = [wordOf(letter).slice(1), japaneseOf(letter)].map((word) => Buffer.from(word))
            const isFound = words.some((word) => pages.some((page) => page.includes(word)))
            if (!there.has(letter)) expect(isFound, `letter ${letter}`).toBe(false)
          }
          await sample.file.write((tx) =>
            tx.run(`INSERT INTO letter_words (letter_words) VALUES ('integrity-check')`),
          )
          for (const letter of letters) expect(await find(sample, wordOf(letter))).toBe(1)
        }
      } finally {
        await sample.close()
      }
    }),
    { numRuns: 15 },
  )
})

test('an index whose rebuild was interrupted keeps no word of a letter that was removed since', async () => {
  const folder = await makeFolder()
  const readText = async (): Promise<string> => textOf(1)
  const torn = await openSampleIndex(folder, [], letterIndexSchema, readText)
  await torn.set([readable(1)])
  await torn.index.erase()
  await torn.index.count(NOW)
  expect(await find(torn, wordOf(1))).toBe(1)
  await torn.file.write((tx) => tx.run('DELETE FROM applied'))
  await torn.close()
  expect((await readFile(join(folder, 'index'))).byteLength).toBeGreaterThan(0)

  const again = await openSampleIndex(folder, [], letterIndexSchema, readText)
  try {
    expect(await find(again, wordOf(1))).toBe(0)
    await again.index.erase()
    const pages = await readPages(folder, 'index', key)
    expect(pages.some((page) => page.includes(wordOf(1).slice(1)))).toBe(false)
  } finally {
    await again.close()
  }
})
