// The desktop's own texts in English, and the type that every other language must satisfy.
// Only the texts that the system draws: menus, dialogs, the tray. The page has its own texts.

import type { FileKind } from '../../../core/contract/index.ts'

export const en = {
  cancel: 'Cancel',
  close: 'Close',
  quit: 'Quit',
  tryAgain: 'Try again',
  file: 'File',
  edit: 'Edit',
  view: 'View',
  go: 'Go',
  window: 'Window',
  help: 'Help',
  compose: 'New Letter',
  settings: 'Settings…',
  search: 'Search',
  palette: 'Find a Command…',
  inbox: 'Inbox',
  people: 'Contacts',
  shortcuts: 'Keyboard Shortcuts',
  print: 'Print…',
  closeWindow: 'Close Window',
  lookForUpdates: 'Check for Updates…',
  undo: 'Undo',
  redo: 'Redo',
  cut: 'Cut',
  copy: 'Copy',
  paste: 'Paste',
  pastePlain: 'Paste Without Formatting',
  selectAll: 'Select All',
  reload: 'Reload',
  actualSize: 'Actual Size',
  zoomIn: 'Larger',
  zoomOut: 'Smaller',
  fullScreen: 'Full Screen',
  developerTools: 'Developer Tools',
  minimize: 'Minimize',
  hide: 'Hide Fumikura',
  hideOthers: 'Hide Others',
  showAll: 'Show All',
  services: 'Services',
  about: 'About Fumikura',
  bringToFront: 'Bring All to Front',
  open: 'Open Fumikura',
  noGuesses: 'No suggestions',
  learnWord: 'Learn Spelling',
  copyLink: 'Copy Link Address',
  saveTitle: 'Save',
  saveFilesTitle: 'Save in a folder',
  places: {
    'export-file': 'Choose where to save the export',
    'export-folder': 'Choose a folder for the export',
    check: 'Choose an export to check',
    'import-file': 'Choose a file to import',
    'import-folder': 'Choose a folder to import',
    'backup-file': 'Choose where to save the backup',
    'backup-folder': 'Choose a folder for backups',
    recover: 'Choose your backup file',
  },
  unread: (count: number) =>
    count === 0 ? 'Fumikura' : `Fumikura: ${count === 1 ? '1 sealed letter' : `${count} sealed letters`}`,
  outside: {
    title: (host: string) => `Open ${host}?`,
    puny: 'This address uses characters that look like others. Check it carefully.',
    open: 'Open',
  },
  openFile: {
    title: (name: string) => `Open “${name}” in another program?`,
    kinds: {
      picture: 'Picture',
      film: 'Film',
      sound: 'Sound',
      document: 'Document',
      other: 'File',
    } satisfies Record<FileKind, string>,
    own: 'From your own store',
    fromOther: (name: string) => `From ${name}’s store`,
    copy: 'It opens a read-only copy. Save your changes somewhere else.',
    careful: 'Documents from others can harm programs with faults. Open only what you expect.',
    open: 'Open',
  },
  refused: {
    title: 'Fumikura can’t open your letters',
    HOME_LOCKED: 'Another Fumikura on this computer is using them. Close it and try again.',
    NEWER_HOME: 'A newer Fumikura wrote them. Install that version. Nothing was changed.',
    DAMAGED:
      'One of their files is damaged. Nothing was changed. Copy the folder before you do anything else.',
    NO_SPACE: 'The disk is full. Free some space and try again.',
    other: 'Nothing was changed. Try again.',
  },
  died: {
    title: 'Fumikura keeps stopping',
    detail: 'What you sent is safe on disk. See the crash log in Settings for details.',
  },
  pageLost: {
    title: 'The Fumikura window keeps crashing',
    detail: 'Your letters and drafts are safe on disk.',
  },
  onlyHere: {
    title: (count: number) =>
      count === 1 ? 'One letter is only on this computer' : `${count} letters are only on this computer`,
    detail: (count: number): string =>
      count === 1
        ? 'No station has it yet. After you quit, nobody can open it until Fumikura runs here again.'
        : 'No station has them yet. After you quit, nobody can open them until Fumikura runs here again.',
    wait: 'Quit When a Station Has Them All',
    quit: 'Quit Now',
  },
  updates: {
    ask: 'May Fumikura check for updates?',
    askDetail:
      'Once a day, it asks one server for the newest version. It downloads nothing without your permission.',
    yes: 'Check for Updates',
    no: 'Never',
  },
}

export type ShellWords = typeof en
