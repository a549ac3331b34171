// What can be done with files that were chosen, the same from a grid, a list and the viewer.
import type { FileId, ListedFile } from '../../core/contract/index.ts'
import { tellError } from '../messages/errors.ts'
import { useMessages } from '../messages/messages.svelte.ts'
import type { App } from '../state/app.svelte.ts'
import { composePlace } from '../state/place.ts'

/** To a new letter that links them; nothing is copied. */
export async function attachToLetter(app: App, files: readonly ListedFile[]): Promise<void> {
  const mine = files.filter(({ isMine }) => isMine).map(({ file }) => file)
  if (mine.length === 0) return refuse(app)
  try {
    const { draft } = await app.api.drafts.save({ to: [], subject: '', text: '', attachments: mine })
    app.route.go(composePlace({ draft }))
  } catch (error) {
    app.toasts.show({ text: tellError(error), tone: 'problem' })
  }
}

/** Those of them that are mine to share, or words that none is. */
export function findMine(app: App, files: readonly ListedFile[]): readonly FileId[] {
  const mine = files.filter(({ isMine }) => isMine).map(({ file }) => file)
  if (mine.length === 0) refuse(app)
  return mine
}

function refuse(app: App): void {
  app.toasts.show({ text: useMessages().files.select.notMine, tone: 'problem' })
}
