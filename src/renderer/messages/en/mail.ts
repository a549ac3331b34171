// Mail accounts and mails, in English.
import type {
  AccountState,
  EventGuest,
  InvitationKind,
  MailStatus,
  Repetition,
  Suspicion,
} from '../../../core/contract/index.ts'
import type { Obstacle } from '../../state/mail-set-up.svelte.ts'

const NTH: Readonly<Record<number, string>> = {
  ...{ [-1]: 'last', 1: 'first', 2: 'second', 3: 'third', 4: 'fourth', 5: 'fifth' },
}

export const mail = {
  intro:
    'Mail for an address you have elsewhere arrives here too, beside your letters. Nothing changes where it is now.',
  add: 'Add a mail address',
  addAnother: 'Add another address',

  /** The two questions, and what follows them. */
  setUp: {
    step: (at: string) => `Step ${at} of 2`,
    next: 'Next',
    back: 'Back',

    addressTitle: 'What’s your mail address?',
    addressLead: 'The one you give to people. Your mail then arrives here too, beside your letters.',
    address: 'Your address',
    addressHint: 'Nothing changes where your mail is now.',
    addressWrong: 'This isn’t a whole address yet. It looks like name@example.com.',
    addressKnown: 'This address is here already.',
    looking: 'Looking…',

    passwordTitle: 'And its password?',
    passwordLead: (provider: string) => `The same as on ${provider}’s own page.`,
    found: (provider: string) => `Found ${provider}`,
    /** After `found`. */
    encrypted: ', encrypted',
    password: 'Password',
    show: 'Show',
    hide: 'Hide',
    showPassword: 'Show the password',
    hidePassword: 'Hide the password',
    passwordHint: (provider: string) => `It stays on this computer and goes to ${provider} only.`,
    fetch: 'Fetch my mail',
    signIn: 'Sign in',
    signingIn: 'Signing in…',
    byHand: 'Set up by hand',

    /** For providers that refuse the usual password in programs. */
    ownTitle: (provider: string) => `${provider} wants a password made for this`,
    ownLead: (provider: string) =>
      `Your usual password doesn’t work here. On ${provider}’s page, have it make one for Fumikura. Then copy it, and paste it below.`,
    ownHelp: (provider: string) => `Open ${provider}’s page`,
    ownPassword: 'The new password',

    /** For providers with a page to sign in at, such as Google. */
    signInAt: (page: string) => `Sign in at ${page}`,
    browserLead: (page: string, address: string) =>
      `${page}’s own page opens in the browser of this computer. Sign in there as ${address}. Fumikura doesn’t see your password.`,
    waitingFor: (page: string) => `Waiting for you to finish at ${page}…`,
    openAgain: (page: string) => `Open ${page}’s page again`,
    passwordInstead: 'Use an app password instead',
    browserRefused: (page: string, address: string) =>
      `${page} didn’t let Fumikura in. Sign in as ${address}, and allow everything it asks for.`,

    /** Why the mail can't be fetched as it is. */
    closedTitle: 'This mail can’t be fetched yet',
    obstacles: {
      browser: (provider) =>
        `${provider} lets mail out only after a sign-in on its own page. This copy of Fumikura isn’t registered there.`,
      bridge: (provider) =>
        `${provider} needs a program of its own on this computer, its bridge. Install it first. It shows a password for other programs.`,
      'turn-on': (provider) =>
        `${provider} first has to allow other programs. Turn that on in its settings, under IMAP.`,
      plan: (provider) => `${provider} allows other programs only with some of its plans.`,
      closed: (provider) => `${provider} allows no other program to fetch mail.`,
    } satisfies Record<Obstacle, (provider: string) => string>,
    unproven: (host: string) =>
      `Your password goes to ${host}. We found this server, but nobody confirms that it is the right one. Check the name first.`,

    serversTitle: 'Where is this mail kept?',
    serversLead: (domain: string) =>
      `We found nothing for ${domain}. Ask the person who gave you the address for these two names.`,
    serversChange: 'The person who gave you the address knows these two names.',
    incoming: 'Server for incoming mail',
    outgoing: 'Server for outgoing mail',
    outgoingHint: 'If it’s empty, Fumikura looks for it.',
    serverWrong: 'This isn’t the name of a server. It looks like mail.example.com.',
    user: 'User name',
    userHint: 'Most often the whole address.',

    refused: (provider: string) => `${provider} didn’t accept this password.`,
    refusedHint: (provider: string) =>
      `Try it on ${provider}’s own page. If it works there, you may need a password made for this. Look for “app password” in its settings.`,
    refusedOwn: 'Use the one it made for this, not your usual one.',
    answered: (line: string) => `Its answer: ${line}`,
    away: (host: string) =>
      `${host} doesn’t answer. Check that this computer is online, then try again. What you typed is still here.`,

    coming: 'Your mail is coming',
    comingLead: 'The newest first. You can read and write already.',
    here: 'Your mail is here',
    hereLead: 'New mail arrives beside your letters from now on.',
    goesOn: 'You may close this. It goes on.',
    facts: [
      ['Big files', 'stay where they are until you open them'],
      ['Newsletters', 'have a row of their own'],
      ['Pictures from elsewhere', 'load when you ask'],
    ] as readonly (readonly [string, string])[],
    toInbox: 'Go to the inbox',
  },

  /** A server whose certificate proves nothing, or one without encryption. */
  unsafe: {
    title: 'This may not be the right server',
    text: (host: string) =>
      `Somebody between you and ${host} could read your password. So it wasn’t sent. If you aren’t at home, try again there first.`,
    ask: 'If you or somebody you trust runs this server, ask them for its fingerprint. It must be the same to the last character:',
    fingerprint: 'Fingerprint of the server',
    same: 'I compared it. It’s the same.',
    use: 'Use this server',
    bareTitle: 'This server doesn’t encrypt',
    bareText: (host: string) =>
      `Anybody on the way could read your password and your mail. So nothing was sent. Ask the people who run ${host} for a server with encryption (TLS).`,
  },

  /** Below the address of an account. */
  states: {
    ready: (count: number, shown: string) => (count === 1 ? '1 mail' : `${shown} mails`),
    readySince: (count: number, shown: string, since: string) =>
      count === 1 ? `1 mail, of ${since}` : `${shown} mails, back to ${since}`,
    none: 'No mails yet',
    partsLeft: (count: number, shown: string) =>
      count === 1 ? '1 large file still to fetch' : `${shown} large files still to fetch`,
    taking: (kept: string, of: string) => `${kept} of ${of}`,
    takingFrom: (month: string) => `back to ${month}`,
    takingBegins: 'Looking at what’s there…',
    off: 'Off. Its mails stay here, and no new ones come.',
    away: (host: string) => `No connection to ${host}. It tries again.`,
    refused: (host: string) => `${host} didn’t accept the password.`,
    signInAgain: (page: string) => `${page} wants you to sign in again.`,
    unsafe: (host: string) => `The connection to ${host} isn’t safe, so nothing is fetched or sent.`,
  } satisfies Record<AccountState, unknown> & Record<string, unknown>,
  checksNoSenders: 'This server doesn’t check who sends.',
  sendsNothing: 'It sends no mail: no server for that is known.',
  progress: (address: string) => `How much mail of ${address} is here`,
  waiting: (count: number, shown: string) =>
    count === 1 ? '1 change isn’t on the server yet.' : `${shown} changes aren’t on the server yet.`,

  /** The acts on an account. */
  change: 'Change',
  changeOf: (address: string) => `Change ${address}`,
  isOn: 'Fetch and send mail',
  isOnHint: 'If it’s off, the mails stay here, and nothing comes in or goes out.',
  keepsAll: 'Keep everything here',
  keepsAllHint: (host: string) =>
    `Also big files, so that you have them without a connection. Otherwise those stay at ${host} until you open them.`,
  from: 'How you sign',
  fromName: 'Your name in mails',
  fromNameOf: (address: string) => `Your name in mails from ${address}`,
  signature: 'Signature',
  signatureHint: 'Below each mail you write from this address.',
  save: 'Save',
  saved: 'Saved',
  newPassword: 'Enter the password',
  anotherPassword: 'Change the password',
  newPasswordText: (address: string) => `The password of ${address}.`,
  passwordTaken: 'Signed in. Your mail arrives again.',
  look: 'Look at it',
  trusted: 'This server is used from now on.',
  check: 'Look for mail now',
  checked: 'Looked for new mail.',
  servers: (incoming: string, outgoing: string | null) =>
    outgoing === null
      ? `Incoming: ${incoming}. No outgoing server.`
      : `Incoming: ${incoming}. Outgoing: ${outgoing}.`,
  folders: (count: number, shown: string) =>
    count === 1 ? '1 folder is read.' : `${shown} folders are read.`,
  remove: 'Remove this address',
  removeTitle: (address: string) => `Remove ${address}?`,
  removeText: (host: string) =>
    `No more mail comes from it, and none is sent. Nothing changes at ${host}: your mail there stays.`,
  removeWhat: 'The mails that are here',
  removeKeep: 'Keep them here',
  removeKeepHint: 'You can read and find them as before.',
  removeAll: 'Take them out of the lists',
  removeAllHint: (host: string) => `You still have them at ${host}.`,
  removeDo: 'Remove',
  removeWaiting: (count: number, shown: string) =>
    count === 1
      ? 'One change of yours isn’t on the server yet. If you remove the address now, it stays only here.'
      : `${shown} changes of yours aren’t on the server yet. If you remove the address now, they stay only here.`,
  removed: (address: string) => `${address} is removed.`,

  /** The line above the inbox. */
  needsYou: {
    refused: (address: string) => `No new mail for ${address}: the password isn’t accepted.`,
    signIn: (address: string, page: string) =>
      `No new mail for ${address}: ${page} wants you to sign in again.`,
    unsafe: (address: string) => `No new mail for ${address}: the connection isn’t safe.`,
    several: (count: string) => `${count} mail accounts need you.`,
    show: 'Show',
  },

  /** The sign of a mail in a list. */
  isNew: 'mail, new',
  isRead: 'mail',
  legend: 'What the signs mean',
  legendSealed: 'a letter, sealed',
  legendNew: 'a mail, new',
  legendRead: 'read',
  unproven: 'not proven',
  unprovenHint: 'Nothing proves that this mail comes from there.',
  proven: 'proven to come from there',

  /** What the sender's name or address pretends. */
  suspicions: {
    'other-address': 'The sender’s name contains another address. The mail isn’t from that one.',
    'foreign-letters': 'The sender’s domain has letters that can look like others. Read it letter by letter.',
    'mixed-scripts': 'The sender’s domain mixes letters of several scripts, as false ones do.',
    'like-a-contact':
      'The sender’s name looks like that of a contact. A mail can’t show that it’s the same person.',
  } satisfies Record<Suspicion, string>,
  /** To stop the mails of a newsletter. `what`: what a press does. */
  stop: {
    what: {
      request: 'The sender is told once that you want no more. If one comes after 10 days, it goes to Spam.',
      mail: 'Only a mail can ask for it. It is written for you. If one comes 10 days after you sent it, it goes to Spam.',
    },
    press: 'Stop these mails',
    /** `day`: `Thursday 26 November` */
    asked: (day: string) =>
      `You asked this sender on ${day} to stop. If one comes after 10 days, it goes to Spam.`,
    takeAgain: 'Take them again',
    takenAgain: 'These mails come to your inbox again. The sender isn’t told.',
    failed: 'The sender’s server didn’t accept it. Try again later, or put the mail into the spam.',
  },

  /** Before the own address that a letter goes from. */
  sentFrom: 'From',
  filesGo: 'The files stay in your store. A mail carries a copy of each.',
  /** `size`: about, of the mail with its files. */
  tooLarge: (size: string, host: string, max: string) =>
    `With its files this mail has about ${size}. ${host} takes ${max} at most, so take some files out.`,

  /** The pictures of a mail as it was made that are elsewhere. */
  pictures: {
    away: (hosts: string) => `Pictures from ${hosts} weren’t loaded.`,
    failed: (hosts: string) => `Some pictures from ${hosts} couldn’t be loaded.`,
    load: 'Load once',
    ask: (hosts: number): string =>
      hosts === 1 ? 'Load the pictures from this host?' : 'Load the pictures from these hosts?',
    tells: (hosts: number): string =>
      `${hosts === 1 ? 'It sees' : 'They see'} that this mail is read, when, and from which connection, and often by whom. The pictures are shown until you leave the mail, and aren’t kept.`,
    loading: 'Loading the pictures…',
  },

  /** What a mail says about an event. */
  invitation: {
    kinds: {
      asked: 'Invitation',
      told: 'Event',
      cancelled: 'Cancelled',
      answered: 'Answer to an invitation',
      countered: 'Another time is suggested',
    } satisfies Record<InvitationKind, string>,
    oneDate: 'One date of several',
    untitled: 'No title',
    when: 'When',
    where: 'Where',
    organiser: 'Organiser',
    guests: 'With',
    repeats: 'Repeats',
    /** From one time or day to another. */
    range: (from: string, to: string) => `${from} – ${to}`,
    allDay: (days: string) => `${days}, all day`,
    /** `when`: the time on the clocks of the sender. */
    there: (when: string, zone: string) => `${when} in ${zone}`,
    local: (when: string, zone: string) => `${when}, in a time zone named “${zone}”`,
    every: {
      day: (interval: number) => (interval === 1 ? 'Every day' : `Every ${interval} days`),
      week: (interval: number) => (interval === 1 ? 'Every week' : `Every ${interval} weeks`),
      month: (interval: number) => (interval === 1 ? 'Every month' : `Every ${interval} months`),
      year: (interval: number) => (interval === 1 ? 'Every year' : `Every ${interval} years`),
    } satisfies Record<Repetition['every'], (interval: number) => string>,
    /** `every`: as above. `days`: as `Monday and Thursday`, or `day 3`. */
    on: (every: string, days: string) => `${every} on ${days}`,
    /** `nth`: -1 is the last. */
    nthWeekday: (nth: number, day: string) => `the ${NTH[nth] ?? `${nth}.`} ${day}`,
    monthDay: (day: number) => (day === -1 ? 'the last day' : `day ${day}`),
    until: (rule: string, day: string) => `${rule}, until ${day}`,
    times: (rule: string, times: string) => `${rule}, ${times} times`,
    without: (rule: string, count: number) =>
      count === 1 ? `${rule}. One date is left out` : `${rule}. ${count} dates are left out`,
    otherwise: 'By a rule of its own, which is in the calendar file.',
    answers: { accepted: 'accepts', declined: 'declines', tentative: 'may come' } satisfies Record<
      NonNullable<EventGuest['answer']>,
      string
    >,
    answered: (name: string, answer: string) => `${name} ${answer}`,
    more: (count: number) =>
      count === 1
        ? 'One more date or change is in the calendar file.'
        : `${count} more dates or changes are in the calendar file.`,
    save: 'Save the calendar file',
  },

  newsletters: 'Newsletters',
  moreSenders: (more: string) => `+${more}`,
  sendAgain: 'Send again',
  sentAgain: 'It’s being sent again.',
  readdress: 'Send to another address',
  /** Of several such buttons. */
  readdressOf: (address: string) => `Send to another address than ${address}`,
  rightAddress: (wrong: string) => `The right address, instead of ${wrong}`,
  sendThere: 'Send there',
  goesThere: 'The letter goes to this address already. Write the right one.',
  sentInstead: (address: string) => `sent to ${address} instead`,
  sentByMail: 'By mail',
  sentByMailHint: 'Nobody learns whether a mail was opened. Once a server has it, it can’t be taken back.',
  /** How far an own mail has come. `note`: the words of the server; '' if it gave none. */
  progressOf: {
    waiting: () => 'Waiting to be sent',
    held: () => 'Held',
    sending: () => 'Being sent',
    accepted: () => 'Sent',
    unsure: () => 'May not have arrived',
    refused: (note: string) => (note === '' ? 'Not sent' : `Not sent: ${note}`),
    returned: (note: string) => (note === '' ? 'Came back' : `Came back: ${note}`),
    recalled: () => 'Recalled before it was sent',
  } satisfies Record<MailStatus['state'], (note: string) => string>,
}
