// Settings, in English.
import type { SiteFault } from '../../../core/contract/index.ts'

export const settings = {
  title: 'Settings',
  more: 'More',
  appearance: 'Appearance',
  language: 'Language',
  languages: { en: 'English', ja: '日本語' },
  theme: 'Theme',
  themes: { system: 'Same as system', light: 'Light', dark: 'Dark' },
  keyboard: 'Keyboard',
  singleKeys: 'Single-key shortcuts',
  singleKeysHint: 'One letter does one thing. Shortcuts with Ctrl or Cmd always work.',
  showShortcuts: 'Show all shortcuts',
  notifications: 'Notifications',
  notify: 'Notify me when a letter arrives',
  notifyHint: 'Shows who a letter is from, while Fumikura is open in the background.',
  notifyDenied: 'This browser doesn’t allow notifications. You can change that in the browser’s settings.',

  you: 'Profile',
  name: 'Name',
  nameHint: 'All your contacts will see your new name.',
  nameSaved: 'Your new name is saved. Your contacts will see it.',

  safety: 'Security',
  passphrase: 'Passphrase',
  passphraseNone: 'The key to your store is readable on this disk. Set a passphrase to lock it.',
  passphraseSet: 'A passphrase locks your store whenever Fumikura isn’t running.',
  passphraseHost: 'This computer protects the key to your store.',
  passphraseNew: 'New passphrase',
  passphraseRepeat: 'Repeat the passphrase',
  passphraseRepeatHint: 'Or show it above, and you don’t need to repeat it.',
  passphraseDiffers: 'The two passphrases don’t match. Type them again.',
  passphraseSave: 'Set passphrase',
  passphraseChange: 'Change passphrase',
  passphraseDone: 'Passphrase set. You’ll need it the next time Fumikura starts.',
  words: '24 words',
  wordsProven:
    'Confirmed. Your words are only on your paper, and nobody can make new ones. If you lose both the paper and this computer, the account is gone. Check now and then that you still have them.',
  wordsNot:
    'You haven’t written your words down yet. If you lose this computer, they’re the only way to recover your account, and nobody can make new ones.',
  wordsDo: 'Write them down',

  blocked: 'Blocked people',
  blockedHint:
    'You receive nothing from these people, and they receive nothing from you. They aren’t notified.',
  blockedNone: 'You haven’t blocked anyone.',
  blockedSince: (since: string) => `since ${since}`,
  unblockNamed: (name: string) => `Unblock ${name}`,

  sessions: 'Signed-in browsers',
  sessionsHint: 'Each signed in with a link from Fumikura. You can sign one out at any time.',
  sessionSince: (since: string) => `since ${since}`,
  sessionOpen: (since: string) => `since ${since} · open now`,
  sessionSeen: (since: string, seen: string) => `since ${since} · last open ${seen}`,
  sessionHere: 'this browser, now',
  sessionLeaveTitle: 'Sign out this browser?',
  sessionLeaveText:
    'You’re using this browser now. To sign in again, you need the link that Fumikura shows when it starts.',
  sessionEnd: 'Sign out',
  sessionEndNamed: (label: string) => `Sign out ${label}`,
  sessionUnknown: 'an unknown browser',
  /** `Chromium on Linux` */
  browserOn: (browser: string, system: string) => `${browser} on ${system}`,
  site: 'Public site',
  siteText:
    'Shows your public posts as plain pages with a feed, to anyone who has the address, without Fumikura. Your letters, notes and groups, and this app, can’t be reached there.',
  siteOff: 'Off. Nobody can reach the site.',
  siteHost: 'Listen on',
  siteHostHint: '127.0.0.1 is only this computer. 0.0.0.0 is everyone who can reach this computer.',
  sitePort: 'Port',
  sitePortHint: '0 uses any free port.',
  sitePortWrong: 'Enter a number from 0 to 65535.',
  siteFaults: {
    taken: 'Another program uses this port. Choose another port.',
    denied: 'This account may not use this port. Choose one from 1024 on.',
    'no-address': 'This computer has no such address. Choose another address.',
    other: 'The site can’t be shown at this address and port. Choose others.',
  } satisfies Record<SiteFault, string>,
  siteSwitchOn: 'Turn on',
  siteChange: 'Apply',
  siteSwitchOff: 'Turn off',
  siteUrl: 'Address of the site',
  siteReach: {
    here: 'Only this computer can reach the site.',
    network: 'Anyone who can reach this computer can read the site.',
  },
  siteTrouble: (why: string) => `The site is on, but can’t be shown. ${why}`,
  siteAbsent: 'You can’t turn the site on here. It needs Fumikura running on a server, opened in a browser.',

  sessionEnded: 'That browser is signed out.',
}
