// Stations, in English: “Who opens while I’m away” in the settings. A sentence promises
// only what the rule of the stations holds.
export const stations = {
  title: 'Who opens while I’m away',
  intro:
    'While this computer is off, stations hand your letters to the people you wrote to, and take what others send you. They can’t read any of it.',
  none: 'You have no station, so a sealed letter opens only while this computer is on.',
  noneHint:
    'A station is a computer that stays on: a small one at home, a friend’s, or a rented one. Run “fumikura station up” on it, or ask a friend for a link.',

  yours: 'Your stations',
  online: (online: string, all: string) => `${online} of ${all} online`,
  number: (number: string) => `No. ${number}`,
  numberHint: 'Compare the number with the one that the station shows.',
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
  addHint: 'With the link that it shows. Afterwards, compare its number.',
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
  ruleFor: 'for new letters, and those that nobody has opened',
  easily: 'Opens easily',
  surely: 'Surely recalled',
  /** The name of a choice, by its number of stations. */
  choice: (need: string, all: string) => `${need} of ${all}`,
  usual: 'usual',
  toOpen: (need: string) => `opening needs ${need}`,
  toRecall: (needed: string) => `a recall needs ${needed}`,
  trust: (distrust: number, shown: string, all: string) => {
    if (distrust === 0) return all === '2' ? 'if you trust both' : `if you trust all ${all}`
    return distrust === 1 ? 'even if one of them cheats' : `even if ${shown} of them cheat`
  },
  law: 'What opens more easily is harder to recall for certain.',
  partOpen: (need: string) => `${need} to open`,
  partRecall: (needed: string) => `${needed} to recall`,
  balance: (need: string, needed: string) => `${need} to open, ${needed} to recall`,
  cheats: 'How many may cheat, or lose what they decided?',
  cheatCount: (count: number, shown: string) => (count === 0 ? 'None' : shown),
  oneRule:
    'With one station there’s nothing to choose: it opens your letters, and a recall is certain as soon as it has answered, if it’s honest.',

  outcomes: (need: string, all: string) => `${need} of ${all}, this computer off`,
  letters: 'Letters',
  recalls: 'Recalls',
  down: (down: number, shown: string, isAll: boolean) => {
    if (down === 0) return isAll ? 'it answers' : 'all answer'
    if (isAll && down > 0) return down === 1 ? 'it’s off' : 'all are off'
    return down === 1 ? 'one is off' : `${shown} are off`
  },
  now: 'now',
  opens: 'open',
  waits: 'wait for you',
  certain: 'certain at once',
  /** `missing`: how many more must answer; `isAll`: those are all that are off. */
  certainWhen: (missing: number, shown: string, isAll: boolean) => {
    if (missing === 1) return isAll ? 'certain when it’s back' : 'certain when one is back'
    if (isAll) return missing === 2 ? 'certain when both are back' : 'certain when all are back'
    return `certain when ${shown} are back`
  },
  seesTitle: 'A station sees',
  sees: 'your name, how large your letters are, roughly how many contacts you have, and when letters are opened and from which address. If a contact of yours uses the same station, it sees that the two of you write to each other, how much and when.',
  neverTitle: 'It never sees',
  never:
    'what you write, the subject, or the names of contacts who use other stations. It isn’t told who opens a letter either, though it may guess by the address. All of them together can’t read a letter.',
  cheating:
    'If enough stations conspire with a reader, a recall can be broken. So choose stations that don’t all belong to one person.',

  onlyHere: (count: number, shown: string) =>
    count === 1 ? '1 letter is only on this computer' : `${shown} letters are only on this computer`,
  onlyHereHint: 'Until a station has it, it opens only while this computer is on.',
}
