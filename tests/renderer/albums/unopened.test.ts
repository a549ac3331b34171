// An album of another person that is not opened: its cover has no picture, but says how much is in it.
import { screen, waitFor } from '@testing-library/svelte'
import { expect, test } from 'vitest'
import type { Album, RefText } from '../../../src/core/contract/index.ts'
import AlbumsView from '../../../src/renderer/albums/AlbumsView.svelte'
import { bob } from '../compose/people-of-tests.ts'
import { renderInApp } from '../support/render.ts'

const REF = `fumikura://ref/${'a'.repeat(52)}` as RefText

function draw(attached: { count: number; size: number } | null): unknown[] {
  const asked: unknown[] = []
  const album: Partial<Album> = {
    ...{ album: REF, from: bob, isMine: false, title: 'Autumn walk', text: null, count: 0, preview: null },
    ...{ audiences: [], unopened: 2, state: 'sealed' },
  }
  const summary = (input: unknown) => {
    asked.push(input)
    if (attached === null) throw new Error('not in the inbox')
    return { attached: { ...attached, names: [] } }
  }
  renderInApp(AlbumsView, { album: null }, { albums: { list: () => [album] }, letters: { summary } })
  return asked
}

test('the cover of a sealed album says how many files it has, as its row does', async () => {
  draw({ count: 40, size: 4_600_000 })
  const cover = await screen.findByRole('link', { name: /Autumn walk/ })
  await waitFor(() => expect(cover.textContent).toContain('40 files · 4.6 MB'))
})

test('the cover of a sealed album that is in no list says no number', async () => {
  const asked = draw(null)
  const cover = await screen.findByRole('link', { name: /Autumn walk/ })
  await waitFor(() => expect(asked).toEqual([{ ref: REF }]))
  expect(cover.textContent).not.toMatch(/\d/)
})
