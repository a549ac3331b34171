// Documents, in English: kept, filed under words, replaced by versions, put into letters.
export const documents = {
  empty: 'No documents yet',
  emptyText:
    'What you add here is stored once. Put it into as many letters as you like: each only points at it.',
  filedUnder: 'Filed under',
  all: 'All',
  noneTagged: 'Nothing is filed under this word.',
  versions: (count: string) => `${count} versions`,
  back: 'All documents',
  view: 'Show',
  viewOf: (when: string) => `Show the version of ${when}`,
  newVersion: 'New version…',
  replacing: 'Storing the new version…',
  replaced: 'This is the latest version now. Letters keep the one they attached.',
  attachHint: 'A letter links it; nothing is copied, however often it is used.',
  history: 'Versions',
  historyHint: 'A letter shows the version it was sent with, whatever comes later.',
  latest: 'the latest',
  restore: 'Restore',
  restoreOf: (when: string) => `Restore the version of ${when}`,
  restored: 'That version is the latest again.',
}
