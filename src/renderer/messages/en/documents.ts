// Documents, in English: adding, tagging and attaching them, and their versions.
export const documents = {
  empty: 'No documents yet',
  emptyText: 'Add a document once, and attach it to as many letters as you like. Nothing is copied.',
  filedUnder: 'Tags',
  kinds: 'Kind',
  sorts: { pdf: 'PDF', text: 'Text', sound: 'Sound', other: 'Other' },
  /** Own documents, as a chip and under one. */
  mine: 'Mine',
  noneFits: 'No document fits',
  showAll: 'Show all',
  /** Beside the name of a month: its documents, and its files in sealed letters. */
  inMonth: (count: number, sealed: number) =>
    [...(count > 0 ? [String(count)] : []), ...(sealed > 0 ? [`${sealed} sealed`] : [])].join(', and '),
  stillSealed: (count: number, shown: string) =>
    count === 1 ? '1 file, still sealed' : `${shown} files, still sealed`,
  inLetter: (title: string) => `in “${title}”`,
  inLetters: (count: string) => `in ${count} letters`,
  versions: (count: string) => `${count} versions`,
  back: 'All documents',
  view: 'Show',
  viewOf: (when: string) => `Show the version of ${when}`,
  newVersion: 'New version…',
  replacing: 'Storing the new version…',
  replaced: 'This is now the latest version. Letters keep the version they were sent with.',
  attachHint: 'A letter links to the document. Nothing is copied, however often you use it.',
  history: 'Versions',
  historyHint: 'A letter always shows the version it was sent with.',
  latest: 'latest',
  restore: 'Restore',
  restoreOf: (when: string) => `Restore the version of ${when}`,
  restored: 'That version is now the latest.',
}
