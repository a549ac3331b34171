// The press that stops the mails of a sender.
import { fireEvent, screen, waitFor } from '@testing-library/svelte'
import { expect, test } from 'vitest'
import { EngineError, type RefText } from '../../../src/core/contract/index.ts'
import StopMails from '../../../src/renderer/letter/StopMails.svelte'
import { renderInApp } from '../support/render.ts'

const ref = 'fumikura://ref/sale' as RefText
const press = async (): Promise<void> => {
  await fireEvent.click(await screen.findByRole('button', { name: 'Stop these mails' }))
}

test('one press asks once, and says what became of it', async () => {
  const asked: unknown[] = []
  const unsubscribe = (input: unknown): unknown => {
    asked.push(input)
    return { by: 'request', host: 'shop.example' }
  }
  renderInApp(StopMails, { ref, stopsBy: 'request' }, { letters: { unsubscribe } })
  await screen.findByText('The sender is told once that you want no more.')
  expect(asked).toEqual([])
  await press()
  await screen.findByText('shop.example was told, and said yes.')
  expect(asked).toEqual([{ ref }])
  expect(screen.queryByRole('button')).toBeNull()
})

test('where only a mail asks, the press opens its draft', async () => {
  const unsubscribe = () => ({ by: 'mail', draft: 'ab'.repeat(16), address: 'out@shop.example' })
  renderInApp(StopMails, { ref, stopsBy: 'mail' }, { letters: { unsubscribe } })
  await screen.findByText(/Only a mail can ask for it/)
  await press()
  await waitFor(() => expect(location.hash).toBe(`#/compose/${'ab'.repeat(16)}`))
})

test('a server that refuses is not taken for the own mail server', async () => {
  const unsubscribe = () => {
    throw new EngineError('MAIL_REFUSED', 'no')
  }
  const { app } = renderInApp(StopMails, { ref, stopsBy: 'request' }, { letters: { unsubscribe } })
  await press()
  await waitFor(() =>
    expect(app.toasts.shown.map(({ text }) => text).join()).toMatch(/sender’s server didn’t accept/),
  )
  screen.getByRole('button', { name: 'Stop these mails' })
})
