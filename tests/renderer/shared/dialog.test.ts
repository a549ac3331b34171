// The first focus of a dialog is on its purpose, not on its close button.
import { createRawSnippet } from 'svelte'
import { expect, it } from 'vitest'
import Dialog from '../../../src/renderer/shared/Dialog.svelte'
import { renderInApp } from '../support/render.ts'

const part = (html: string) => createRawSnippet(() => ({ render: () => html }))

it.each([
  [
    'in its text field',
    '<p><input type="checkbox"><input id="wanted"></p>',
    '<span><button>No</button></span>',
  ],
  [
    'on the button that changes nothing',
    '<p>Sure?</p>',
    '<span><button id="wanted">No</button><button>Yes</button></span>',
  ],
])('the first focus of a dialog is %s', (_, content, actions) => {
  renderInApp(Dialog as never, {
    title: 'A dialog',
    onclose: () => undefined,
    children: part(content),
    actions: part(actions),
  })
  expect(document.activeElement?.id).toBe('wanted')
})

it('the first focus of a dialog is on its text if it has no field and no action', () => {
  renderInApp(Dialog as never, {
    title: 'A dialog',
    onclose: () => undefined,
    size: 'wide',
    children: part('<p>Much to read</p>'),
  })
  expect(document.activeElement?.textContent).toContain('Much to read')
})
