// From what was dropped or picked to the files in it, those in folders too; what systems leave beside them is passed over.

const LEFT_BEHIND = /^(?:\.|~\$|(?:thumbs\.db|desktop\.ini)$)/i

export const isWanted = ({ name }: { name: string }): boolean => !LEFT_BEHIND.test(name)

/** A picker's files. Of a folder each path begins with it: one hidden anywhere below is hidden. */
export function collectPicked(files: Iterable<File>): File[] {
  return [...files].filter(
    (file) => isWanted(file) && file.webkitRelativePath.split('/').every((name) => isWanted({ name })),
  )
}

/** What was dropped. To be called while the drop is handled: later the browser has forgotten it. */
export function collectDropped(transfer: DataTransfer): Promise<File[]> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null)
  return entries.length === 0 ? Promise.resolve([...transfer.files].filter(isWanted)) : walkAll(entries)
}

/** One after the other: thousands at once would all be held open. */
async function walkAll(entries: readonly FileSystemEntry[]): Promise<File[]> {
  const found: File[] = []
  for (const entry of entries.filter(isWanted)) for (const file of await walk(entry)) found.push(file)
  return found
}

async function walk(entry: FileSystemEntry): Promise<File[]> {
  if (entry instanceof FileSystemFileEntry)
    return [await new Promise<File>((resolve, reject) => entry.file(resolve, reject))]
  if (!(entry instanceof FileSystemDirectoryEntry)) return []
  const reader = entry.createReader()
  const found: File[] = []
  // A browser gives a hundred at a time, and none when it is done.
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    )
    if (part.length === 0) return found
    for (const file of await walkAll(part)) found.push(file)
  }
}
