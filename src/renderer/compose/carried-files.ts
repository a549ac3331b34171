// What is dropped or pasted on a letter: its files, without folders, which a browser hands over as if they were some.

/** Text that a program copied along with pictures of itself is text. */
export function hasFiles(carried: DataTransfer | null): carried is DataTransfer {
  return carried !== null && carried.types.includes('Files') && !carried.types.includes('text/plain')
}

export function listCarried(carried: DataTransfer): { files: File[]; folders: number } {
  const items = [...carried.items].filter(({ kind }) => kind === 'file')
  const isFolder = (item: DataTransferItem): boolean => item.webkitGetAsEntry?.()?.isDirectory === true
  const files = items.filter((item) => !isFolder(item)).flatMap((item) => item.getAsFile() ?? [])
  return { files, folders: items.filter(isFolder).length }
}
