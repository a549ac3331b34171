// Files from others: documents are listed too, so no number is beside an empty view.
import { screen } from '@testing-library/svelte'
import { expect, it } from 'vitest'
import OthersView from '../../../src/renderer/shelves/OthersView.svelte'
import { BEN } from '../inbox/letters.ts'
import { renderInApp } from '../support/render.ts'
import type { FileId, ListedFile } from '../../../src/core/contract/index.ts'

const map = {
  ...{ file: 'map' as FileId, name: 'map.pdf', size: 4000, type: 'application/pdf', kind: 'document' },
  ...{ isMine: false, from: BEN, addedAt: '2026-11-24T10:42:00.000Z', preview: null, tags: [] },
  facts: { caption: null, takenAt: null, camera: null, width: null, height: null, place: null },
} as unknown as ListedFile

function draw(files: unknown[]): void {
  renderInApp(
    OthersView,
    { person: null },
    {
      files: {
        people: () => [{ ...BEN, count: files.length }],
        months: () => [],
        list: ({ kind }: { kind?: string[] }) => (kind?.includes('document') === true ? files : []),
      },
    },
  )
}

it('lists the documents of others, with no word that nothing is there', async () => {
  draw([map])
  await screen.findByText('map.pdf')
  expect(screen.queryByText('Nothing from others yet')).toBeNull()
})

it('says that nothing is there if no file is', async () => {
  draw([])
  await screen.findByText('Nothing from others yet')
})
