// Dragging a letter out as a file. The system's drag replaces the page's.
import { createEvent, fireEvent, render, screen } from '@testing-library/svelte'
import { expect, it, vi } from 'vitest'
import DragHandle from '../../../src/renderer/letter/DragHandle.svelte'

it('dragging a letter starts the drag of the system, and prevents the drag of the page', async () => {
  const ondrag = vi.fn()
  render(DragHandle, { ondrag })
  const handle = screen.getByTitle('Drag out as a mail file')
  const dragging = createEvent.dragStart(handle)
  await fireEvent(handle, dragging)
  expect([dragging.defaultPrevented, ondrag.mock.calls.length]).toEqual([true, 1])
})
