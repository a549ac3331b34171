// A file on its way out of the window by the mouse: a desktop hands it to the system, and browsers of Chromium's kind fetch it where it
// is dropped.
import { isEngineError } from '../../core/contract/index.ts'
import { tellError } from '../messages/errors.ts'
import { useMessages } from '../messages/messages.svelte.ts'
import type { App } from '../state/app.svelte.ts'
import type { ViewedFile } from '../state/viewing.svelte.ts'

export function dragOut(event: DragEvent, file: ViewedFile, app: App): void {
  const { desktop } = app.shell
  if (desktop === null) return offerAddress(event, file, app)
  // The system's drag takes the place of the page's, which knows no files.
  event.preventDefault()
  desktop.dragStored(file.file).catch((error: unknown) => {
    const text = isEngineError(error, 'NOT_YET')
      ? useMessages().attachments.dragAgain(file.name)
      : tellError(error)
    app.toasts.show({ text })
  })
}

function offerAddress({ dataTransfer }: DragEvent, { file, name }: ViewedFile, { shell }: App): void {
  if (dataTransfer === null) return
  const address = new URL(shell.files.address(file), location.href)
  // The name stands between colons.
  dataTransfer.setData('DownloadURL', `application/octet-stream:${name.replaceAll(':', '_')}:${address.href}`)
  dataTransfer.effectAllowed = 'copy'
}
