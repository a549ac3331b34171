// The actions for selected files, shared by grid, list and viewer.
import type { ListedFile } from '../../core/contract/index.ts'
import { f, m } from '../messages/messages.svelte.ts'
import type { App } from '../state/app.svelte.ts'
import { composePlace } from '../state/place.ts'
import { Space } from '../state/space.svelte.ts'

/** The dialog that is open for the selected files. */
export interface SelectionDialog {
  kind: 'file' | 'share' | 'delete'
  files: readonly ListedFile[]
}

/** Opens a new letter that links the files. Nothing is copied. */
export async function attachToLetter(app: App, files: readonly ListedFile[]): Promise<void> {
  const attachments = findMine(app, files).map(({ file }) => file)
  if (attachments.length === 0) return
  await app.attempt(async () => {
    const { draft } = await app.api.drafts.save({ to: [], subject: '', text: '', attachments })
    app.route.go(composePlace({ draft }))
  })
}

/** True for a file of another person. A file inside a mail stays with its mail. */
export const canBeKept = ({ isMine, number }: ListedFile): boolean => !isMine && number === null

/** Fetches the files of others completely and keeps them. */
export async function keepHere(app: App, files: readonly ListedFile[]): Promise<void> {
  const others = files.filter(canBeKept).map(({ file }) => file)
  const { select } = m.files
  await app.attempt(async () => {
    const end = app.toasts.show({ text: select.pinning })
    const undo = await app.noun(Space).pin(others)
    end()
    app.toasts.show({ text: select.pinned(others.length, f.number(others.length)), undo })
  })
}

/** Returns the own files among them. Shows a message if some or all are not. */
export function findMine(app: App, files: readonly ListedFile[]): readonly ListedFile[] {
  const mine = files.filter(({ isMine }) => isMine)
  if (mine.length < files.length) app.toasts.show({ text: m.files.select.notMine })
  return mine
}
