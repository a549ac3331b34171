// A file without a preview: its facts, and the acts on it. A desktop can open it in its program; a
// program can only be saved.
import { screen } from '@testing-library/svelte'
import { expect, test } from 'vitest'
import type { FileId } from '../../../src/core/contract/index.ts'
import StageWords from '../../../src/renderer/files/StageWords.svelte'
import type { ViewedFile } from '../../../src/renderer/state/viewing.svelte.ts'
import { renderInApp } from '../support/render.ts'

const HEIC: ViewedFile = {
  ...{ file: 'f' as FileId, name: 'IMG_5195.HEIC', size: 1_800_000, type: 'image/heic' },
  facts: {
    ...{ width: 4032, height: 3024, takenAt: '2031-05-09T18:30:00Z', caption: null },
    ...{ place: { latitude: 38.72, longitude: -9.14 }, camera: 'Apple iPhone' },
  },
}
const card = (file: ViewedFile) =>
  renderInApp(StageWords, { file, whose: null, state: { step: 'card', why: 'kind' } as const })

test('a picture without a preview shows its date, camera, location and size', async () => {
  card(HEIC)
  expect(screen.getByText('Fumikura can’t show this kind of file. You can save it instead.')).toBeTruthy()
  await screen.findByText('Lisbon, Portugal', {}, { timeout: 10_000 })
  const facts = screen.getAllByRole('definition').map(({ textContent }) => textContent?.trim())
  expect(facts).toEqual(['May 9, 2031', 'Apple iPhone', 'Lisbon, Portugal', '4,032 × 3,024 pixels'])
})

test('in a browser a file can be saved, and no control claims to open it', () => {
  card(HEIC)
  expect(screen.getAllByRole('button').map(({ textContent }) => textContent?.trim())).toEqual(['Save'])
})

test('a program can only be saved', () => {
  card({ ...HEIC, name: 'setup.exe', type: 'application/x-msdownload' })
  expect(screen.getByText(/^This is a program/)).toBeTruthy()
  expect(screen.getAllByRole('button')).toHaveLength(1)
})
