// Room, in English: what the store holds, what is kept of others, and what deleting and dropping mean.
export const space = {
  own: 'In your store',
  total: (bytes: string, things: string) => `${bytes} in ${things}`,
  things: (count: number, shown: string) => (count === 1 ? '1 thing' : `${shown} things`),
  nothing: 'Nothing yet',
  byKind: 'By kind',
  byAudience: 'By whom it is for',
  byAge: 'By age',
  byPerson: 'By whom it is from',
  kinds: {
    letter: 'Letters',
    picture: 'Pictures',
    film: 'Films',
    sound: 'Sounds',
    document: 'Documents',
    collection: 'Albums',
    other: 'Others',
  },
  kind: {
    letter: 'letter',
    picture: 'picture',
    film: 'film',
    sound: 'sound',
    document: 'document',
    collection: 'album',
    other: 'file',
  },
  audiences: { self: 'Only you', persons: 'People', group: 'Groups', public: 'Everyone' },
  audience: { self: 'only you', persons: 'for people', group: 'for a group', public: 'for everyone' },
  ages: { week: 'Up to a week', month: 'Up to a month', year: 'Up to a year', older: 'Older' },
  placeless: 'copy without the place, for others',
  largest: 'The largest of it',
  deleteOf: (name: string) => `Delete ${name}`,

  kept: 'Kept from others',
  keptSum: (bytes: string, quota: string) => `${bytes} of files, of at most ${quota}`,
  keptText: (letters: string, pinned: string) =>
    `Letters you have opened stay (${letters}). Files are copies to have them at hand; those you keep for good (${pinned}) never go by themselves.`,
  keptFiles: 'The largest of them',
  partOf: (here: string, size: string) => `${here} of ${size} here`,
  pinned: 'kept for good',
  pinOf: (name: string) => `Keep ${name} for good`,
  unpinOf: (name: string) => `No longer keep ${name} for good`,
  dropOf: (name: string) => `Remove the copy of ${name} from here`,
  dropped: (name: string) => `The copy is gone from here. ${name} still has it, and it can be fetched again.`,
  quota: 'Room for others’ files',
  quotaHint: 'Beyond it, those you have not used for longest go. They can be fetched again.',
  quotaSet: (bytes: string) => `Up to ${bytes} of others’ files are kept here.`,

  disk: 'On this disk',
  diskSum: (used: string, free: string) => `${used} used by Fumikura, ${free} free`,
  waiting: (bytes: string) =>
    `${bytes} were deleted and not given back to the disk yet. That happens by itself.`,
  giveBack: 'Give it back now',
  givingBack: 'Giving it back…',
  gaveBack: (bytes: string) => `The disk has ${bytes} more.`,

  deletion: {
    title: (name: string) => `Delete ${name}?`,
    titleMany: (count: string) => `Delete ${count} files?`,
    destroyed: (count: number, shown: string, bytes: string) =>
      count === 1
        ? `Its key is destroyed: whoever has not opened it by now never will, and neither will you. The disk gets ${bytes} back.`
        : `The keys of all ${shown} are destroyed: whoever has not opened them by now never will, and neither will you. The disk gets ${bytes} back.`,
    held: (count: number, shown: string) =>
      count === 1
        ? 'One is in letters or albums of yours: it only leaves this list, and is destroyed with the last of them.'
        : `${shown} are in letters or albums of yours: they only leave this list, and are destroyed with the last of them.`,
    anAlbum: 'an album of yours',
    holders: 'Held by',
    /** `of` things that are deleted. */
    keptBy: (count: number, names: string, of: number) =>
      count === 1
        ? `${names} opened ${of === 1 ? 'it' : 'some of it'}, and keeps what was fetched.`
        : `${names} opened ${of === 1 ? 'it' : 'some of it'}, and keep what they fetched.`,
    openTo: (names: string) => `The key went out to ${names}: nobody can tell what they opened.`,
    keptByNobody: (count: number) => `Nobody else has opened ${count === 1 ? 'it' : 'any of them'}.`,
    withFiles: 'Its pictures too',
    filesStay: (count: number, shown: string) =>
      count === 1
        ? 'The file in it stays among your files.'
        : `The ${shown} files in it stay among your files.`,
    filesGo: (count: number, shown: string) =>
      count === 1
        ? 'The file in it is deleted too. If something else of yours carries it, it only leaves your files; whoever opened it keeps it.'
        : `The ${shown} files in it are deleted too. Those that something else of yours carries only leave your files; whoever opened them keeps them.`,
    action: 'Delete',
    done: 'Deleted. The disk gets the space back.',
    doneHeld: 'It is off the list. The letters and albums that hold it still do.',
  },
}
