// What was changed about files of others is undone from its toast: a pin, its end, and the quota.
import { fireEvent, screen, waitFor } from '@testing-library/svelte'
import { expect, test } from 'vitest'
import type { Cursor, FileId, KeptItem, ListedFile, RefText } from '../../../src/core/contract/index.ts'
import { keepHere } from '../../../src/renderer/shelves/file-acts.ts'
import KeptFiles from '../../../src/renderer/space/KeptFiles.svelte'
import QuotaField from '../../../src/renderer/space/QuotaField.svelte'
import type { App } from '../../../src/renderer/state/app.svelte.ts'
import { bob } from '../compose/people-of-tests.ts'
import { createApp, renderInApp } from '../support/render.ts'

const GB = 1_000_000_000

const item = (name: string, isPinned: boolean): KeptItem => ({
  ...{ ref: 'fumikura://ref/y' as RefText, number: 1, file: `id of ${name}` as FileId, from: bob },
  ...{
    name,
    size: 1000,
    bytes: 1000,
    isWhole: true,
    isPinned,
    usedAt: '2026-11-24T10:00:00.000Z',
    cursor: '1' as Cursor,
  },
})

/** A fake engine whose calls are noted in their order. */
function noting(kept: readonly KeptItem[] = []) {
  const asked: [string, unknown][] = []
  const note = (name: string) => (input: unknown) => {
    asked.push([name, input])
    return { files: 1, bytes: 1000 }
  }
  const space = {
    report: () => null,
    own: () => [],
    kept: () => kept,
    ...{ pin: note('pin'), unpin: note('unpin'), setQuota: note('setQuota') },
  }
  return { engine: { space }, asked }
}

/** The DOM of these tests has no toasts, so their act is run here. */
async function undo(app: App): Promise<void> {
  await waitFor(() => expect(app.toasts.shown.at(-1)?.undo).toBeTruthy())
  await app.toasts.undoLatest()
}

test.each([
  [false, 'Always keep map.pdf', 'pin', 'unpin'],
  [true, 'Stop always keeping map.pdf', 'unpin', 'pin'],
] as const)('a file that is pinned (%s) becomes so again', async (isPinned, label, act, opposite) => {
  const { engine, asked } = noting()
  const { app } = renderInApp(KeptFiles, { items: [item('map.pdf', isPinned)] }, engine)
  await fireEvent.click(await screen.findByRole('button', { name: label }))
  await undo(app)
  const target = { file: 'id of map.pdf' }
  expect(asked).toEqual([
    [act, expect.objectContaining({ target })],
    [opposite, expect.objectContaining({ target })],
  ])
})

test('what was kept before stays so when keeping several files is undone', async () => {
  const { engine, asked } = noting([item('old.pdf', true), item('new.pdf', false)])
  const { app } = createApp(engine)
  const files = ['old.pdf', 'new.pdf'].map((name) => ({
    file: item(name, false).file,
    isMine: false,
    number: null,
  }))
  await keepHere(app, files as ListedFile[])
  await undo(app)
  expect(asked.filter(([name]) => name === 'unpin')).toEqual([
    ['unpin', { target: { file: 'id of new.pdf' } }],
  ])
})

test('the quota gets its earlier size again', async () => {
  const { engine, asked } = noting()
  const { app } = renderInApp(QuotaField, { bytes: 10 * GB }, engine)
  await fireEvent.change(await screen.findByRole('combobox'), { target: { value: String(5 * GB) } })
  await undo(app)
  expect(asked).toEqual([
    ['setQuota', { bytes: 5 * GB }],
    ['setQuota', { bytes: 10 * GB }],
  ])
})

test('an undo that fails says why', async () => {
  const { app } = createApp({})
  app.toasts.show({
    text: 'Removed.',
    undo: () => Promise.reject(new Error('no')),
  })
  await app.toasts.undoLatest()
  expect(app.toasts.shown.at(-1)).toMatchObject({ tone: 'problem' })
})
