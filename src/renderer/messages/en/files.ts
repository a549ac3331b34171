// The Files place, in English: what is kept, by time, in albums, on a map, as documents, from others, and what it takes up.
export const files = {
  title: 'Files',
  viewsLabel: 'Ways to look at files',
  views: {
    time: 'By time',
    albums: 'Albums',
    map: 'Map',
    documents: 'Documents',
    others: 'From others',
    space: 'Space',
  },
  untitled: '(no name)',
  loadFailed: 'The files could not be looked up',
  count: (count: number, shown: string) => (count === 1 ? '1 file' : `${shown} files`),
  pictures: (count: number, shown: string) => (count === 1 ? '1 picture' : `${shown} pictures`),
  takenOn: (day: string) => `taken ${day}`,
  addedOn: (day: string) => `added ${day}`,
  from: (name: string) => `from ${name}`,

  add: {
    menu: 'Add',
    menuLabel: 'Add files',
    files: 'Files…',
    /** Where there are none. */
    pick: 'Add files…',
    folder: 'A folder…',
    drop: 'Drop them here',
    dropInto: (album: string) => `Drop them into ${album}`,
    nothing: 'There was nothing in it that can be added.',
    underWay: (done: string, total: string) => `Adding: ${done} of ${total}`,
    paused: (done: string, total: string) => `Paused: ${done} of ${total}`,
    progress: 'Added so far',
    pause: 'Pause',
    resume: 'Go on',
    cancel: 'Stop',
    close: 'Done',
    retry: 'Try again',
    added: (count: number, shown: string) => (count === 1 ? '1 file added' : `${shown} files added`),
    known: (count: number, shown: string) =>
      count === 1 ? '1 was here already' : `${shown} were here already`,
    refused: (count: number, shown: string) =>
      count === 1 ? '1 could not be added' : `${shown} could not be added`,
    why: 'Which, and why',
    andMore: (count: string) => `and ${count} more`,
  },

  unfinished: {
    title: 'Not finished',
    text: 'Fumikura ended before these were stored. They go on where they were, from the file on this computer.',
    interrupted: (size: string) => `${size}, begun`,
    goOn: 'Go on',
    goOnOf: (name: string) => `Go on storing ${name}`,
    throwAway: 'Throw away',
    throwAwayOf: (name: string) => `Throw away what stands of ${name}`,
    lost: 'The file is not where it was.',
    again: 'Choose the file again',
    againOf: (name: string) => `Choose the file again: ${name}`,
    retryOf: (name: string) => `Try again to store ${name}`,
  },

  select: {
    tools: 'What can be done with the selection',
    begin: 'Select',
    chosen: (count: number, shown: string) => (count === 1 ? '1 selected' : `${shown} selected`),
    clear: 'Clear the selection',
    all: 'Select all',
    addToAlbum: 'Add to an album',
    attach: 'Attach to a letter',
    share: 'Share as an album',
    save: 'Save',
    remove: 'Take out of the album',
    pin: 'Keep here for good',
    pinning: 'They are fetched and kept here.',
    delete: 'Delete',
    pinned: (count: number, shown: string) =>
      count === 1 ? 'It stays here until you say otherwise.' : `${shown} stay here until you say otherwise.`,
    unpinned: 'It may go when room is needed. Whoever it is from still has it.',
    notMine: 'What is from others can be saved or kept, but is not yours to share.',
  },

  time: {
    label: 'Pictures by time',
    goTo: 'Go to a month',
    empty: 'No pictures yet',
    emptyText:
      'Add some, or a whole folder. Each is stored once, sealed; letters and albums only point at it.',
  },

  map: {
    label: 'Map of the world. Arrow keys move it, plus and minus change how near it is.',
    tools: 'Map',
    nearer: 'Nearer',
    farther: 'Farther',
    all: 'Show all',
    places: 'Places in sight',
    empty: 'No picture says where it was taken',
    emptyText:
      'Many cameras write the place into a picture. Where one did, it stands here. The map is part of the program: nobody is asked for it.',
    none: 'No pictures here. Move the map, or show all.',
    cluster: (where: string, pictures: string) => `${where}: ${pictures}`,
    back: 'Back to the map',
    north: (degrees: string) => `${degrees}° N`,
    south: (degrees: string) => `${degrees}° S`,
    east: (degrees: string) => `${degrees}° E`,
    west: (degrees: string) => `${degrees}° W`,
  },

  others: {
    label: (name: string) => `Pictures from ${name}`,
    people: 'Who they are from',
    everyone: 'Everyone',
    everyoneLabel: 'Pictures from others',
    empty: 'Nothing from others yet',
    emptyText:
      'What others attach to letters you have opened, and the albums they share with you, stands here by whom it is from.',
  },
}
