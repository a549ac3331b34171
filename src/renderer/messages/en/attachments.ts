// Files that a letter attaches, in English: adding them, and what a reader can do with them.
import type { ErrorCode } from '../../../core/contract/index.ts'

export const attachments = {
  attach: 'Attach',
  drop: 'Drop to attach',
  added: (count: number) => (count === 1 ? 'Storing 1 file.' : `Storing ${count} files.`),
  removed: (name: string) => `${name} is no longer attached.`,
  noFolders: 'You can’t attach a folder. Choose the files in it.',
  tooMany: (most: number) => `A letter can have ${most} files. The rest weren’t attached.`,
  inFile: 'Found in the name of a file',
  hint: 'The files stay in your store; readers get only what they want to see.',
  staysHint: 'The files stay in your store.',
  stored: 'stored',
  waits: 'waiting',
  storingOne: 'storing',
  doneOf: (done: string, size: string) => `${done} of ${size} stored`,
  pausedAt: (done: string, size: string) => `paused at ${done} of ${size}`,
  progress: (name: string) => `Stored so far of ${name}`,
  pause: (name: string) => `Pause storing ${name}`,
  resume: (name: string) => `Resume storing ${name}`,
  cancel: (name: string) => `Don’t attach ${name}`,
  retry: (name: string) => `Try ${name} again`,
  remove: (name: string) => `Remove ${name} from the letter`,
  storing: 'Your files are being stored. You can keep writing.',
  goesThen: 'The letter sends as soon as its files are stored.',
  refusedFirst: 'A file couldn’t be stored. Try again, or remove the file.',
  problems: {
    TOO_LARGE: 'it’s too large',
    INVALID: 'it changed while it was read, or isn’t a file',
    UNREACHABLE: 'this page isn’t connected to Fumikura',
    NO_SPACE: 'the disk is full',
  } as Partial<Record<ErrorCode, string>>,
  removePlace: (count: number): string =>
    count === 1 ? 'Remove the location from the photo' : 'Remove the locations from the photos',
  placeRemoved: 'Location removed',
  removePlaceHint: 'Readers get copies without the location. Your own files keep it.',
  placeKept: (count: number, shown: string): string =>
    count === 1 ? '1 photo keeps its location.' : `${shown} photos keep their location.`,

  count: (count: number, shown: string) => (count === 1 ? '1 file' : `${shown} files`),
  open: (name: string) => `View ${name}`,
  saveOne: (name: string) => `Save ${name}`,
  saveAll: 'Save all',
  saveAway: (name: string) => `${name} is offline, and nobody else online has it. You can save it later.`,
  noProgram: (name: string) => `No program on this computer opens ${name}. You can save it instead.`,
  dragAgain: (name: string) => `${name} had to be fetched first. Drag it again.`,
  inOwn: 'in your store',
  atServer: 'on the mail server',
  inStore: (name: string) => `in ${name}’s store`,
  keptHere: 'kept here',
  partHere: (bytes: string) => `${bytes} of the file kept here`,
  away: (name: string) => `${name} is offline`,
  awayFellows: (name: string, count: number, shown: string) =>
    count === 1
      ? `${name} is offline; 1 other person online may have it`
      : `${name} is offline; ${shown} others online may have it`,
  playFrom: (name: string) => `play from ${name}’s store`,
}
