// Drags a file out of the window with the mouse. The desktop passes it to the system; Chromium
// browsers download it at the place of the drop.
import { isEngineError } from '../../core/contract/index.ts'
import { describeError } from '../messages/errors.ts'
import { m } from '../messages/messages.svelte.ts'
import type { App } from '../state/app.svelte.ts'
import type { ViewedFile } from '../state/viewing.svelte.ts'

export function dragOut(event: DragEvent, file: ViewedFile, app: App): void {
  const { desktop } = app.shell
  if (desktop === null) return offerAddress(event, file, app)
  // The system's drag replaces the page's, which cannot carry files.
  event.preventDefault()
  desktop.dragStored(file.file).catch((error: unknown) => {
    const text = isEngineError(error, 'NOT_YET') ? m.attachments.dragAgain(file.name) : describeError(error)
    app.toasts.show({ text })
  })
}

function offerAddress({ dataTransfer }: DragEvent, { file, name }: ViewedFile, { shell }: App): void {
  if (dataTransfer === null) return
  const address = new URL(shell.files.address(file), location.href)
  // A colon separates the parts of `DownloadURL`.
  dataTransfer.setData('DownloadURL', `application/octet-stream:${name.replaceAll(':', '_')}:${address.href}`)
  dataTransfer.effectAllowed = 'copy'
}
