// The pages of an export contain every letter once, whatever time its author gave it.
import { expect, test } from 'vitest'
import { readSelected } from '../../../src/core/export/export-selection.ts'
import type { LetterParts } from '../../../src/core/letters/index.ts'
import { useTempFolders } from '../../support/temp-folder.ts'
import { NOW, openSampleIndex, sampleEntry, type Sample } from '../views/sample-letters.ts'

const makeFolder = useTempFolders()
const EVERYTHING = { thread: null, group: null, album: null, since: null, until: null }
/** More than one page. */
const COUNT = 300

const ODD: readonly Sample[] = [
  // A correction has the place of what it corrects.
  { at: NOW + 50_000, arrivedAt: NOW + 50_000, firstSaidAt: NOW + 127 },
  // The clock of this author is in the year 3609.
  { at: 51_721_372_800_000, arrivedAt: NOW + 127 },
  { at: NOW + 127, arrivedAt: null },
]

test.each(ODD)('an export has all letters if the last one of a page has %o', async (odd) => {
  const sample = await openSampleIndex(await makeFolder())
  const plain = Array.from({ length: COUNT }, (_, i) =>
    sampleEntry(`letter ${i}`, { at: NOW + i + (i < 127 ? 0 : 1), arrivedAt: null }),
  )
  await sample.set([...plain, sampleEntry('odd', odd)])
  const subjects: (string | null)[] = []
  const parts = { index: sample.index } as LetterParts
  for await (const page of readSelected(parts, EVERYTHING))
    subjects.push(...page.map(({ subject }) => subject))
  expect(subjects).toHaveLength(COUNT + 1)
  expect(new Set(subjects).size).toBe(COUNT + 1)
  await sample.close()
})
