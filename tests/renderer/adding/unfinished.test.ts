// Uploads that an end of the whole app interrupted. The list is shown only if there are any; each
// can be resumed, replaced or discarded.
import { fireEvent, screen, waitFor } from '@testing-library/svelte'
import { expect, test } from 'vitest'
import { EngineError, type SealingFile, type SealingId } from '../../../src/core/contract/index.ts'
import UnfinishedFiles from '../../../src/renderer/adding/UnfinishedFiles.svelte'
import { en } from '../../../src/renderer/messages/en/index.ts'
import { Adding } from '../../../src/renderer/state/adding.svelte.ts'
import { renderInApp } from '../support/render.ts'

const film: SealingFile = {
  ...{ sealing: 'f' as SealingId, name: 'film.mp4', size: 40_000_000, done: 0, state: 'interrupted' },
  code: null,
}
const other: SealingFile = { ...film, sealing: 'o' as SealingId, name: 'now.mp4', state: 'sealing' }

function open(resume: () => void = () => undefined) {
  const state = { files: [film, other], cancelled: [] as unknown[], listed: 0 }
  const cancel = (input: { sealing: SealingId }): null => {
    state.cancelled.push(input.sealing)
    state.files = state.files.filter(({ sealing }) => sealing !== input.sealing)
    return null
  }
  const pause = (): null => {
    state.files = state.files.map((file): SealingFile => ({ ...file, state: 'paused' }))
    return null
  }
  const sealings = (): SealingFile[] => {
    state.listed++
    return state.files
  }
  const calls = { files: { sealings, cancel, resume, pause } }
  return { state, ...renderInApp(UnfinishedFiles, {}, calls) }
}

const gone = (): Promise<void> => waitFor(() => expect(screen.queryByRole('region')).toBeNull())

test('a resumed upload shows its progress, and leaves the list when it is stored', async () => {
  const { state, engine } = open(() => {
    state.files = [{ ...film, state: 'sealing', done: 10_000_000 }, other]
  })
  expect(screen.queryByRole('region')).toBeNull()
  await fireEvent.click(await screen.findByRole('button', { name: 'Resume storing film.mp4' }))
  await screen.findByText('10 MB of 40 MB stored')
  expect(screen.queryByText('now.mp4')).toBeNull()
  // Resume and Pause are one button, so that the keyboard focus stays on it.
  await fireEvent.click(screen.getByRole('button', { name: 'Pause storing film.mp4' }))
  await screen.findByText('paused at 10 MB of 40 MB')
  expect(screen.getByRole('button', { name: 'Resume storing film.mp4' })).not.toBeNull()
  state.files = [other]
  engine.tell({ type: 'sealing-changed', sealing: film.sealing, progress: null })
  await gone()
})

test('an upload whose file was moved can only get a new file or be discarded', async () => {
  const { state, app } = open(() => {
    throw new EngineError('NOT_FOUND', 'No file.')
  })
  await fireEvent.click(await screen.findByRole('button', { name: 'Resume storing film.mp4' }))
  await screen.findByRole('button', { name: 'Choose the file again: film.mp4' })
  expect(screen.getByRole('status').textContent).toBe('The file is no longer where it was.')
  expect(screen.queryByRole('button', { name: /Go on/ })).toBeNull()
  const picker = document.querySelector<HTMLInputElement>('input[type=file]')!
  await fireEvent.click(screen.getByRole('button', { name: 'Choose the file again: film.mp4' }))
  Object.defineProperty(picker, 'files', { value: [new File(['x'], 'film.mp4')] })
  await fireEvent.change(picker)
  await gone()
  expect(state.cancelled).toEqual([film.sealing])
  expect(app.noun(Adding).counts.total).toBe(1)
})

test('a discarded upload is cancelled in the engine', async () => {
  const { state } = open()
  await fireEvent.click(await screen.findByRole('button', { name: 'Discard the unfinished film.mp4' }))
  await gone()
  expect(state.cancelled).toEqual([film.sealing])
})

test('an upload that fails after its resume shows the reason, and can be tried again', async () => {
  const { state, engine } = open(() => {
    state.files = [{ ...film, state: 'sealing', done: 10_000_000 }]
  })
  await screen.findByRole('button', { name: 'Resume storing film.mp4' })
  const failed: SealingFile = { ...film, state: 'failed', code: 'NO_SPACE' }
  state.files = [failed]
  engine.tell({ type: 'sealing-changed', sealing: film.sealing, progress: failed })
  const again = await screen.findByRole('button', { name: 'Try again to store film.mp4' })
  expect(screen.getByRole('status').textContent).toBe(en.errors.NO_SPACE)
  await fireEvent.click(again)
  await screen.findByText('10 MB of 40 MB stored')
  expect(screen.getByRole('status').textContent).toBe('')
})

test('an interrupted upload shows its progress', async () => {
  const { engine } = open()
  await screen.findByRole('button', { name: 'Resume storing film.mp4' })
  const progress = { ...film, done: 30_000_000 }
  engine.tell({ type: 'sealing-changed', sealing: film.sealing, progress })
  await screen.findByText('30 MB of 40 MB stored')
  expect(screen.getByRole('progressbar').getAttribute('value')).toBe('30000000')
})

test('an event has the progress of an upload, so no list is read again, also for another upload', async () => {
  const { state, engine } = open(() => {
    state.files = [{ ...film, state: 'sealing', done: 10_000_000 }, other]
  })
  await fireEvent.click(await screen.findByRole('button', { name: 'Resume storing film.mp4' }))
  await screen.findByText('10 MB of 40 MB stored')
  const { listed } = state
  const progress: SealingFile = { ...film, state: 'sealing', done: 20_000_000 }
  engine.tell({ type: 'sealing-changed', sealing: film.sealing, progress })
  engine.tell({ type: 'sealing-changed', sealing: other.sealing, progress: other })
  await screen.findByText('20 MB of 40 MB stored')
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(state.listed).toBe(listed)
})
