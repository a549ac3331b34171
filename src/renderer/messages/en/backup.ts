// Backups, and coming back, in English.
import type { BackupPlaceFault, LostKind } from '../../../core/contract/index.ts'

const records = (count: number): string => (count === 1 ? '1 record' : `${count} records`)

export const backup = {
  title: 'Backup',
  intro:
    'One file with your letters, contacts and keys. Only your 24 words open it, so it may lie anywhere; keep the words somewhere else.',
  introLocked:
    'One file with your letters, contacts and keys. Only your 24 words and your passphrase together open it. Keep the words somewhere else all the same.',
  last: (when: string, letters: number, path: string) =>
    `The last one: ${when}, ${letters === 1 ? '1 letter' : `${letters} letters`}, in ${path}.`,
  none: 'There is none yet.',
  running: 'A backup is being written…',
  failed: 'The scheduled backup did not go well. It is tried again every hour.',
  path: 'Where to',
  pathHint: (home: string | null) =>
    `A folder, best on a stick: the file in it is named by itself. Or a file, written from the beginning on${home === null ? '' : `, like ${home}/my.fumikura-backup`}.`,
  /** Of the buttons that fill it in. */
  places: 'Folders that are there',
  disk: (name: string) => `On ${name}`,
  homeFolder: 'In the home folder',
  noFolder: 'There is no such folder. If it is on a stick: is the stick plugged in?',
  placeFaults: {
    relative: 'Write it from the beginning on: it starts with /, or with ~/ for your home folder.',
    denied: 'Fumikura may not write there. Choose another folder.',
    'read-only': 'This disk can only be read. Choose another one.',
    name: 'This name is too long for a file.',
    taken: 'Another file lies there already, and stays as it is. Choose another name.',
  } satisfies Record<BackupPlaceFault, string>,
  make: 'Back up now',
  chooseAndMake: 'Choose a place and back up…',
  chooseOther: 'To another place…',
  making: 'Writing and reading it back…',
  made: (letters: number) =>
    `Done and read back: ${letters === 1 ? '1 letter is' : `${letters} letters are`} in it.`,
  every: 'By itself',
  intervals: { off: 'Never', day: 'Every day', week: 'Every week' },
  folder: 'Folder for it',
  folderHint: 'Best on another disk than this one.',
  chooseFolder: 'Choose a folder…',
  folderIs: (folder: string) => `Into ${folder}.`,
  folderWrong: 'There is no such folder. It must be there already.',
  files: 'Large files too',
  filesHint: 'Pictures and other files of your own. Without them the backup stays small.',
  others: 'Letters of others too',
  othersHint: 'Those that you have opened, with their words.',
  save: 'Save',
  saved: 'Saved.',
  holds:
    'A copy of an older backup still holds what you recalled or deleted since. Destroy copies that you do not need.',

  passphraseNone:
    'If your words and the backup lie in one place, whoever finds both has everything. A passphrase that lies elsewhere, or in your head, prevents that.',
  passphraseAdd: 'Also ask for a passphrase…',
  passphraseSince: (when: string) =>
    `Besides the words, backups ask for a passphrase. You set it ${when}. If you are no longer sure of it, change it while this computer works; the old one is not needed.`,
  passphraseNext:
    'The last backup was written before this change and opens as it did. The next one is written whole; copies of older ones stay as they are.',
  passphraseChange: 'Change the passphrase…',
  passphraseRemove: 'Remove the passphrase',
  passphraseTitle: 'A passphrase for backups',
  passphraseWarning:
    'If you forget it, these backups are worthless: nobody can open them, not even with the 24 words. The words alone still bring you back, but not your letters. While this computer works, you can set another one here.',
  passphraseNew: 'Passphrase for backups',
  passphraseDone: 'Set. The next backup asks for it.',
  passphraseRemoved: 'Removed. The next backup opens with the words alone.',

  checkTitle: 'Check your words',
  checkWhen: (when: string) => `Last checked ${when}.`,
  check: 'Check my words',
  checkRight: 'These are your words. All is well.',
  checkWrong:
    'These are somebody’s words, but not yours. Look at your paper again. What to do if yours are lost stands below “If they are lost”.',
  lostTitle: 'If they are lost',
  lostText:
    'Nobody can make new ones, and no backup opens without them. Nothing is gone as long as this computer works, so do it while it does:',
  lostSteps: [
    'Take everything out under “Your letters are yours”, below, and keep it in a second place.',
    'Begin as a new person on another computer, and write those words down at once.',
    'Take the export in there: your letters can be read and found again.',
    'Ask your contacts from here to meet you there, by an invite from the new person.',
  ] as readonly string[],

  words: 'Your 24 words',
  wordNumber: (position: number) => `Word ${position}`,
  wordUnknown: 'Not one of the words',
  wordsLeft: (count: number) => (count === 1 ? '1 word is missing.' : `${count} words are missing.`),
  wordsNoPhrase:
    'Each is a word, but together they are nobody’s. One of them is probably another one, or two have changed places.',

  haveWords: 'I have my 24 words',
  recoverTitle: 'Welcome back',
  recoverIntro: 'Type the 24 words from your paper. After two or three letters the word is offered.',
  next: 'Go on',
  back: 'Back',
  fileTitle: 'Do you have a backup file?',
  fileIntro:
    'It lies where you had it written: on a stick, on another disk, or in the folder for backups. Its name ends in .fumikura-backup. With it your letters and contacts come back. Without it you are the same person again, and meet your contacts anew.',
  nameTitle: 'What are you called?',
  stepOf: (step: number, of: number) => `Step ${step} of ${of}`,
  chooseFile: 'Choose the backup file…',
  otherFile: 'Choose another file…',
  chosen: 'Chosen:',
  withFile: 'Bring everything back',
  withoutFile: 'I have no backup file',
  nameIntro: 'The words alone do not know how you are called.',
  comeBack: 'Come back under this name',
  steps: {
    sending: 'Fetching the file…',
    reading: 'Reading the backup…',
    rows: 'Putting contacts and keys back…',
    letters: 'Putting letters back…',
  },
  percent: (share: number) => `${share} %`,
  wrongPerson: 'This backup is of another person. Is it the right file, and are these your words?',
  noBackup: 'This file is no backup.',
  fileDamaged: 'This backup is so damaged that nothing of it can be opened. Is there another copy?',
  noFile: 'There is no such file.',

  lockedTitle: 'This backup asks for a passphrase',
  lockedIntro:
    'It is the one that you set for your backups, and none of the 24 words. Without it nobody can open this file. Without the file you are the same person again, and meet your contacts anew.',
  lockedLabel: 'Passphrase of the backup',
  lockedWrong: 'That is not it. Capital letters and spaces count. Try again.',

  doneTitle: 'You are back',
  doneAsOf: (when: string) => `From the backup made ${when}:`,
  doneLetters: (count: number) => (count === 1 ? '1 letter' : `${count} letters`),
  doneContacts: (count: number) => (count === 1 ? '1 contact' : `${count} contacts`),
  doneFiles: (count: number) => (count === 1 ? '1 file' : `${count} files`),
  doneGroups: (count: number) => (count === 1 ? '1 group' : `${count} groups`),
  doneHeld: (count: number) =>
    `${count === 1 ? '1 letter had' : `${count} letters had`} not gone out yet. You find ${count === 1 ? 'it' : 'them'} under Held; nothing goes out before you say so.`,
  doneAsIs: 'From the backup:',
  doneLost: 'Some records of the backup could not be read. These did not come back:',
  doneUnlisted:
    'The list of contents in the backup could not be read. More may be missing than is counted here.',
  lost: {
    own: (count: number) => `your own name, picture and keys: ${records(count)}`,
    contents: (count: number) => `your own letters and files, in part or whole: ${count}`,
    letters: (count: number) => `about letters: ${records(count)}`,
    openings: (count: number) => `who may open your letters, and who has: ${records(count)}`,
    drafts: (count: number) => (count === 1 ? '1 draft' : `${count} drafts`),
    files: (count: number) => `about files and albums: ${records(count)}`,
    people: (count: number) => `about people: ${records(count)}`,
    groups: (count: number) => `about groups: ${records(count)}`,
    follows: (count: number) => `about whom you follow: ${records(count)}`,
    places: (count: number) => `where letters and files are stored: ${records(count)}`,
  } satisfies Record<LostKind, (count: number) => string>,
  doneAlone:
    'Nothing but you has come back: no letters, no contacts. Meet your contacts again by an invite; they will know you.',
  doneContactsTold: 'Your contacts are told as soon as both of you are online.',
  doneGroupsTold:
    'You are still in your groups. This computer takes over the ones you own: it asks their members what changed since the backup. Old links into them no longer work.',
  enter: 'To my letters',
  waiting: (names: string) => `Have not heard of this device yet: ${names}`,

  newDevice: (name: string, when: string) =>
    `${name} writes from a new device since ${when}. It is the same person: the same words have signed it.`,
  /** Beside a name in a list. */
  newDeviceShort: 'New device',
  newDeviceSeen: 'All right',

  remind: {
    failed: 'Your backup has not gone well for a while.',
    never: 'There is no backup of your letters yet.',
    old: 'Your last backup is old.',
    'words-unchecked': 'Do you still have your 24 words? There are no new ones.',
  },
  remindAction: 'Look at it',
}
