// The files that are dropped or pasted on a letter. A browser lists folders as files; skip them.

/** False for copied text that also carries a picture of itself, as office programs make. */
export function hasFiles(carried: DataTransfer | null): carried is DataTransfer {
  return carried !== null && carried.types.includes('Files') && !carried.types.includes('text/plain')
}

/** Attaches the files of a drop or a paste, unless the text has them. False if there are none. */
export function attachCarried(
  event: DragEvent | ClipboardEvent,
  attach: (files: readonly File[], folders: number) => void,
): boolean {
  const carried = 'dataTransfer' in event ? event.dataTransfer : event.clipboardData
  if (!hasFiles(carried)) return false
  if (event.defaultPrevented) return true
  // The browser would leave the page to show the dropped file.
  event.preventDefault()
  const { files, folders } = listCarried(carried)
  attach(files, folders)
  return true
}

export function listCarried(carried: DataTransfer): { files: File[]; folders: number } {
  const items = [...carried.items].filter(({ kind }) => kind === 'file')
  const isFolder = (item: DataTransferItem): boolean => item.webkitGetAsEntry?.()?.isDirectory === true
  const files = items.filter((item) => !isFolder(item)).flatMap((item) => item.getAsFile() ?? [])
  return { files, folders: items.filter(isFolder).length }
}
