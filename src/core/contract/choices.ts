// What can be chosen, and how much can be written, beside the schemas that check it. The page loads
// this file and no schema.

/**
 * Only the owner changes the members. Owner and posters post. A reader opens posts and answers
 * them, but does not post.
 */
export type GroupRole = 'owner' | 'poster' | 'reader'

/**
 * The purpose of a group. The purpose decides the role of a new member: poster, reader, poster, in
 * this order.
 */
export const GROUP_STYLES = ['conversation', 'announcements', 'team'] as const
export type GroupStyle = (typeof GROUP_STYLES)[number]

export const MAX_SUBJECT_BYTES = 998
/** A UTF-16 code unit takes at most three bytes in UTF-8. */
export const MAX_SUBJECT_CHARS = Math.floor(MAX_SUBJECT_BYTES / 3)
/** Of one letter. */
export const MAX_TAGS = 16
export const MAX_TAG_CHARS = 64

/**
 * What a message to a phone shows on a locked screen. `arrival`: that a letter has arrived. `name`:
 * from whom. `subject`: its subject, too.
 */
export const PUSH_WORDS = ['arrival', 'name', 'subject'] as const
export type PushWords = (typeof PUSH_WORDS)[number]

/**
 * A phone with a lock is locked again after so long without a call, or while its page is hidden.
 */
export const PHONE_QUIET_MS = 15 * 60_000

export const PUSH_LANGUAGES = ['en', 'ja'] as const
export type PushLanguage = (typeof PUSH_LANGUAGES)[number]
