// Decides by its beginning and its name if a file is a mail. A file that is not a mail is refused
// and reported, so a doubtful file counts as a mail.
import { FIELD } from './head-fields.ts'

/** Fields that occur almost only in mails. */
const OF_MAIL =
  /^(?:from|to|cc|bcc|date|subject|received|message-id|return-path|delivered-to|sender|reply-to|in-reply-to|references|x-mozilla-status|resent-\w+)[ \t]*:/im
/** Fields that also occur in other protocols and formats. */
const OF_MIME = /^(?:mime-version|content-[a-z-]+|x-[\w-]+)[ \t]*:/im

/** @param start the first bytes, as Latin-1 @param name the file name, or the name in a report */
export function isMail(start: string, name: string): boolean {
  const text = start.replace(/^\xef\xbb\xbf/, '').trimStart()
  const [head = ''] = text.split(/\r?\n\r?\n|\r\r/, 1)
  const lines = head.split(/\r\n|\r|\n/)
  const first = lines.find((line) => !/^>?From (?![ \t]*:)/.test(line)) ?? ''
  if (OF_MAIL.test(head)) return true
  if (isNamedAsMail(name)) return (FIELD.test(first) || OF_MIME.test(head)) && !first.includes('\0')
  return OF_MIME.test(head) && lines.every((line) => line === '' || /^[ \t]/.test(line) || FIELD.test(line))
}

function isNamedAsMail(name: string): boolean {
  return /\.(?:eml|mail|msg|mbox|mbx)(?: \(\d+\))?$|(?:^|\/)(?:cur|new)\/[^/]*$/i.test(name)
}
