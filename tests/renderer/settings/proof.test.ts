// Acts for which the engine needs the passphrase again: a dialog asks for it, and then the act is
// done.
import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte'
import { expect, test, vi } from 'vitest'
import { EngineError } from '../../../src/core/contract/index.ts'
import { en } from '../../../src/renderer/messages/en/index.ts'
import Root from '../../../src/renderer/screens/Root.svelte'
import { createApp } from '../support/render.ts'

const STATUS = { state: 'locked', person: null, name: null, wordsProven: null, keyring: 'passphrase' }

function setUp() {
  let isProven = false
  const words = vi.fn(() => {
    if (!isProven) throw new EngineError('PASSPHRASE_NEEDED', '')
    return ['tea']
  })
  const checkPassphrase = ({ passphrase }: { passphrase: string }): null => {
    if (passphrase !== 'right') throw new EngineError('BAD_PASSPHRASE', '')
    isProven = true
    return null
  }
  const { app } = createApp({ home: { status: () => STATUS, words, checkPassphrase } })
  render(Root, { app })
  return { app, words }
}

async function answer(passphrase: string): Promise<void> {
  const dialog = within(await screen.findByRole('dialog', { name: en.connection.proofTitle }))
  await fireEvent.input(dialog.getByLabelText(en.firstRun.passphraseLabel), { target: { value: passphrase } })
  await fireEvent.submit(dialog.getByLabelText(en.firstRun.passphraseLabel).closest('form')!)
}

test('a wrong passphrase is reported at its field, the right one performs the act', async () => {
  const { app, words } = setUp()
  const shown = app.home.words()
  await answer('wrong')
  await screen.findByText(en.errors.BAD_PASSPHRASE)
  await answer('right')
  expect(await shown).toEqual(['tea'])
  expect(words).toHaveBeenCalledTimes(2)
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
})

test('closing the dialog cancels the act', async () => {
  const { app, words } = setUp()
  const shown = app.home.words()
  const refused = expect(shown).rejects.toMatchObject({ code: 'CANCELLED' })
  const dialog = within(await screen.findByRole('dialog'))
  await fireEvent.click(dialog.getByRole('button', { name: en.common.cancel }))
  await refused
  expect(words).toHaveBeenCalledOnce()
})
