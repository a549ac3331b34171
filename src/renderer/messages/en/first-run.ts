// The first run, in English: a new home, its 24 words, and the empty inbox.
export const firstRun = {
  welcome: 'To send is to store',
  intro:
    'A letter you write stays here, in your own store. The people it’s for get a small notice, and open the letter from your store when they want to read it.',
  nameLabel: 'Your name',
  nameHint: 'The people you write to will see your name. You can change it later.',
  nameMissing: 'Enter your name.',
  passphraseLabel: 'Passphrase',
  passphraseOptional: 'optional',
  passphraseHint:
    'This computer has no safe place for the key to your store. With a passphrase, a thief who takes the disk can’t read your letters; you enter it each time Fumikura starts. Without one, the key is stored readable beside your letters.',
  passphraseForgotten: 'Nobody can reset the passphrase. Store it safely.',
  begin: 'Begin',
  making: 'Making your store…',
  step: (at: number, of: number) => `Step ${at} of ${of}`,

  wordsTitle: 'Your 24 words',
  wordsIntro:
    'These words are your account. If you lose this computer, they’re the only way to recover it, and nobody can make new ones. Write them on paper, in order, and show them to nobody.',
  wordsList: 'The 24 words, in order',
  written: 'I have written them down',
  later: 'I’ll do it later',
  laterHint: 'Fumikura will remind you. You can see the words again until you’ve confirmed them.',

  proveTitle: 'Three of them, please',
  proveIntro:
    'Type them from your paper. We’ll then delete all 24 from this computer, so keep the paper safe.',
  wordNumber: (position: number) => `Word ${position}`,
  prove: 'Confirm',
  proveWrong: 'At least one of these isn’t the word at that place. Look at your paper again.',
  showAgain: 'Show the words again',
  proven: 'Your words are confirmed. From now on, they’re only on your paper.',

  unlockTitle: 'Your store is locked',
  unlockText: 'Enter the passphrase of this store. It stays on this computer.',
  unlock: 'Unlock',
  unlocking: 'Unlocking…',
  showPassphrase: 'Show the passphrase',
  hidePassphrase: 'Hide the passphrase',

  emptyTitle: 'Nothing has arrived yet',
  emptyText: (name: string) =>
    `This is your store, ${name}. Letters go only between contacts, so start by inviting someone.`,
  invite: 'Invite someone',
  inviteText:
    'Create a link for one person. Send it however you like, or let them scan it. It works for a week.',
  inviteMake: 'Create an invite link',
  inviteMaking: 'Creating an invite link…',
  inviteLink: 'Your invite link',
  atHome: 'Do that on your computer. The letters then arrive here, too.',
  accept: 'Accept an invite',
  acceptText: 'Paste the invitation that someone sent you. A group link works here too.',
  acceptLabel: 'Their link',
  acceptAction: 'Accept',
  accepting: 'Looking for this person…',
  accepted: (name: string) => `You and ${name} can write to each other now.`,
  mail: 'Bring your mail',
  mailText:
    'Mail for an address you already use arrives here too, beside your letters. Its password is all it takes.',
  mailAction: 'Import mail from a file (mbox, .eml)',
  demo: 'Look around',
  demoText:
    'A small world with invented people who answer: letters in every state, groups, an album, and posts to follow. It touches nothing of yours, and is gone when you end it.',
  demoStart: 'Start the demo world',
  demoStarting: 'Starting…',
  demoWait: 'Fumikura is opening four stores and writing their letters. This takes about ten seconds.',
  demoReady: 'The demo world is ready.',
  demoOpen: 'Open the demo world in a new tab',
}
