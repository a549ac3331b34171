// What only a phone says: its pairing, and how its home stands. In English.
import type { OwnLock, PushWords } from '../../../core/contract/index.ts'
import type { PairFault } from '../../bridge/far-pairing.ts'

export const phone = {
  truth: (host: string) => `This page comes from ${host}. Whoever runs it could change it.`,

  beginTitle: 'Connect this phone',
  beginText: 'On your computer, open Settings, then Phones, and press “Add a phone”.',
  beginRevoked: 'This phone was removed at your computer. Nothing of your letters is left on it.',
  beginUnknown: 'Your computer doesn’t know this phone any longer. Add it again.',
  link: 'The link from your computer',
  linkWrong: 'This isn’t a link for a phone. Copy the whole link.',
  paste: 'Paste',
  go: 'Connect',

  homeScreenTitle: 'First put it on the home screen',
  homeScreenWhy: 'There your letters stay at hand. What Safari keeps in a tab is lost after 7 days.',
  homeScreenSteps: [
    'Copy the link.',
    'Press Share, then “Add to Home Screen”.',
    'Open the new icon, and paste the link.',
  ],
  copyLink: 'Copy the link',
  copied: 'Copied',
  useTab: 'Use this tab instead',

  reaching: 'Reaching your computer…',
  typeTitle: 'Type this at your computer',
  typeText: 'It’s waiting for these six digits.',

  faultTitle: 'This phone isn’t connected',
  faults: {
    used: 'Another device used this link first. Nothing was opened. Show a new code at your computer.',
    late: 'This link is no longer valid. Show a new code at your computer.',
    wrong: 'Those weren’t the digits. Show a new code at your computer.',
    away: 'Your computer doesn’t answer. Check that it’s on, and try again.',
    cancelled: 'It was cancelled at your computer. Show a new code there.',
    update: 'This page is too old for your computer. Close it and open the link again.',
  } satisfies Record<PairFault, string>,
  again: 'Try again',

  doneTitle: 'This phone is a window to your computer',
  doneText: 'Your keys stay there. This phone remembers what you read on it.',
  doneReadOnly: 'Here you can read and answer.',
  doneHome: (steps: string) => `To have it at hand, put it on the home screen: ${steps}.`,
  doneHomeIos: 'Share, then “Add to Home Screen”',
  doneHomeOther: 'the browser’s menu, then “Add to Home screen”',
  toInbox: 'Go to the inbox',

  oldTitle: 'This browser is too old',
  oldText: 'It can’t open your letters safely. You need Safari 17, Chrome 133 or Firefox 130, or newer.',

  never: {
    reaching: 'Reaching your computer…',
    asleep: 'Your computer is asleep or off. When it’s on, your letters appear here.',
    offline: 'No connection. Your letters appear here when there is one.',
  },
  asOf: (time: string) => `As of ${time} · reaching your computer…`,
  asleep: (time: string) => `Your computer is asleep · as of ${time}`,
  offline: (time: string) => `No connection · as of ${time}`,
  update: 'This page is too old for your computer. Close it and open it again.',
  changed:
    'Your computer doesn’t know this page: somebody may have changed it. It has been disconnected. Look at “Phones” in the settings of your computer.',

  push: {
    tell: 'Tell me about new letters',
    tellHint: 'Also while Fumikura is closed on this phone.',
    says: 'What it says',
    words: {
      arrival: 'That a letter has arrived',
      name: 'From whom it is',
      subject: 'From whom, and its subject',
    } satisfies Record<PushWords, string>,
    seen: 'A locked screen shows this, and so does a watch that is paired with the phone.',
    install: (steps: string) =>
      `A tab of Safari can’t do this. Put Fumikura on the home screen (${steps}), and add that icon as a phone.`,
    denied: 'This phone doesn’t allow it. You can change that in the settings of its browser.',
    none: 'This browser can’t do this.',
    failed: 'This browser’s message service doesn’t answer. Try again later.',
    offerTitle: 'Shall this phone tell you about new letters?',
    offerYes: 'Tell me',
    offerNo: 'Not now',
  },

  lock: {
    title: 'Fumikura is locked',
    unlock: 'Unlock',
    help: 'If it doesn’t open: at your computer, Settings, Phones, “Reset the lock”.',
    pin: 'PIN, six digits',
    failed: 'That didn’t unlock it. Try again.',
    wrongPin: (left: number) =>
      left === 1
        ? 'Wrong PIN. One more wrong one removes this phone.'
        : `Wrong PIN. ${left} tries are left, then this phone is removed.`,
    pinAway: 'Your computer checks the PIN, and it doesn’t answer now.',
    removed: 'The lock was removed at your computer. What still waits here opens only with your passkey.',
    goWithout: 'Delete what waits',
    homeAsks: 'Your computer asks who you are.',
    againTitle: 'Is it you?',
    againText: 'This would stay even if the phone is lost. So your computer asks again.',
    homeText: 'Your computer is there again. It lets this phone in once you unlock it.',

    offerTitle: 'Lock Fumikura on this phone?',
    changeTitle: 'Another lock for this phone',
    offerText: 'Nobody else sees your letters here then: it asks at the start, and after 15 quiet minutes.',
    offerMore:
      'With a lock this phone can also do what stays if it’s lost: contacts, links, rules, deleting.',
    offerPasskey: 'Face, finger or screen lock',
    offerPin: 'Use a PIN',
    notNow: 'Not now',
    noPasskey: 'Nothing was set. Try again, or use a PIN.',
    pinNew: 'Choose six digits',
    pinAgain: 'The same six digits again',
    pinDiffers: 'Those weren’t the same digits. Choose them again.',
    pinWhy: 'Your computer checks them. Five wrong tries in a row remove this phone.',

    kinds: {
      none: 'No lock',
      passkey: 'Locked with your face, finger or screen lock',
      pin: 'Locked with a PIN',
    } satisfies Record<OwnLock['kind'] | 'none', string>,
    seals: 'What this phone keeps of your letters is sealed with it. Nobody opens that without you.',
    hides:
      'What this phone keeps of your letters is hidden, and not sealed with it: somebody who can search the phone’s files could open that.',
    onlyAtHome:
      'A lock is set within 10 minutes after somebody allows it at your computer: Settings, Phones, “Allow a lock”.',
    give: 'Set a lock',
    change: 'Change…',
    remove: 'Remove…',
    removeTitle: 'Remove the lock?',
    removeText: 'Then whoever holds this phone unlocked sees your letters here.',
    removeDo: 'Remove the lock',
    wasRemoved: 'The lock is removed.',
  },

  goesLater: 'On this phone. It goes when your computer answers.',
  beingSent: 'Perhaps sent already. Your computer will say so when it answers.',
  draftHere: 'A draft on this phone. It goes to your computer when it answers.',
  onThisPhone: 'On this phone',
  onItsWay: (title: string) => (title === '' ? 'It’s on its way.' : `“${title}” is on its way.`),
  waitingTitle: 'Waiting on this phone',
  waitsFor: (names: string) => `To ${names}`,
  waits: (count: number) => `${count} waiting`,
  refused: (count: number) =>
    count === 1 ? 'Your computer didn’t do one thing. Look' : `Your computer didn’t do ${count} things. Look`,
  undone: 'Undone.',
  notSafe:
    'Safari may lose what waits in a tab after 7 days. Put this page on the home screen, and open it there.',
  edit: 'Edit',
  seen: 'OK',
}
