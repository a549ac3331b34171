// Files that a letter attaches, in English: adding them, and what a reader can do with them.
export const attachments = {
  count: (count: number, shown: string) => (count === 1 ? '1 file' : `${shown} files`),
  open: (name: string) => `Look at ${name}`,
  saveOne: (name: string) => `Save ${name}`,
  saveAll: 'Save all',
  saveAway: (name: string) => `${name} is away, and nobody else who is here has it. It can be saved later.`,
  inOwn: 'in your store',
  inStore: (name: string) => `in ${name}’s store`,
  playFrom: (name: string) => `play from ${name}’s store`,
}
