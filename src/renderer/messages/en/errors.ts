// One sentence for each error code of the engine, in English. A code without one does not compile.
import type { ErrorCode } from '../../../core/contract/index.ts'

export const errors: Record<ErrorCode, string> = {
  NOT_FOUND: 'What you want to open isn’t here. It may have been removed, or the link may be incomplete.',
  NOT_A_READER: 'This letter isn’t for you. You can ask its sender for access.',
  NOT_YOURS: 'Only the sender, or the owner of the group, can do that.',
  HELD: 'The sender is holding this letter. You can open it once they release it.',
  NOT_YET: 'It’s too early to open this letter. Its sender set a later time.',
  TOO_LATE:
    'Too late to undo: the notice is out. You can still recall the letter from anyone who hasn’t opened it.',
  RECALLED: 'The sender recalled this letter before you opened it. No copy was kept.',
  EXPIRED: 'This letter has expired. No copy was kept.',
  SEALED: 'Open this letter first.',
  AUTHOR_AWAY: 'The sender is offline. You can open the letter when they’re back.',
  KEEPERS_AWAY:
    'The sender is offline, and too few of their stations answer. You can open the letter when one of them is back.',
  UNREACHABLE: 'There’s no connection right now. Try again in a moment.',
  ALTERED: 'What arrived isn’t what the sender announced, so it isn’t shown. Ask the sender another way.',
  REWRITTEN: 'The sender’s store was rewritten and can’t be trusted. Ask the sender another way.',
  DAMAGED: 'This store is damaged, so you can only read it. Diagnostics shows what to do.',
  NO_SPACE: 'The disk is full. Nothing was lost. Free some space and try again.',
  TOO_LARGE: 'That’s too large. Shorten it or split it, and try again.',
  CORRECTED_OFTEN: 'This was edited 100 times already. Send it again as a new message.',
  QUOTA:
    'That’s more than is allowed at once, or more than there’s room for. Try again later, or free some space under Files, Space.',
  BLOCKED: 'You’ve blocked this person. To go on, unblock them under Contacts.',
  AMBIGUOUS: 'That name fits more than one. Type more of the name, or paste the address.',
  HOME_EXISTS: 'This store already has an owner. Reload the page to open it.',
  HOME_LOCKED: 'Another Fumikura is using this store. Close it and try again.',
  NEWER_HOME: 'A newer Fumikura made this store. Update Fumikura to open it.',
  NO_PERSON: 'This store has no owner yet. Reload the page to set it up.',
  LOCKED: 'This store is locked. Enter its passphrase.',
  BAD_PASSPHRASE: 'That isn’t the passphrase of this store. Try again.',
  PASSPHRASE_NEEDED: 'Enter the passphrase of this store once more.',
  COMMAND_ONLY:
    'Without a passphrase, this only works in a terminal. Run `fumikura words`, or `fumikura open`.',
  BACKUP_LOCKED: 'This backup has a passphrase. Enter it as well.',
  BAD_BACKUP_PASSPHRASE: 'That isn’t the passphrase of this backup. Try again.',
  INVITE_USED: 'This invite was already used. Ask for a new one.',
  INVITE_EXPIRED: 'This invite has expired. Ask for a new one.',
  INVITER_AWAY: 'The person who made this link is offline. Ask them to start Fumikura, and try again.',
  NOT_A_POSTER: 'In this group you can read and reply. To post, ask its owner.',
  LINK_REVOKED: 'This link no longer works. Ask the owner of the group for a new one.',
  PLACE_REMAINS:
    'A file may contain its location, and Fumikura can’t remove it. Send the file as it is, or leave it out.',
  MAIL_REFUSED: 'The mail server refused this. Check the account’s password and settings.',
  MAIL_UNSAFE:
    'The connection to the mail server isn’t safe: it isn’t encrypted, or its certificate can’t be trusted. Nothing was sent.',
  MAIL_AWAY: 'The mail server doesn’t answer right now. Fumikura keeps trying.',
  GONE: 'This is no longer on the mail server.',
  PARTS_AWAY:
    'Large files of this mail aren’t part of what Fumikura keeps, so it can’t be shared. Save the files and send those.',
  NOT_FROM_A_PHONE: 'This isn’t possible from a phone. Do it on your computer.',
  PHONE_LOCKED:
    'This would stay even if the phone is lost. It needs the lock of this phone, or your computer.',
  HOME_AWAY: 'Your computer can’t be reached right now. Try again when it’s on.',
  SENT: 'This was sent already, so it can’t be changed any more.',
  INVALID: 'Something here isn’t right. Check what you entered.',
  CANCELLED: 'Cancelled.',
  INTERNAL: 'Something went wrong in Fumikura. Try again. If it happens again, look in Diagnostics.',
}
