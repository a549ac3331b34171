// A backup opens only with the 24 words. The page says so as long as they are not written down.
import { screen, waitFor, within } from '@testing-library/svelte'
import { expect, test } from 'vitest'
import BackupSection from '../../../src/renderer/settings/BackupSection.svelte'
import { renderInApp } from '../support/render.ts'

const callsOf = (wordsProven: boolean) => ({
  home: { status: () => ({ state: 'open', wordsProven, keyring: 'clear' }) },
  people: { whoami: () => ({ person: 'p', name: 'Chiyo', devices: [] }), contacts: () => [] },
  backups: {
    state: () => ({
      ...{ folder: null, every: 'off', others: true, files: true, running: false, failed: null },
      ...{ last: null, passphraseSetAt: null, wordsCheckedAt: null, reminder: null, recovered: null },
    }),
    places: () => [],
  },
})

const section = async () => within(await screen.findByRole('region', { name: 'Backup' }))

test('a person who has not written down the words is led to them', async () => {
  const { app } = renderInApp(BackupSection, {}, callsOf(false))
  const backup = await section()
  expect((await backup.findByText(/You haven’t written down your 24 words/)).textContent).toContain(
    'open a backup',
  )
  backup.getByRole('button', { name: 'Go to the 24 words' }).click()
  expect(app.route.place).toMatchObject({ screen: 'settings', part: 'words' })
})

test('with proven words there is no warning, and what comes back is explained', async () => {
  const { app } = renderInApp(BackupSection, {}, callsOf(true))
  const backup = await section()
  await waitFor(() => expect(app.home.status).toMatchObject({ wordsProven: true }))
  expect(backup.queryByRole('button', { name: 'Go to the 24 words' })).toBeNull()
  const lost = backup.getByText('If you lose this computer').closest('details')!
  expect(within(lost).getAllByRole('listitem', { hidden: true })).toHaveLength(3)
})
