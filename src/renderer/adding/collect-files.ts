// Collects files from a drop or a picker, including those in folders. Skips files that operating
// systems create.

const LEFT_BEHIND = /^(?:\.|~\$|(?:thumbs\.db|desktop\.ini)$)/i

/** A folder lists its entries in any order. 2.jpg comes before 13.jpg. */
const { compare: byName } = new Intl.Collator(undefined, { numeric: true })
const pathOf = ({ name, webkitRelativePath }: File): string => webkitRelativePath || name

export const isWanted = ({ name }: { name: string }): boolean => !LEFT_BEHIND.test(name)

/**
 * Collects a picker's files. Each path begins with the chosen folder; a file is skipped if any part
 * below it is hidden.
 */
export function collectPicked(files: Iterable<File>): File[] {
  const wanted = [...files].filter(
    (file) => isWanted(file) && file.webkitRelativePath.split('/').every((name) => isWanted({ name })),
  )
  return wanted.sort((one, other) => byName(pathOf(one), pathOf(other)))
}

/**
 * Collects dropped files. Call it inside the drop event, because the browser discards the data
 * afterwards.
 */
export function collectDropped(transfer: DataTransfer): Promise<File[]> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null)
  return entries.length === 0 ? Promise.resolve([...transfer.files].filter(isWanted)) : walkAll(entries)
}

/** One after another, because thousands at once would all be held open. */
async function walkAll(entries: readonly FileSystemEntry[]): Promise<File[]> {
  const found: File[] = []
  const wanted = entries.filter(isWanted).sort((one, other) => byName(one.name, other.name))
  for (const entry of wanted) for (const file of await walk(entry)) found.push(file)
  return found
}

async function walk(entry: FileSystemEntry): Promise<File[]> {
  if (entry instanceof FileSystemFileEntry)
    return [await new Promise<File>((resolve, reject) => entry.file(resolve, reject))]
  if (!(entry instanceof FileSystemDirectoryEntry)) return []
  const reader = entry.createReader()
  const found: File[] = []
  // The browser returns a hundred entries at a time, and none at the end.
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    )
    if (part.length === 0) return found
    for (const file of await walkAll(part)) found.push(file)
  }
}
