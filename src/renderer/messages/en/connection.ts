// What is said when the engine cannot be reached, in English.
export const connection = {
  connecting: 'Opening your store…',
  lost: 'The engine is not answering. What you see is from before; it comes back by itself.',
  lostShort: 'Waiting for the engine…',
  back: 'Connected again.',
  refusedTitle: 'This browser does not know this store yet',
  refusedText:
    'Open the address that Fumikura printed when it started. It ends in a token that lets this browser in, once and for all.',
  refusedCommand: 'In a terminal:',
  revokedText:
    'If it was let in before, its session has been ended, or another store now answers at this address.',
}
