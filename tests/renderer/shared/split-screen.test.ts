// The way back from the pane to the list, by the keyboard.
import { fireEvent, screen, waitFor } from '@testing-library/svelte'
import { createRawSnippet } from 'svelte'
import { expect, test } from 'vitest'
import SplitScreen from '../../../src/renderer/shared/SplitScreen.svelte'
import { boxPlace } from '../../../src/renderer/state/place.ts'
import { renderInApp } from '../support/render.ts'

const drawn = (html: string) => createRawSnippet(() => ({ render: () => html }))

test.each([
  ['u', boxPlace('inbox')],
  ['Escape', boxPlace('inbox')],
  ['u', null],
])('%s leads from a button of the pane to the row of the list', async (key, back) => {
  renderInApp(SplitScreen, {
    list: drawn(
      '<div><a href="#/inbox" aria-current="page">All</a><a href="#/inbox/x" tabindex="0">Row</a></div>',
    ),
    pane: drawn('<div><button>More</button></div>'),
    ...{ back, listLabel: 'Inbox', paneLabel: 'Letters' },
  })
  const button = await screen.findByRole('button', { name: 'More' })
  button.focus()
  await fireEvent.keyDown(button, { key })
  await waitFor(() => expect(document.activeElement?.textContent).toBe('Row'))
})
