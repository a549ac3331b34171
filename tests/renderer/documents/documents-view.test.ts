// The documents: own ones and those of others by month, chips whose numbers are what they show, and
// one sheet for what is still sealed.
import { fireEvent, screen, waitFor, within } from '@testing-library/svelte'
import { tick } from 'svelte'
import { beforeEach, expect, test, vi } from 'vitest'
import type { FileId, LetterSummary, ListedFile } from '../../../src/core/contract/index.ts'
import DocumentsView from '../../../src/renderer/documents/DocumentsView.svelte'
import { Viewing } from '../../../src/renderer/state/viewing.svelte.ts'
import { ANA, BEN, letter, ME } from '../inbox/letters.ts'
import { renderInApp } from '../support/render.ts'

vi.mock('../../../src/renderer/files/previews.ts', () => ({ makeStoredPreview: async () => null }))

// The DOM of these tests has no layout, so nothing is ever in view.
beforeEach(() =>
  vi.stubGlobal(
    'IntersectionObserver',
    class {
      observe() {}
      disconnect() {}
    },
  ),
)

function document(name: string, more: Partial<ListedFile> = {}): ListedFile {
  return {
    ...{ file: name as FileId, ref: name, name, size: 4000, type: 'application/pdf', kind: 'document' },
    ...{
      isMine: false,
      from: BEN,
      addedAt: '2026-11-24T10:42:00.000Z',
      preview: null,
      tags: [],
      versions: 1,
      number: null,
    },
    facts: { caption: null, takenAt: null, camera: null, width: null, height: null, place: null },
    ...more,
  } as unknown as ListedFile
}

const mine = { isMine: true, from: ME }
const LIST = [
  document('roof.pdf'),
  document('words.txt', { type: 'text/plain; charset=utf-8' }),
  document('lease.pdf', { ...mine, tags: ['home'] }),
  document('old.pdf', { from: ANA, addedAt: '2026-09-02T10:00:00.000Z' }),
]
const SEALED = letter('Offer', { attached: { count: 2, size: 9000, names: [] }, from: ANA })

function draw(list: readonly ListedFile[], sealed: LetterSummary[] = []) {
  return renderInApp(
    DocumentsView,
    { of: null, onadd: () => undefined },
    {
      home: { status: () => ({ state: 'open', person: ME.person, name: ME.name }) },
      people: { whoami: () => ME },
      files: { list: () => list },
      letters: { search: () => sealed },
    },
  )
}

const names = (): string[] =>
  [...window.document.querySelectorAll('[data-tile]')].map((tile) => tile.querySelector('bdi')!.textContent)
const chip = (name: RegExp): HTMLElement => screen.getByRole('button', { name })

test('each chip shows as many documents as it says, also beside another one', async () => {
  draw(LIST)
  await screen.findByText('roof.pdf')
  expect(names()).toEqual(['roof.pdf', 'words.txt', 'lease.pdf', 'old.pdf'])
  await fireEvent.click(chip(/^PDF 3$/))
  expect(names()).toEqual(['roof.pdf', 'lease.pdf', 'old.pdf'])
  expect([chip(/Ben 1$/), chip(/Mine 1$/), chip(/Ana 1$/), chip(/^Text 1$/)]).toHaveLength(4)
  await fireEvent.click(chip(/Ben 1$/))
  expect(names()).toEqual(['roof.pdf'])
  await fireEvent.click(chip(/^PDF 1$/))
  expect(names()).toEqual(['roof.pdf', 'words.txt'])
  await fireEvent.click(chip(/Ben 2$/))
  await fireEvent.click(chip(/^home 1$/))
  expect(names()).toEqual(['lease.pdf'])
})

test('own documents lead to their page, those of others to the viewer', async () => {
  draw(LIST)
  expect(await screen.findByRole('link', { name: /lease\.pdf/ })).toBeTruthy()
  expect(screen.getByRole('button', { name: /roof\.pdf/ })).toBeTruthy()
})

test('one sheet a month stands for the files in sealed letters, and leads to the letter', async () => {
  draw(LIST, [SEALED])
  const month = await screen.findByRole('region', { name: 'November 2026' })
  expect(within(month).getByRole('heading').textContent?.replace(/\s+/g, ' ').trim()).toBe(
    'November 2026 3, and 2 sealed',
  )
  const sheet = within(month).getByRole('link', { name: /2 files, still sealed/ })
  expect(sheet.textContent).toContain('in “Offer”')
  expect(sheet.getAttribute('href')).toContain('Offer')
  // Of Ben nothing is sealed.
  await fireEvent.click(chip(/Ben 2$/))
  await waitFor(() => expect(screen.queryByText('2 files, still sealed')).toBeNull())
})

test('files that are all sealed are no empty list', async () => {
  draw([], [SEALED])
  await screen.findByText('2 files, still sealed')
  expect(screen.queryByText('No documents yet')).toBeNull()
})

test('a document that was fetched while it was shown is read again', async () => {
  let reads = 0
  const far = document('far.pdf', { number: 1, atServer: true })
  const { app } = renderInApp(
    DocumentsView,
    { of: null, onadd: () => undefined },
    { files: { list: () => (reads++, [far, ...LIST]) }, letters: { search: () => [] } },
  )
  await fireEvent.click(await screen.findByRole('button', { name: /roof\.pdf/ }))
  app.noun(Viewing).close()
  await tick()
  expect(reads).toBe(1)
  await fireEvent.click(screen.getByRole('button', { name: /far\.pdf/ }))
  await tick()
  app.noun(Viewing).close()
  await waitFor(() => expect(reads).toBe(2))
})
