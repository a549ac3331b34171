// The Files screen, in English: adding files, and each of its views.
export const files = {
  title: 'Files',
  viewsLabel: 'Ways to view files',
  /** The number on the tab of albums, for a screen reader. */
  newAlbums: (count: number, shown: string) =>
    count === 1 ? '1 album with news' : `${shown} albums with news`,
  views: {
    time: 'Photos',
    albums: 'Albums',
    map: 'Map',
    documents: 'Documents',
    space: 'Space',
  },
  untitled: '(no name)',
  loadFailed: 'The files couldn’t be loaded',
  count: (count: number, shown: string) => (count === 1 ? '1 file' : `${shown} files`),
  pictures: (count: number, shown: string) => (count === 1 ? '1 photo' : `${shown} photos`),
  films: (count: number, shown: string): string => (count === 1 ? '1 video' : `${shown} videos`),
  takenOn: (day: string) => `taken ${day}`,
  addedOn: (day: string) => `added ${day}`,
  from: (name: string) => `from ${name}`,

  add: {
    menu: 'Add',
    menuLabel: 'Add files',
    files: 'Files…',
    /** The button in an empty view. */
    pick: 'Add files…',
    folder: 'A folder…',
    drop: 'Drop the files here',
    dropInto: (album: string) => `Drop the files into ${album}`,
    nothing: 'The folder contains nothing that can be added.',
    underWay: (done: string, total: string) => `Adding ${done} of ${total}`,
    paused: (done: string, total: string) => `Paused at ${done} of ${total}`,
    progress: 'Added so far',
    pause: 'Pause',
    resume: 'Resume',
    cancel: 'Stop',
    close: 'Done',
    retry: 'Try again',
    added: (count: number, shown: string) => (count === 1 ? '1 file added' : `${shown} files added`),
    known: (count: number, shown: string) =>
      count === 1 ? '1 was already here' : `${shown} were already here`,
    refused: (count: number, shown: string) =>
      count === 1 ? '1 couldn’t be added' : `${shown} couldn’t be added`,
    why: 'Which, and why',
    andMore: (count: string) => `and ${count} more`,
  },

  unfinished: {
    title: 'Not finished',
    text: 'Fumikura stopped before these were stored. You can resume from the files on this computer.',
    interrupted: (size: string) => `${size}, unfinished`,
    goOn: 'Resume',
    goOnOf: (name: string) => `Resume storing ${name}`,
    throwAway: 'Discard',
    throwAwayOf: (name: string) => `Discard the unfinished ${name}`,
    lost: 'The file is no longer where it was.',
    again: 'Choose the file again',
    againOf: (name: string) => `Choose the file again: ${name}`,
    retryOf: (name: string) => `Try again to store ${name}`,
  },

  select: {
    tools: 'Actions for the selection',
    begin: 'Select',
    chosen: (count: number, shown: string) => (count === 1 ? '1 selected' : `${shown} selected`),
    clear: 'Clear selection',
    all: 'Select all',
    addToAlbum: 'Add to an album',
    attach: 'Attach to a letter',
    share: 'Share as an album',
    save: 'Save',
    remove: 'Remove from the album',
    pin: 'Always keep here',
    pinning: 'Fetching the files to keep them here.',
    delete: 'Delete',
    pinned: (count: number, shown: string) =>
      count === 1 ? 'The file is always kept here now.' : `${shown} files are always kept here now.`,
    unpinned: 'The copy may be removed when space is needed. The person it’s from still has it.',
    notMine: 'You can save or keep files from others, but you can’t share them.',
  },

  time: {
    label: 'Photos by time',
    goTo: 'Go to a month',
    empty: 'No photos yet',
    emptyText:
      'Add photos, or a whole folder. Each is stored once, sealed; letters and albums only link to it.',
  },

  map: {
    label: 'World map. Arrow keys move it; plus and minus zoom.',
    tools: 'Map',
    nearer: 'Zoom in',
    farther: 'Zoom out',
    all: 'Show all',
    places: 'Places in view',
    empty: 'No photos with a location',
    emptyText: 'Many cameras save where a photo was taken. Those photos appear here. The map works offline.',
    none: 'No photos here. Move the map, or show all.',
    cluster: (where: string, pictures: string) => `${where}: ${pictures}`,
    others: (count: number): string => (count === 1 ? 'another country' : `${count} others`),
    showOn: 'Show on the map',
    inCountry: (towns: string, country: string) => `${towns}, ${country}`,
    back: 'Back to the map',
    north: (degrees: string) => `${degrees}° N`,
    south: (degrees: string) => `${degrees}° S`,
    east: (degrees: string) => `${degrees}° E`,
    west: (degrees: string) => `${degrees}° W`,
  },

}
