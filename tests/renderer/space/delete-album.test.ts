// An album can be deleted from its page or from the list of used space; its pictures stay unless
// the person includes them.
import { fireEvent, screen, waitFor, within } from '@testing-library/svelte'
import { expect, test } from 'vitest'
import type { Album, Deletion, OwnItem, RefText } from '../../../src/core/contract/index.ts'
import AlbumsView from '../../../src/renderer/albums/AlbumsView.svelte'
import OwnItems from '../../../src/renderer/space/OwnItems.svelte'
import { albumPlace } from '../../../src/renderer/state/place.ts'
import { bob } from '../compose/people-of-tests.ts'
import { renderInApp } from '../support/render.ts'

const REF = `fumikura://ref/${'a'.repeat(52)}` as RefText
const deletion: Deletion = {
  ...{ ref: REF, kind: 'collection', title: 'Summer', bytes: 4_100_000, heldBy: [], keptBy: [bob] },
  ...{ openTo: [], files: 2, atStations: 0 },
}

// The DOM of these tests has no popovers.
HTMLElement.prototype.hidePopover ??= () => undefined

/** A fake engine with one album, which can be deleted. */
function withAlbum() {
  const asked: unknown[] = []
  const isThere = (): boolean => asked.length === 0
  const remove = (input: unknown): object => {
    asked.push(input)
    return { isDestroyed: true, deletion, waiting: null }
  }
  const album: Partial<Album> = {
    ...{ album: REF, from: bob, isMine: true, title: 'Summer', text: '', count: 2, preview: null },
    ...{ audiences: [], unopened: 0, state: 'mine' },
  }
  const calls = {
    albums: {
      list: () => (isThere() ? [album] : []),
      get: () => ({ ...album, count: 0 }),
      files: () => [],
      shapes: () => [],
    },
    space: {
      explainDeletion: () => deletion,
      delete: remove,
      report: () => null,
      own: () => [],
      kept: () => [],
    },
  }
  return { asked, calls }
}

test('the list of used space deletes an album with its pictures only if that is ticked', async () => {
  const { asked, calls } = withAlbum()
  const item = { ref: REF, file: null, kind: 'collection', title: '', at: '2026-11-20T10:00:00.000Z' }
  const items = [{ ...item, audience: 'persons', bytes: 1, count: 1, cursor: 'c' } as unknown as OwnItem]
  renderInApp(OwnItems, { items }, calls)
  // A page of an album has no name, so the list calls it an album.
  await fireEvent.click(screen.getByRole('button', { name: 'Delete your album' }))
  const tick = await screen.findByRole<HTMLInputElement>('checkbox', { name: 'Delete its photos too' })
  const said = screen.getByRole('status')
  expect(tick.checked).toBe(false)
  expect(said.textContent).toContain('Its 2 files stay among your files.')
  expect(said.textContent).toContain('Bob opened it and keeps what was fetched.')
  await fireEvent.click(tick)
  expect(said.textContent).toContain('Its 2 files are deleted too.')
  await fireEvent.click(screen.getByRole('button', { name: 'Delete' }))
  await waitFor(() => expect(asked).toEqual([{ ref: REF, withFiles: true }]))
})

test('the menu of an album deletes it, keeps its pictures, and returns to the other albums', async () => {
  const { asked, calls } = withAlbum()
  const { app } = renderInApp(AlbumsView, { album: REF }, calls)
  app.route.go(albumPlace(REF))
  await fireEvent.click(await screen.findByRole('menuitem', { name: 'Delete album…', hidden: true }))
  const dialog = await screen.findByRole('dialog', { name: 'Delete Summer?' })
  await within(dialog).findByRole('checkbox', { name: 'Delete its photos too' })
  await fireEvent.click(within(dialog).getByRole('button', { name: 'Delete' }))
  await waitFor(() => expect(asked).toEqual([{ ref: REF, withFiles: false }]))
  await waitFor(() => expect(app.route.place).toEqual(albumPlace()))
})

test('the copy of a picture without its location says so', () => {
  const item = {
    kind: 'picture',
    title: 'a.jpg',
    at: '2026-11-20T10:00:00.000Z',
    audience: 'persons',
    bytes: 1,
  }
  const items = [
    { ...item, ref: 'one', cursor: '1' },
    { ...item, ref: 'two', cursor: '2', isPlaceless: true },
  ] as unknown as OwnItem[]
  renderInApp(OwnItems, { items })
  expect(screen.getAllByText(/^copy without the location, for others · to people/)).toHaveLength(1)
  expect(screen.getAllByText(/^photo · to people/)).toHaveLength(1)
})
