// The palette closes at once when a command runs, so that a palette opened right after it stays
// open.
import { fireEvent, screen } from '@testing-library/svelte'
import { expect, it, vi } from 'vitest'
import Palette from '../../../src/renderer/palette/Palette.svelte'
import { renderInApp } from '../support/render.ts'

it('closing is reported once, at once, and the event of the dialog does not repeat it', async () => {
  const onclose = vi.fn()
  renderInApp(Palette, { onclose }, { people: { contacts: () => [] }, groups: { list: () => [] } })
  const field = screen.getByRole('combobox')
  await fireEvent.input(field, { target: { value: 'theme: dark' } })
  // A browser emits the dialog's close event later; this test never does.
  const dialog = field.closest('dialog')!
  dialog.close = () => undefined
  await fireEvent.keyDown(field, { key: 'Enter' })
  expect(onclose).toHaveBeenCalledOnce()
  await fireEvent(dialog, new Event('close'))
  expect(onclose).toHaveBeenCalledOnce()
})
