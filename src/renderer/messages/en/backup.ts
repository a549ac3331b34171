// Backup and recovery, in English.
import type { BackupPlaceFault, LostKind } from '../../../core/contract/index.ts'

const records = (count: number): string => (count === 1 ? '1 record' : `${count} records`)

export const backup = {
  title: 'Backup',
  intro:
    'One file with your letters, contacts and keys. Only your 24 words open it, so you can store it anywhere; keep the words somewhere else.',
  introLocked:
    'One file with your letters, contacts and keys. The file opens only with your 24 words and your passphrase together. Keep the words somewhere else all the same.',
  last: (when: string, letters: number, path: string) =>
    `Last backup: ${when}, ${letters === 1 ? '1 letter' : `${letters} letters`}, in ${path}.`,
  wordsMissing:
    'You haven’t written down your 24 words. Without them, nobody can open a backup, not even you.',
  wordsWrite: 'Go to the 24 words',
  ifLost: 'If you lose this computer',
  ifLostWith: [
    'With your words and a backup, your letters, contacts and keys come back: on another computer, choose “I have my 24 words”.',
    'With your words alone, your account comes back without letters. You invite your contacts again, and they see that it’s you.',
    'Without your words, nothing comes back. You begin again as a new person.',
  ],
  ifLostReaders:
    'Until you’re back, nobody can open what you sent and they haven’t opened, unless you have stations.',
  none: 'No backup yet.',
  running: 'Writing a backup…',
  failed: 'The automatic backup failed. Fumikura tries again every hour. Check the folder below.',
  path: 'Save to',
  pathHint: (home: string | null) =>
    `Choose a folder, ideally on a USB stick, or a full path${home === null ? '' : ` like ${home}/my.fumikura-backup`}.`,
  /** Label of the buttons that fill in the path. */
  places: 'Folders you can use',
  disk: (name: string) => `On ${name}`,
  homeFolder: 'In the home folder',
  noFolder: 'That folder isn’t here. If it’s on a USB stick, is the stick plugged in?',
  placeFaults: {
    relative: 'Enter the full path. It starts with /, or with ~/ for your home folder.',
    denied: 'Fumikura can’t write there. Choose another folder.',
    'read-only': 'This disk is read-only. Choose another one.',
    name: 'That file name is too long. Choose a shorter one.',
    taken: 'Another file is already there and stays as it is. Choose another name.',
  } satisfies Record<BackupPlaceFault, string>,
  make: 'Back up now',
  chooseAndMake: 'Choose a place and back up…',
  chooseOther: 'To another place…',
  making: 'Writing and checking the backup…',
  made: (letters: number) =>
    `Backup done and checked, with ${letters === 1 ? '1 letter' : `${letters} letters`}.`,
  every: 'Automatic backup',
  intervals: { off: 'Off', day: 'Daily', week: 'Weekly' },
  folder: 'Backup folder',
  folderHint: 'Ideally on another disk than this one.',
  chooseFolder: 'Choose a folder…',
  folderIs: (folder: string) => `Saves to ${folder}.`,
  folderWrong: 'That folder doesn’t exist. Choose one that does.',
  files: 'Include large files',
  filesHint: 'Your photos and other files. Without them, the backup stays small.',
  others: 'Include letters you received',
  othersHint: 'The letters you’ve opened, with their text.',
  save: 'Save',
  saved: 'Saved.',
  holds:
    'Older copies of a backup still contain what you’ve recalled or deleted since. Destroy the copies you don’t need.',

  passphraseNone:
    'If your words and the backup are in one place, anyone who finds both has everything. A passphrase kept elsewhere, or in your head, prevents that.',
  passphraseAdd: 'Add a passphrase…',
  passphraseSince: (when: string) =>
    `Backups need a passphrase as well as the words. You set it ${when}. If you’re no longer sure of it, change it while this computer works; you don’t need the old one.`,
  passphraseNext:
    'The last backup was made before this change and still opens as before. The next one is written from scratch. Copies of older backups stay as they are.',
  passphraseChange: 'Change passphrase…',
  passphraseRemove: 'Remove passphrase',
  passphraseTitle: 'Backup passphrase',
  passphraseWarning:
    'If you forget the passphrase, nobody can open these backups, not even with the 24 words. The words alone recover your account, but not your letters. While this computer works, you can set another passphrase here.',
  passphraseNew: 'Backup passphrase',
  passphraseDone: 'Passphrase set. The next backup needs it.',
  passphraseRemoved: 'Removed. The next backup opens with the words alone.',

  checkTitle: 'Check your words',
  checkWhen: (when: string) => `Last checked ${when}.`,
  check: 'Check my words',
  checkRight: 'These are your words. All is well.',
  checkWrong:
    'These words belong to another account. Look at your paper again. If you’ve lost yours, see “If you’ve lost them” below.',
  lostTitle: 'If you’ve lost them',
  lostText:
    'Lost words can’t be replaced, and no backup opens without them. Nothing is lost as long as this computer works, so act while it does:',
  lostSteps: [
    'Export everything under “Export and import”, below, and keep a second copy elsewhere.',
    'Start a new account on another computer, and write its words down at once.',
    'Import the export there. You can then read and search your letters.',
    'Write to your contacts from here, and invite them to your new account.',
  ] as readonly string[],

  words: 'Your 24 words',
  wordNumber: (position: number) => `Word ${position}`,
  wordUnknown: 'Not one of the possible words',
  wordsLeft: (count: number) => (count === 1 ? '1 word is missing.' : `${count} words are missing.`),
  wordsNoPhrase:
    'These are real words, but they don’t fit together. Probably one is wrong, or two have changed places.',

  haveWords: 'I have my 24 words',
  recoverTitle: 'Welcome back',
  recoverIntro: 'Type the 24 words from your paper. After two or three letters, you can choose the word.',
  next: 'Next',
  back: 'Back',
  fileTitle: 'Do you have a backup file?',
  fileIntro:
    'The file is where you saved it: on a USB stick, on another disk, or in your backup folder. Its name ends in .fumikura-backup. With it, you get your letters and contacts back. Without it, you get back only your account, and have to invite your contacts again.',
  nameTitle: 'What’s your name?',
  stepOf: (step: number, of: number) => `Step ${step} of ${of}`,
  chooseFile: 'Choose the backup file…',
  otherFile: 'Choose another file…',
  chosen: 'Selected:',
  withFile: 'Restore everything',
  withoutFile: 'I have no backup file',
  nameIntro: 'The words don’t contain your name.',
  comeBack: 'Continue with this name',
  steps: {
    sending: 'Reading the file…',
    reading: 'Opening the backup…',
    rows: 'Restoring contacts and keys…',
    letters: 'Restoring letters…',
  },
  percent: (share: number) => `${share} %`,
  wrongPerson: 'This backup belongs to another account. Check the file and your words.',
  noBackup: 'This file isn’t a backup. Choose another one.',
  fileDamaged: 'This backup is too damaged to open. Do you have another copy?',
  noFile: 'That file is no longer there. Choose a file again.',

  lockedTitle: 'This backup has a passphrase',
  lockedIntro:
    'You set the passphrase for your backups; it isn’t one of the 24 words. Without it, nobody can open this file. Without the file, you get back only your account, and have to invite your contacts again.',
  lockedLabel: 'Backup passphrase',
  lockedWrong: 'That isn’t the passphrase. Capital letters and spaces count. Try again.',

  doneTitle: 'You’re back',
  doneAsOf: (when: string) => `From the backup made ${when}:`,
  doneLetters: (count: number) => (count === 1 ? '1 letter' : `${count} letters`),
  doneContacts: (count: number) => (count === 1 ? '1 contact' : `${count} contacts`),
  doneFiles: (count: number) => (count === 1 ? '1 file' : `${count} files`),
  doneGroups: (count: number) => (count === 1 ? '1 group' : `${count} groups`),
  doneHeld: (count: number) =>
    `${count === 1 ? '1 letter hadn’t' : `${count} letters hadn’t`} been sent yet. ${count === 1 ? 'It’s' : 'They’re'} in Sent, under Held; nothing is sent until you release it.`,
  doneAsIs: 'From the backup:',
  doneLost: 'Some records of the backup couldn’t be read. These are missing:',
  doneUnlisted:
    'The backup’s table of contents couldn’t be read, so more may be missing than is counted here.',
  lost: {
    own: (count: number) => `your own name, picture and keys: ${records(count)}`,
    contents: (count: number) => `your own letters and files, in part or whole: ${count}`,
    letters: (count: number) => `about letters: ${records(count)}`,
    openings: (count: number) => `who can open your letters, and who has: ${records(count)}`,
    drafts: (count: number) => (count === 1 ? '1 draft' : `${count} drafts`),
    files: (count: number) => `about files and albums: ${records(count)}`,
    people: (count: number) => `about people: ${records(count)}`,
    groups: (count: number) => `about groups: ${records(count)}`,
    follows: (count: number) => `about people you follow: ${records(count)}`,
    places: (count: number) => `where letters and files are stored: ${records(count)}`,
  } satisfies Record<LostKind, (count: number) => string>,
  doneAlone:
    'Only your account is back, without letters or contacts. Invite your contacts again; they’ll recognise you.',
  doneContactsTold: 'Your contacts learn of this device when you’re both online.',
  doneGroupsTold:
    'You’re still in your groups. This computer takes over the ones you own, and asks their members what has changed since the backup. Old group links no longer work.',
  notBack: 'These belong to one computer, so they aren’t in a backup:',
  notBackOf: {
    invites: ['Your invite links no longer work. Send new ones.', 'Invite someone'],
    site: ['Your public site is off, and its address isn’t known here.', 'Set up the site'],
    backup: ['There’s no folder and no plan for backups.', 'Plan backups'],
  } satisfies Record<string, [words: string, act: string]>,
  notBackSessions: 'Other browsers are signed out.',
  enter: 'Go to my letters',
  waiting: (names: string) => `Don’t know this device yet: ${names}`,

  newDevice: (name: string, when: string) =>
    `${name} is using a new device (since ${when}), confirmed with ${name}’s recovery words.`,
  /** Shown beside a name in a list. */
  newDeviceShort: 'New device',
  newDeviceSeen: 'OK',

  remind: {
    failed: 'Your backups have been failing for a while.',
    never: 'There’s no backup of your letters yet.',
    old: 'Your last backup is old.',
    'words-unchecked': 'Do you still have your 24 words? Nobody can make new ones.',
  },
  remindAction: 'Check',
}
