// Albums, in English: creating, filling, sharing and opening them.
export const albums = {
  untitled: '(no title)',
  sealedFrom: (name: string) => `An album from ${name}`,
  onlyYou: 'only you',
  sharedWith: (names: string) => `for ${names}`,
  changed: 'Changed',
  create: 'New album',
  make: 'Create album',
  rename: 'Rename',
  newTitle: 'New album',
  renameTitle: 'Rename the album',
  name: 'Title',
  about: 'Description',
  aboutHint: 'The people you share the album with see the description too.',
  more: 'More actions for this album',
  delete: 'Delete album…',
  tools: 'Actions for this album',
  back: 'All albums',
  gone: 'Album not found',
  goneText: 'The album was withdrawn, or the link is incomplete.',
  empty: 'No albums yet',
  emptyText:
    'An album is a list of photos you’ve already stored. Share it once, and photos you add later arrive too.',
  nothingIn: 'No photos yet',
  nothingInText: 'Drop photos here, or choose them on this computer.',
  fromComputer: 'Choose on this computer…',
  pick: 'Photos from your store…',
  pickTitle: 'Which photos?',
  pickDo: (count: number, shown: string) =>
    count === 0 ? 'Add' : count === 1 ? 'Add 1 photo' : `Add ${shown} photos`,
  chooseTitle: 'Which album?',
  added: (count: number, shown: string, album: string) =>
    count === 1 ? `Added to ${album}.` : `${shown} added to ${album}.`,
  removed: (count: number, shown: string) =>
    count === 1
      ? 'Removed from the album. It’s still among your files, and anyone who opened it keeps it.'
      : `${shown} removed from the album. They’re still among your files, and anyone who opened them keeps them.`,
  withdrawn: 'Album withdrawn. Those people get nothing more from it.',
  shareTitle: 'Share this album with…',
  shareNote: 'The album stays in your store. Photos you add later reach these people too.',
  publicWhere: 'Your followers find it under Files → Albums. It isn’t on your site.',
  removePlace: 'Remove the locations from the photos',
  removePlaceHint: 'The other people get copies without the location. Your own photos keep it.',
  keepPlaceHint: 'The other people will see on a map where each photo was taken, to within a few metres.',
  show: 'Show album',
  open: 'Open album',
  openMore: 'Show the changes',
  opening: 'Opening…',
  sealedText: (name: string) =>
    `${name} will see when you open the album. The photos stay in ${name}’s store until you view them.`,
  changedText: 'The album has changed since you opened it.',
  recalled: (name: string) => `${name} withdrew the album before you opened it. No copy was kept.`,
}
