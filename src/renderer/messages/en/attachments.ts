// Files that a letter attaches, in English: adding them, and what a reader can do with them.
import type { ErrorCode } from '../../../core/contract/index.ts'

export const attachments = {
  attach: 'Attach',
  drop: 'Drop to attach',
  added: (count: number) => (count === 1 ? '1 file is being stored.' : `${count} files are being stored.`),
  removed: (name: string) => `${name} is not attached any more.`,
  noFolders: 'A folder cannot be attached. Choose the files in it.',
  tooMany: (most: number) => `A letter takes ${most} files. The rest was left out.`,
  hint: 'They stay in your store; readers fetch what they want to see.',
  staysHint: 'They stay in your store.',
  stored: 'stored',
  waits: 'waits its turn',
  storingOne: 'being stored',
  doneOf: (done: string, size: string) => `${done} of ${size} stored`,
  pausedAt: (done: string, size: string) => `paused at ${done} of ${size}`,
  progress: (name: string) => `How much of ${name} is stored`,
  pause: (name: string) => `Pause storing ${name}`,
  resume: (name: string) => `Go on storing ${name}`,
  cancel: (name: string) => `Do not attach ${name}`,
  retry: (name: string) => `Try ${name} again`,
  remove: (name: string) => `Take ${name} out of the letter`,
  storing: 'Files are being stored. You can go on writing.',
  goesThen: 'It goes as soon as its files are stored.',
  refusedFirst: 'A file could not be stored. Try it again, or take it out.',
  problems: {
    TOO_LARGE: 'larger than a file can be',
    INVALID: 'it changed while it was read, or is no file',
    UNREACHABLE: 'the engine is not connected',
    NO_SPACE: 'the disk is full',
  } as Partial<Record<ErrorCode, string>>,
  removePlace: (count: number): string =>
    count === 1
      ? 'Remove the place where the picture was taken'
      : 'Remove the places where pictures were taken',
  removePlaceHint: 'Readers are given copies without it; yours keep it.',
  placeKept: (count: number, shown: string): string =>
    count === 1 ? 'One picture keeps its place.' : `${shown} pictures keep their place.`,

  count: (count: number, shown: string) => (count === 1 ? '1 file' : `${shown} files`),
  open: (name: string) => `Look at ${name}`,
  saveOne: (name: string) => `Save ${name}`,
  saveAll: 'Save all',
  saveAway: (name: string) => `${name} is away, and nobody else who is here has it. It can be saved later.`,
  noProgram: (name: string) => `No program on this computer opens ${name}. It can be saved.`,
  dragAgain: (name: string) => `${name} was fetched first. Drag it again.`,
  inOwn: 'in your store',
  inStore: (name: string) => `in ${name}’s store`,
  keptHere: 'kept here',
  partHere: (bytes: string) => `${bytes} of it kept here`,
  away: (name: string) => `${name} is away`,
  awayFellows: (name: string, count: number, shown: string) =>
    count === 1
      ? `${name} is away; 1 other here may have it`
      : `${name} is away; ${shown} others here may have it`,
  playFrom: (name: string) => `play from ${name}’s store`,
}
