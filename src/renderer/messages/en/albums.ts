// Albums, in English: making one, what is in it, whom it is for, and what opening another's means.
export const albums = {
  untitled: '(no title)',
  sealedFrom: (name: string) => `An album from ${name}`,
  onlyYou: 'only you',
  sharedWith: (names: string) => `for ${names}`,
  grown: 'More was added',
  create: 'New album',
  make: 'Make the album',
  rename: 'Rename',
  newTitle: 'A new album',
  renameTitle: 'What this album is called',
  name: 'Title',
  about: 'A few words about it',
  aboutHint: 'Whoever it is shared with reads them too.',
  more: 'More for this album',
  delete: 'Delete this album…',
  tools: 'What can be done with this album',
  back: 'All albums',
  gone: 'There is no such album',
  goneText: 'It was taken back, or its address is not whole.',
  empty: 'No albums yet',
  emptyText:
    'An album is a list of pictures that are stored already; nothing is copied. Shared once, it grows for everyone who has it.',
  nothingIn: 'Nothing in it yet',
  nothingInText: 'Drop pictures here, add them above, or select some under “By time”.',
  chooseTitle: 'Which album?',
  added: (count: number, shown: string, album: string) =>
    count === 1 ? `Added to ${album}.` : `${shown} added to ${album}.`,
  removed: (count: number, shown: string) =>
    count === 1
      ? 'Taken out. It is still among your files; whoever opened it keeps it.'
      : `${shown} taken out. They are still among your files; whoever opened them keeps them.`,
  withdrawn: 'Taken back. Nothing more of it reaches them.',
  shareTitle: 'Share this album with…',
  shareNote: 'It is one album in your store, and nothing is sent. What you add later reaches them by itself.',
  removePlace: 'Take out where the pictures were taken',
  removePlaceHint: 'They are given copies without the place. Yours keep it.',
  keepPlaceHint: 'They will see on a map where each picture was taken, to a few metres.',
  show: 'Show the album',
  open: 'Open the album',
  openMore: 'Show them',
  opening: 'Opening…',
  sealedText: (name: string) =>
    `Opening it tells ${name}. The pictures stay with them until you look at them.`,
  grownText: (count: number, shown: string) =>
    count === 1 ? 'Something was added since.' : `Something was added ${shown} times since.`,
  recalled: (name: string) => `${name} took it back before you opened it. Nothing of it was kept here.`,
}
