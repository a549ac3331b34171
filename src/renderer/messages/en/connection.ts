// The texts while the engine cannot be reached, in English.
export const connection = {
  connecting: 'Opening your store…',
  lost: 'Fumikura isn’t answering, so this page may be out of date. If you restarted Fumikura, its address has changed: close this tab and run `fumikura open` in a terminal.',
  lostShort: 'Waiting for Fumikura…',
  lostLong: 'If you restarted Fumikura, its address has changed. In a terminal:',
  back: 'Connected again.',
  refusedTitle: 'This browser isn’t signed in',
  refusedText:
    'A link that works once signs a browser in. Fumikura has a new address at each start. Open tabs move there; closed tabs and bookmarks stop working.',
  refusedCommand: 'To sign in, run this in a terminal:',
  revokedText:
    'If this page worked a moment ago, this browser was signed out. Don’t type your passphrase into a page that you didn’t open yourself.',
  failingTitle: 'Your store couldn’t be opened',
  failingText: 'Nothing is lost. Your store stays as it is until it can be opened.',
  proofTitle: 'Your passphrase, please',
  proofText: 'To do this, enter the passphrase of this store once more.',
  proofGive: 'Continue',
  manyDeletions: 'A phone can delete 20 times an hour. Go on at your computer, or later.',
}
