// The cost of the same letters by e-mail. The bench does not measure e-mail itself. The figures are
// from one measurement with Postfix 3.10 and Dovecot 2.4 on Debian 13, two cores, loopback. Relays
// on the sockets counted the bytes. Each reader has their own server.

export const MEASURED = 'measured with Postfix 3.10 and Dovecot 2.4, Debian 13'

interface LetterByMail {
  /** Bytes in all mailboxes. */
  mailboxes: number
  /** Bytes from server to server. */
  smtp: number
  /** Bytes for all readers to read it once over IMAP. */
  imap: number
}

/** One message of 1 KB, by its number of recipients. */
export const LETTER_BY_MAIL: Readonly<Record<number, LetterByMail>> = {
  1: { mailboxes: 1_900, smtp: 1_600, imap: 3_200 },
  10: { mailboxes: 19_500, smtp: 17_000, imap: 33_000 },
  100: { mailboxes: 314_000, smtp: 292_000, imap: 447_000 },
}

/**
 * 50 messages among 5 people, 400 bytes of new text each, everything above quoted: bytes in all
 * mailboxes.
 */
export const THREAD_BY_MAIL = { plainText: 4_362_000, compressed: 1_447_374 }

/** One message with 5 MB attached, by its number of recipients. */
export const ATTACHED_BY_MAIL: Readonly<Record<number, LetterByMail>> = {
  1: { mailboxes: 6_760_000, smtp: 6_840_000, imap: 6_850_000 },
  10: { mailboxes: 67_600_000, smtp: 68_400_000, imap: 68_500_000 },
  100: { mailboxes: 676_000_000, smtp: 685_000_000, imap: 685_000_000 },
}
