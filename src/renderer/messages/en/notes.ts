// Notes, in English.
export const notes = {
  label: 'Note',
  new: 'New note',
  newHint: 'Only you can read this. It saves itself, and is in Notes when you leave.',
  only: (when: string) => `Only you can read this note · ${when}`,
  title: 'Title',
  titleHint: 'Title (or the first line)',
  history: 'History of this note',
  seeHistory: 'History',
  latest: 'Latest',
  /** The words on the page. They become a version when the note is left. */
  unstored: 'Now, not a version yet',
  restore: 'Restore',
  restoreOf: (when: string) => `Restore the version of ${when}`,
  restored: 'Restored. The newer versions are still in the history.',
  renamed: (title: string) => `Title changed to “${title}”`,
}
