// The files that are dropped or pasted on a letter. A browser lists folders as files; skip them.

/** False for copied text that also carries a picture of itself, as office programs make. */
export function hasFiles(carried: DataTransfer | null): carried is DataTransfer {
  return carried !== null && carried.types.includes('Files') && !carried.types.includes('text/plain')
}

export function listCarried(carried: DataTransfer): { files: File[]; folders: number } {
  const items = [...carried.items].filter(({ kind }) => kind === 'file')
  const isFolder = (item: DataTransferItem): boolean => item.webkitGetAsEntry?.()?.isDirectory === true
  const files = items.filter((item) => !isFolder(item)).flatMap((item) => item.getAsFile() ?? [])
  return { files, folders: items.filter(isFolder).length }
}
