// The passphrase for backups: off at first, entered twice after a warning, changed and removed.
import { fireEvent, screen, waitFor, within } from '@testing-library/svelte'
import { expect, test } from 'vitest'
import { EngineError, type BackupState } from '../../../src/core/contract/index.ts'
import { en } from '../../../src/renderer/messages/en/index.ts'
import { ja } from '../../../src/renderer/messages/ja/index.ts'
import { setLocale } from '../../../src/renderer/messages/messages.svelte.ts'
import BackupSection from '../../../src/renderer/settings/BackupSection.svelte'
import { renderInApp } from '../support/render.ts'

const at = '2026-11-24T10:00:00.000Z'
const m = en.backup

async function open(setAt: string | null, refuse?: EngineError) {
  const asked: (string | null)[] = []
  let state: BackupState = {
    ...{ folder: null, every: 'off', others: true, files: true, running: false, failed: null },
    last: { path: '/stick/b', bytes: 10, letters: 1, at, isLockCurrent: true },
    passphraseSetAt: setAt,
    ...{ wordsCheckedAt: null, reminder: null, recovered: null },
  }
  const backups = {
    state: () => state,
    setPassphrase: ({ passphrase }: { passphrase: string | null }) => {
      asked.push(passphrase)
      if (refuse !== undefined) throw refuse
      state = {
        ...state,
        passphraseSetAt: passphrase === null ? null : at,
        last: { ...state.last!, isLockCurrent: false },
      }
      return state
    },
  }
  const made = renderInApp(BackupSection, {}, { backups })
  await screen.findByRole('heading', { name: m.title })
  const toasts = () => made.app.toasts.shown.map(({ text }) => text)
  return { ...made, asked, toasts }
}

async function type(first: string, second: string): Promise<void> {
  const dialog = within(await screen.findByRole('dialog', { name: m.passphraseTitle }))
  await fireEvent.input(dialog.getByLabelText(m.passphraseNew), { target: { value: first } })
  await fireEvent.input(dialog.getByLabelText(en.settings.passphraseRepeat), { target: { value: second } })
  await fireEvent.click(dialog.getByRole('button', { name: en.settings.passphraseSave }))
}

test('no passphrase is asked for until one is set, and the fields warn about forgetting it', async () => {
  const { asked, toasts } = await open(null)
  expect(screen.queryByText(m.introLocked)).toBeNull()
  await fireEvent.click(screen.getByRole('button', { name: m.passphraseAdd }))
  const dialog = await screen.findByRole('dialog', { name: m.passphraseTitle })
  expect(within(dialog).getByText(m.passphraseWarning)).toBeTruthy()
  await type('plum tree', 'plum trees')
  expect((await screen.findByRole('alert')).textContent).toBe(en.settings.passphraseDiffers)
  expect(asked).toEqual([])
  await type('plum tree', 'plum tree')
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect([asked, toasts()]).toEqual([['plum tree'], [m.passphraseDone]])
  expect(screen.getByText(m.introLocked)).toBeTruthy()
  // The existing backup file still opens as before.
  expect(screen.getByText(m.passphraseNext, { exact: false })).toBeTruthy()
})

test('a passphrase can be changed without the old one, and removed', async () => {
  const { asked, toasts } = await open(at)
  await fireEvent.click(screen.getByRole('button', { name: m.passphraseChange }))
  await type('another', 'another')
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect(toasts()).toEqual([m.passphraseDone])
  await fireEvent.click(screen.getByRole('button', { name: m.passphraseRemove }))
  await screen.findByRole('button', { name: m.passphraseAdd })
  expect([asked, toasts()]).toEqual([['another', null], [m.passphraseRemoved]])
})

test('a refusal is shown where the person is, in the dialog and beside the button', async () => {
  await open(at, new EngineError('NO_SPACE', ''))
  await fireEvent.click(screen.getByRole('button', { name: m.passphraseRemove }))
  expect((await screen.findByRole('alert')).textContent.trim()).toBe(en.errors.NO_SPACE)
  await fireEvent.click(screen.getByRole('button', { name: m.passphraseChange }))
  expect(screen.queryByRole('alert')).toBeNull()
  await type('another', 'another')
  const dialog = within(screen.getByRole('dialog'))
  expect((await dialog.findByRole('alert')).textContent).toBe(en.errors.NO_SPACE)
})

test('the texts exist in Japanese too', async () => {
  await open(null)
  setLocale('ja')
  await fireEvent.click(await screen.findByRole('button', { name: ja.backup.passphraseAdd }))
  const dialog = await screen.findByRole('dialog', { name: ja.backup.passphraseTitle })
  expect(within(dialog).getByText(ja.backup.passphraseWarning)).toBeTruthy()
})
