// Disk space, in English: what the store and the kept files use, and what a deletion does.
export const space = {
  own: 'In your store',
  total: (bytes: string, things: string) => `${bytes}, ${things}`,
  things: (count: number, shown: string) => (count === 1 ? '1 item' : `${shown} items`),
  nothing: 'Nothing yet',
  byKind: 'By kind',
  byAudience: 'By recipient',
  byAge: 'By age',
  byPerson: 'By sender',
  kinds: {
    letter: 'Letters',
    mail: 'Mail',
    picture: 'Photos',
    film: 'Videos',
    sound: 'Audio',
    document: 'Documents',
    collection: 'Albums',
    other: 'Others',
  },
  kind: {
    letter: 'letter',
    mail: 'mail',
    picture: 'photo',
    film: 'video',
    sound: 'audio',
    document: 'document',
    collection: 'album',
    other: 'file',
  },
  audiences: { self: 'Only you', persons: 'People', group: 'Groups', public: 'Everyone' },
  audience: { self: 'only you', persons: 'to people', group: 'to a group', public: 'to everyone' },
  ages: { week: 'Up to a week', month: 'Up to a month', year: 'Up to a year', older: 'Older' },
  placeless: 'copy without the location, for others',
  largest: 'Largest items',
  deleteOf: (name: string) => `Delete ${name}`,

  kept: 'Kept from others',
  keptSum: (bytes: string, quota: string) => `${bytes} of files, ${quota} at most`,
  keptText: (letters: string, pinned: string) =>
    `Letters you’ve opened always stay (${letters}). Files are copies, and may be removed when space is needed, except those you always keep (${pinned}).`,
  keptFiles: 'Largest files',
  partOf: (here: string, size: string) => `${here} of ${size} here`,
  pinned: 'always kept',
  pinOf: (name: string) => `Always keep ${name}`,
  unpinOf: (name: string) => `Stop always keeping ${name}`,
  dropOf: (name: string) => `Remove the copy of ${name}`,
  dropped: (name: string) => `Copy removed. ${name} still has it, and you can fetch it again.`,
  quota: 'Space for files from others',
  quotaHint:
    'When this space is full, the files you’ve used least recently are removed. You can fetch them again.',
  quotaSet: (bytes: string) => `Up to ${bytes} of files from others are kept here.`,

  disk: 'On this disk',
  diskSum: (used: string, free: string) => `${used} used by Fumikura, ${free} free`,
  waiting: (bytes: string) =>
    `${bytes} of deleted files still take up space on the disk. This is freed automatically.`,
  giveBack: 'Free the space now',
  givingBack: 'Freeing space…',
  gaveBack: (bytes: string) => `${bytes} freed.`,

  deletion: {
    title: (name: string) => `Delete ${name}?`,
    titleMany: (count: string) => `Delete ${count} files?`,
    destroyed: (count: number, shown: string, bytes: string) =>
      count === 1
        ? `Its key is destroyed. Anyone who hasn’t opened it never will, and neither will you. This frees ${bytes}.`
        : `The keys of all ${shown} are destroyed. Anyone who hasn’t opened them never will, and neither will you. This frees ${bytes}.`,
    held: (count: number, shown: string) =>
      count === 1
        ? '1 is in your letters or albums. It only leaves this list, and is destroyed with the last of them.'
        : `${shown} are in your letters or albums. They only leave this list, and are destroyed with the last of them.`,
    anAlbum: 'your album',
    holders: 'Used in',
    /** `of`: the number of deleted things. */
    keptBy: (count: number, names: string, of: number) =>
      count === 1
        ? `${names} opened ${of === 1 ? 'it' : 'some of it'} and keeps what was fetched.`
        : `${names} opened ${of === 1 ? 'it' : 'some of it'} and keep what they fetched.`,
    openTo: (names: string) => `The key went out to ${names}, so nobody can tell what they opened.`,
    keptByNobody: (count: number) => `Nobody else has opened ${count === 1 ? 'it' : 'any of them'}.`,
    withFiles: 'Delete its photos too',
    filesStay: (count: number, shown: string) =>
      count === 1 ? 'Its file stays among your files.' : `Its ${shown} files stay among your files.`,
    filesGo: (count: number, shown: string) =>
      count === 1
        ? 'Its file is deleted too. If one of your letters or other albums uses it, it only leaves your files. Anyone who opened it keeps it.'
        : `Its ${shown} files are deleted too. Those that your letters or other albums use only leave your files. Anyone who opened them keeps them.`,
    atStations: (count: number, shown: string) =>
      count === 1
        ? 'Your station has to confirm it. Until then someone may still open it there.'
        : `Your ${shown} stations have to confirm it. Until then someone may still open it there.`,
    confirmed: (confirmed: string, of: string) =>
      `${confirmed} of ${of} stations have confirmed it. Until it’s certain who has it, a line without words stays in Sent.`,
    openedBy: (names: string) => `${names} opened it after all.`,
    waiting: 'Deleted, not certain yet',
    action: 'Delete',
    done: 'Deleted. The space is being freed.',
    doneHeld: 'Removed from the list. Your letters and albums still use the item.',
  },
}
