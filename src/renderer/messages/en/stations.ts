// Stations, in English: “Who opens while I’m away” in the settings. A sentence promises
// only what the rule of the stations holds.
export const stations = {
  open: 'My letters open while this computer is off',
  handOver: (names: string) => `${names} can hand them over. They can’t be read there.`,
  none: 'People can open your letters only while this computer is on.',
  who: {
    title: 'Who could be on when this computer is off?',
    mine: { name: 'Another computer of mine', about: 'One that stays on, at home or rented' },
    mineHow: 'Install Fumikura there and run this command. It shows a link: come back with it.',
    command: 'Command',
    friend: { name: 'Somebody I know', about: 'Ask a contact whose computer stays on' },
    link: { name: 'I have a link', about: 'From a station that somebody runs' },
    until: 'Until then, people can open your letters only while this computer is on.',
    askSubject: 'Could your computer stand in for mine?',
    askText: (title: string, label: string) =>
      `Could your computer hand over my letters while mine is off? It can’t read them.\n\nIf it stays on, go to Settings, “${title}”, and switch on “${label}”.`,
  },
  standIn: {
    label: 'Let this computer stand in for somebody',
    about: 'Their letters open here while their own computer is off. You can’t read them.',
    whom: 'For whom?',
    pays: 'Each person may fill 10 GB of your disk. Letters open while this computer is on. Switch it off whenever you like.',
    noContacts: 'You have no contacts yet.',
    another: 'For one more person…',
    nobody: 'It’s on. It begins once the link that you sent is used.',
    notRunning: 'It couldn’t start, and is tried again every minute.',
    keeps: (count: number, shown: string, bytes: string) =>
      count === 1
        ? `For 1 person, ${bytes} of your disk now.`
        : `For ${shown} people, ${bytes} of your disk now.`,
    endTitle: 'Stop standing in?',
    endText: (count: number, shown: string) =>
      count === 1
        ? 'The letters of 1 person then open only while their own computer is on. Tell them first.'
        : `The letters of ${shown} people then open only while their own computers are on. Tell them first.`,
    endDo: 'Stop',
    subject: 'My computer can stand in for yours',
    letter: (link: string, title: string) =>
      `While your computer is off, mine can hand over your letters. It can’t read them.\n\nGo to Settings, “${title}”, switch it on, press “I have a link”, and paste this:\n\n${link}\n\nThe link works once, within 7 days.`,
  },
  offTitle: 'Stop handing over letters?',
  offText: (names: string) =>
    `You leave ${names}. What nobody has opened by then opens only while this computer is on. To switch it on again, you need a new link.`,
  offDo: 'Leave',
  offDone: 'Your letters open only while this computer is on.',
  test: 'Test it now',
  testing: 'Testing…',
  testOpened: (names: string, seconds: string) =>
    `A test letter opened from ${names} in ${seconds}, without this computer.`,
  testSilent: (silent: string, from: string, count: number) =>
    `${silent} didn’t answer. ${from} did, so letters ${count === 0 ? 'don’t open' : 'open'}.`,
  testFailed: (silent: string, need: string) =>
    `The test letter didn’t open: ${silent} didn’t answer, and ${need} must.`,
  more: 'More',
  moreAbout: (count: number, shown: string) =>
    count === 1 ? '1 station, its space, what it sees' : `${shown} stations, their space, what they see`,
  technical: 'Technical details',

  number: (number: string) => `No. ${number}`,
  numberHint:
    'Each station shows its own number. Compare them, and tick those that are the same: then nobody stands in between.',
  compared: 'compared',
  notCompared: 'not compared yet',
  isOnline: 'Online',
  isOffline: 'Offline',
  lastAnswer: (ago: string) => `It last answered ${ago}`,

  /** What a person can do follows each fault. */
  faults: {
    fenced: 'Was put back to an older copy, so it no longer decides anything. Leave it and join it again.',
    stranger: 'Doesn’t know you any longer. Leave it, ask for a new link, and join it again.',
    givenOut: 'Has sent as much to your readers today as it may. It goes on tomorrow.',
    full: 'Takes no more: the limit is reached. What it has stays there.',
  },
  waiting: (count: number, shown: string) =>
    count === 1 ? '1 letter is waiting for it' : `${shown} letters are waiting for it`,
  recallsWaiting: (count: number, shown: string) =>
    count === 1 ? '1 recall is waiting for it' : `${shown} recalls are waiting for it`,
  hasAll: (count: number, shown: string) => {
    if (count === 0) return 'Nothing to keep yet'
    return count === 1 ? 'Has your only letter' : `Has all ${shown} letters`
  },
  space: (used: string, limit: string) => `${used} of ${limit}`,
  nearlyFull: 'nearly full',
  full: 'full',
  spaceOf: (name: string) => `Space at ${name}`,

  acts: (name: string) => `More about ${name}`,
  rename: 'Rename…',
  renameTitle: 'Rename the station',
  renameName: 'Name',
  renameHint: 'Only you see this name.',
  leave: 'Leave…',
  leaveTitle: (name: string) => `Leave ${name}?`,
  leaveMoves: (left: number, shown: string) =>
    left === 1
      ? 'Letters that nobody has opened move to your other station first.'
      : `Letters that nobody has opened move to your other ${shown} stations first.`,
  leaveWaits: 'Letters that nobody has opened then open only while this computer is on.',
  leaveBurns: (letters: number, shown: string, bytes: string) => {
    const what = letters === 1 ? '1 letter' : `${shown} letters`
    return letters === 0
      ? `It deletes all it keeps for you (${bytes}).`
      : `It deletes all it keeps for you: ${what} (${bytes}), and its part of the key of each letter that isn’t opened yet.`
  },
  leaveKeeps: 'Your own copies stay here. A recall that still waits for this station counts the deletion.',
  leaveNext: (need: string, left: string) => `New letters will open with ${need} of ${left}.`,
  leaveOffline: 'It’s offline now. It deletes everything when it hears of it.',
  leaveDo: 'Leave',
  left: (name: string) => `You’ve left ${name}. It has deleted everything.`,
  leftUntold: (name: string) => `You’re leaving ${name}. It deletes everything once no letter needs it.`,
  lose: 'It’s destroyed…',
  loseTitle: (name: string) => `Is ${name} destroyed?`,
  loseText:
    'Say so only if its disk no longer exists. It then counts as if it had deleted its part of every key, and your other stations go on without it.',
  loseRisk: 'If a copy of it turns up, a letter that you recalled could still be opened.',
  loseDo: 'It’s destroyed',
  lost: (name: string) => `${name} counts as destroyed from now on.`,

  add: 'Add a station…',
  addTitle: 'Add a station',
  addLink: 'Link of the station',
  addLinkHint: 'It begins with fumikura://station/ and works once.',
  /** Before a station is added. */
  addSees:
    'Who runs the station sees your name, your address and when you are connected. They also see which other people on the same station you write to, but not what. Of contacts on other stations they see no name.',
  addName: 'Your name for it',
  addOptional: 'optional',
  addDo: 'Add',
  adding: 'Asking it…',
  added: (name: string) => `${name} is one of your stations now. Your letters are on their way there.`,
  addFaults: {
    link: 'This isn’t the link of a station. Copy all of it, from fumikura:// on.',
    used: 'This link was used before. The station can show another.',
    expired: 'This link has expired. The station can show another.',
    silent: 'The station doesn’t answer. Check that it’s on, and try again.',
    full: 'The station has no room for another person.',
    tooMany: 'You can have at most 7 stations. Leave one first.',
  },

  rule: 'How many have to agree',
  easily: 'Opens easily',
  surely: 'Surely recalled',
  /** `need` of `n` stations release a letter. */
  opensBy: (need: number, n: number, shown: string, all: string) => {
    if (need === n)
      return n === 2 ? 'Only both together open a letter.' : `Only all ${all} together open a letter.`
    if (need === 1) return n === 2 ? 'Either one opens a letter.' : `Any one of ${all} opens a letter.`
    return `Any ${shown} of ${all} open a letter.`
  },
  recallsBy: (certainAt: number, n: number, shown: string, all: string) => {
    const who =
      certainAt === n
        ? n === 2
          ? 'both have'
          : `all ${all} have`
        : certainAt === 1
          ? n === 2
            ? 'either has'
            : 'one has'
          : `${shown} have`
    return `A recall is certain when ${who} answered.`
  },
  ruleOfOne: (name: string) => `${name} opens your letters. A recall is certain when it has answered.`,
  seesTitle: 'A station sees',
  sees: 'your name, how large your letters are, roughly how many contacts you have, and when letters are opened and from which address. If a contact of yours uses the same station, it sees that the two of you write to each other, how much and when.',
  neverTitle: 'It never sees',
  never:
    'what you write, the subject, or the names of contacts who use other stations. It isn’t told who opens a letter either, though it may guess by the address. All of them together can’t read a letter.',
  conspire: 'If enough stations conspire with a reader, a recall can be broken.',
  /** So many stations break a recall that counts as certain. */
  itTakes: (count: number, shown: string) =>
    count === 1 ? 'As you have chosen, one is enough.' : `As you have chosen, it takes ${shown}.`,

  onlyHereHint: 'Until a station has it, it opens only while this computer is on.',
}
