// News in the inbox, in English. The row begins with the name in its own line.
export const news = {
  andMore: (name: string, more: string) => `${name} and ${more} more`,
  inviteAccepted: 'Accepted your invitation. You’re contacts now.',
  acceptedYou: 'Accepted. You’re contacts now.',
  renamed: (before: string) => `Changed their name. They were called ${before}.`,
  guestWaits: (count: number): string =>
    count === 1 ? 'Used your invitation, and waits for you' : 'Used your invitation, and wait for you',
  inviteEnded: 'Their invitation was used up or expired. Ask for a new one.',
  addedToGroup: (group: string) => `Added you to ${group}`,
  joinedByLink: (group: string) => `Joined ${group} by your link`,
  asksToJoin: (group: string, count: number) => `${count === 1 ? 'Asks' : 'Ask'} to join ${group}`,
  mailRefused: (subject: string, line: string) =>
    `“${subject}” was not sent${line === '' ? '.' : `. The mail server says: ${line}`}`,
  mailUnsure: (subject: string) =>
    `“${subject}” may not have arrived: the connection broke. Open it to send it again.`,
  mailReturned: (subject: string, line: string) =>
    `“${subject}” came back${line === '' ? '.' : `. The mail server says: ${line}`}`,
  /** Beside the title of the album. */
  sharedAlbum: 'Shared album',
  sign: 'News',
  rowActs: (name: string) => `Acts for the news about ${name}`,
  archive: 'Archive',
  unarchive: 'Put back in the inbox',
  remove: 'Remove',
  archived: 'Archived.',
  unarchived: 'Put back in the inbox.',
  removed: 'Removed.',
}
