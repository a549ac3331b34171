// The first minutes in a new home, in English.
export const firstRun = {
  welcome: 'To send is to store',
  intro:
    'A letter you write stays here, in your own store. The people it is for get a small notice, and open the letter from you when they want to read it.',
  nameLabel: 'Your name',
  nameHint: 'As the people you write to will see it. You can change it later.',
  nameMissing: 'A name is needed.',
  passphraseLabel: 'Passphrase',
  passphraseOptional: 'optional',
  passphraseHint:
    'This computer cannot keep the key to your store by itself. With a passphrase, a stolen disk opens nothing; you enter it each time Fumikura starts. Without one, the key lies readable beside your letters.',
  passphraseForgotten: 'Nobody can reset a passphrase. Keep it as you keep the key to your house.',
  begin: 'Begin',
  making: 'Making your store…',
  step: (at: number, of: number) => `Step ${at} of ${of}`,

  wordsTitle: 'Your 24 words',
  wordsIntro:
    'They are you. If this computer is lost, these words are the only way to be the same person again, and nobody can make new ones. Write them on paper, in order; show them to nobody.',
  wordsList: 'The 24 words, in order',
  written: 'I have written them down',
  later: 'I’ll do it later',
  laterHint: 'Fumikura will remind you, and will show them again until they are proven.',

  proveTitle: 'Three of them, please',
  proveIntro:
    'From your paper. Once they are right, the words are not kept on this computer any more, and nobody can make new ones: keep the paper well.',
  wordNumber: (position: number) => `Word ${position}`,
  prove: 'These are right',
  proveWrong: 'At least one of these is not the word at that place. Please look at your paper once more.',
  showAgain: 'Show the words again',
  proven: 'Your words are proven. They live only on your paper now.',

  unlockTitle: 'Your store is locked',
  unlockText: 'Enter the passphrase of this store. It stays on this computer.',
  unlock: 'Unlock',
  unlocking: 'Unlocking…',
  showPassphrase: 'Show the passphrase',
  hidePassphrase: 'Hide the passphrase',

  emptyTitle: 'Nothing has arrived yet',
  emptyText: (name: string) =>
    `This is your store, ${name}. Letters go only between people who know each other, so the first thing is to invite someone.`,
  invite: 'Invite someone',
  inviteText: 'Makes a link for one person. Send it however you like, or let them scan it. Good for one day.',
  inviteMake: 'Make an invite',
  inviteMaking: 'Making an invite…',
  inviteReady: (until: string) =>
    `Good for one person, until ${until}. Keep Fumikura running until they have used it.`,
  inviteLink: 'Your invite link',
  inviteQr: 'The invite as a QR code',
  inviteUsed: (name: string) => `${name} is here. You can write to each other now.`,
  accept: 'Accept an invite',
  acceptText: 'Paste the link that somebody gave you. A link into a group works here as well.',
  acceptLabel: 'Their link',
  acceptAction: 'Accept',
  accepting: 'Looking for them…',
  accepted: (name: string) => `You and ${name} can write to each other now.`,
  demo: 'Look around first',
  demoText:
    'A small world of its own, with people who play their parts and letters in every state. It runs on this computer, touches nothing of yours, and is gone when Fumikura stops.',
  demoStart: 'Look around in a demo world',
  demoStarting: 'Starting it…',
  demoWait: 'Three stores are being opened, and their letters written. This takes a few seconds.',
  demoReady: 'It is running.',
  demoOpen: 'Open the demo world in a new tab',
}
