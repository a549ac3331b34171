// A file on its way out of the window by the mouse: browsers of Chromium's kind fetch it where it is dropped.
import type { Shell } from '../bridge/index.ts'
import type { ViewedFile } from '../state/viewing.svelte.ts'

export function draggedOut(event: DragEvent, { file, name }: ViewedFile, shell: Shell): void {
  if (event.dataTransfer === null) return
  const address = new URL(shell.files.address(file), location.href)
  // The name stands between colons.
  event.dataTransfer.setData(
    'DownloadURL',
    `application/octet-stream:${name.replaceAll(':', '_')}:${address.href}`,
  )
  event.dataTransfer.effectAllowed = 'copy'
}
