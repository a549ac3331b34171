// Exports, their check, and imports, in English.
import type { ErrorCode } from '../../../core/contract/index.ts'

const count = (number: number, one: string, many: string): string =>
  number === 1 ? `1 ${one}` : `${number} ${many}`

export const portable = {
  title: 'Your letters are yours',
  text: 'Take everything with you, in forms that other programs read: each letter with the proof of what its author stored. It is not encrypted; keep it where only you can reach it.',
  exportTitle: 'Export',
  exportMenu: 'Export…',
  /** Among what can be done with one letter. */
  exportThread: 'Export the thread…',
  wholeThread: 'Every letter of this thread, with its files.',
  wholeGroup: (name: string) => `What was written in ${name}, with its files.`,
  wholeAlbum: (name: string) => `The pictures and files of ${name}, with their captions.`,
  limitTime: 'Only a part of the time',
  since: 'From',
  until: 'Up to and including',
  timeHint: 'Contacts, groups and drafts go along only without these.',
  timeWrong: 'The end is before the beginning.',
  shape: 'As',
  shapes: { file: 'One file (.zip)', folder: 'A folder' },
  choose: 'Choose a place and export…',
  download: 'Export (.zip)',
  downloading: 'Your browser keeps it. When it is there, check it below.',
  exporting: (done: number, total: number) =>
    total === 0 ? 'Exporting…' : `Exporting: ${done} of ${total} letters.`,
  exported: (letters: number, files: number, shown: string) =>
    `Exported: ${count(letters, 'letter', 'letters')} and ${count(files, 'file', 'files')}, in ${shown}.`,
  check: 'Check an export…',
  checking: (done: number) => (done === 0 ? 'Checking…' : `Checking: ${done} so far.`),
  checkedWell: (checked: number) =>
    `Checked afterwards: ${checked === 1 ? 'what is in it is' : `all ${checked} letters and files in it are`} exactly what their authors stored.`,
  checkedNothing: 'Checked afterwards: it is whole. There is no letter and no file in it.',
  checkedBadly: (problems: number) =>
    `${count(problems, 'thing', 'things')} in it ${problems === 1 ? 'is' : 'are'} not as ${problems === 1 ? 'it' : 'they'} should be. Export again, and keep the older one until then.`,
  problems: 'What is not as it should be',
  withheld: (number: number) => `${count(number, 'letter is', 'letters are')} not in it`,
  withheldBecause: {
    RECALLED: 'its author recalled it',
    EXPIRED: 'its time has passed',
    HELD: 'its author is holding it',
    SEALED: 'it was not opened',
    ALTERED: 'what came is not what was announced',
    DAMAGED: 'it is damaged here',
    ABSENT: 'it was never fetched',
    UNPROVEN: 'there is no proof of it',
  } as Readonly<Record<string, string>>,
  importTitle: 'Import',
  importText:
    'An export of Fumikura, or mail of another program: mbox, .eml, Maildir, vCard, also zipped. What comes from others stands in Imported. It can be repeated: nothing is taken twice.',
  importFile: 'Choose a file…',
  importFolder: 'Choose a folder…',
  sending: 'Reading the file…',
  importing: (done: number) => (done === 0 ? 'Importing…' : `Importing: ${done} so far.`),
  imported: (taken: number, known: number, refused: number) =>
    `${taken} taken in, ${known} known before, ${refused} not taken.`,
  refused: 'What was not taken, and why',
  refusedMore: (number: number) => `And ${number} more.`,
  refusedBecause: {
    INVALID: 'it is not what it says it is, or points elsewhere',
    TOO_LARGE: 'it is too large',
    ALTERED: 'it is not what its author stored',
    DAMAGED: 'it is damaged',
    NOT_FOUND: 'it is missing',
  } as Partial<Record<ErrorCode, string>>,
  /** The whole of it was refused. */
  importFailed: {
    INVALID: 'Nothing was taken in: this is no export or mail, or it was changed on the way.',
    TOO_LARGE: 'Nothing was taken in: it unpacks to far more than it should.',
    NEWER_HOME: 'Nothing was taken in: a newer Fumikura made this export. Please update first.',
    NOT_FOUND: 'There is no such file any more. Choose it again.',
  } as Partial<Record<ErrorCode, string>>,
  exportFailed: {
    INVALID:
      'It cannot be written there. Choose another name or place; nothing that is there is overwritten.',
    NOT_FOUND: 'That is not here any more.',
    NO_SPACE: 'There is not enough space there. What was begun has been removed; choose another place.',
  } as Partial<Record<ErrorCode, string>>,
  checkFailed: {
    INVALID: 'This is no export.',
    NOT_FOUND: 'There is no such file any more. Choose it again.',
  } as Partial<Record<ErrorCode, string>>,
  stopped: 'Stopped. What was only begun has been removed.',
  importStopped: 'Stopped. What was taken in by then is here; import it again to go on.',
}
