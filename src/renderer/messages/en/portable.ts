// Export, its check, and import, in English.
import type { ErrorCode } from '../../../core/contract/index.ts'

const count = (number: number, one: string, many: string): string =>
  number === 1 ? `1 ${one}` : `${number} ${many}`

export const portable = {
  text: 'Your letters are yours. Take everything with you in formats that other programs read. Letters come with proof of what their sender stored. An export isn’t encrypted, so keep it where only you can reach it.',
  exportTitle: 'Export',
  exportMenu: 'Export…',
  /** In the menu of one letter. */
  exportThread: 'Export the thread…',
  wholeThread: 'Every letter of this thread, with its files.',
  wholeGroup: (name: string) => `Everything posted in ${name}, with its files.`,
  wholeAlbum: (name: string) => `The photos and files of ${name}, with their captions.`,
  limitTime: 'Limit to a date range',
  since: 'From',
  until: 'Up to and including',
  timeHint: 'With a date range, contacts, groups and drafts aren’t included.',
  timeWrong: 'The end is before the start. Change one of them.',
  shape: 'Save as',
  shapes: { file: 'One file (.zip)', folder: 'A folder' },
  choose: 'Choose a place and export…',
  download: 'Export (.zip)',
  downloading: 'Your browser is saving the export. When it’s done, check it below.',
  exporting: (done: number, total: number) =>
    total === 0 ? 'Exporting…' : `Exporting: ${done} of ${total} letters.`,
  exported: (letters: number, files: number, shown: string) =>
    `Exported: ${count(letters, 'letter', 'letters')} and ${count(files, 'file', 'files')}, in ${shown}.`,
  check: 'Check an export…',
  checking: (done: number) => (done === 0 ? 'Checking…' : `Checking: ${done} so far.`),
  checkedWell: (checked: number) =>
    `Checked: ${checked === 1 ? 'what is in it is' : `all ${checked} letters and files in it are`} exactly what their senders stored.`,
  checkedNothing: 'Checked: the export is complete. It contains no letters or files.',
  checkedBadly: (problems: number) =>
    `${count(problems, 'item is', 'items are')} damaged. Export again, and keep the older export until then.`,
  problems: 'Damaged items',
  withheld: (number: number) => `${count(number, 'letter isn’t', 'letters aren’t')} included`,
  unproven: (number: number) => `${count(number, 'letter is', 'letters are')} included without proof`,
  withheldBecause: {
    RECALLED: 'its sender recalled it',
    EXPIRED: 'it has expired',
    HELD: 'its sender is holding it',
    SEALED: 'you haven’t opened it',
    ALTERED: 'what arrived isn’t what was announced',
    DAMAGED: 'it’s damaged here',
    ABSENT: 'it was never received',
    UNPROVEN: 'its words came with the notice alone',
  } as Readonly<Record<string, string>>,
  importTitle: 'Import',
  importText:
    'An export from Fumikura, or mail from another program: mbox, .eml, Maildir or vCard, zipped or not. What other people wrote appears under Imported. You can repeat an import: nothing is added twice.',
  importFile: 'Choose a file…',
  importFolder: 'Choose a folder…',
  sending: 'Reading the file…',
  importing: (done: number) => (done === 0 ? 'Importing…' : `Importing: ${done} so far.`),
  imported: (taken: number, known: number, refused: number) =>
    `${taken} imported, ${known} already here, ${refused} not imported.`,
  refused: 'What wasn’t imported, and why',
  refusedMore: (number: number) => `And ${number} more.`,
  refusedBecause: {
    INVALID: 'it isn’t what its name says, or points elsewhere',
    TOO_LARGE: 'it’s too large',
    ALTERED: 'it isn’t what its sender stored',
    DAMAGED: 'it’s damaged',
    NOT_FOUND: 'it’s missing',
  } as Partial<Record<ErrorCode, string>>,
  /** Nothing was imported. */
  importFailed: {
    INVALID:
      'Nothing was imported. This isn’t an export or mail, or it was changed on the way. Choose another file.',
    TOO_LARGE: 'Nothing was imported. Unpacked, it’s far larger than it should be. Choose another file.',
    NEWER_HOME: 'Nothing was imported. A newer Fumikura made this export. Update Fumikura first.',
    NOT_FOUND: 'That file is no longer there. Choose a file again.',
  } as Partial<Record<ErrorCode, string>>,
  exportFailed: {
    INVALID:
      'The export can’t be saved there. Choose another name or place; existing files aren’t overwritten.',
    NOT_FOUND: 'What you chose to export is no longer here.',
    NO_SPACE: 'There isn’t enough space there. The unfinished export was removed. Choose another place.',
  } as Partial<Record<ErrorCode, string>>,
  checkFailed: {
    INVALID: 'This isn’t an export. Choose another file.',
    NOT_FOUND: 'That file is no longer there. Choose a file again.',
  } as Partial<Record<ErrorCode, string>>,
  stopped: 'Stopped. The unfinished part was removed.',
  importStopped: 'Stopped. What was imported so far is here. Import the same file again to go on.',
}
