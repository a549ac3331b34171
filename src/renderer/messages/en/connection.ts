// What is said when the engine cannot be reached, in English.
export const connection = {
  connecting: 'Opening your store…',
  lost: 'The engine is not answering. What you see is from before. If Fumikura was started again, it has a new address: open it with `fumikura open`. This tab cannot come back then.',
  lostShort: 'Waiting for the engine…',
  lostLong: 'If Fumikura was started again, it has a new address:',
  back: 'Connected again.',
  refusedTitle: 'This page is not let in',
  refusedText:
    'Each browser is let in once, by a link that works once. When Fumikura is started again it has a new address, and a tab or a bookmark from before leads nowhere.',
  refusedCommand: 'To open the page, in a terminal:',
  revokedText:
    'If this page worked a moment ago, its session was ended. Do not type your passphrase into a page that you did not open yourself.',
  failingTitle: 'Your store could not be opened',
  failingText: 'Nothing of it was lost. It stays as it is until it can be opened.',
  proofTitle: 'Your passphrase, please',
  proofText: 'This needs more than an open page: type the passphrase of this store once more.',
  proofGive: 'Continue',
}
