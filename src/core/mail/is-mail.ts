// Whether a file of unknown kind is a mail, by its beginning and its name. What is none is refused and named, so a doubt is for the mail.
import { FIELD } from './head-fields.ts'

/** Fields that hardly anything but a mail begins with. */
const OF_MAIL =
  /^(?:from|to|cc|bcc|date|subject|received|message-id|return-path|delivered-to|sender|reply-to|in-reply-to|references|x-mozilla-status|resent-\w+)[ \t]*:/im
/** Fields that other protocols and formats have, too. */
const OF_MIME = /^(?:mime-version|content-[a-z-]+|x-[\w-]+)[ \t]*:/im

/** @param start the first bytes, as Latin-1 @param name of its file, or as it is called in a report */
export function isMail(start: string, name: string): boolean {
  const text = start.replace(/^\xef\xbb\xbf/, '').trimStart()
  const [head = ''] = text.split(/\r?\n\r?\n|\r\r/, 1)
  const lines = head.split(/\r\n|\r|\n/)
  const first = lines.find((line) => !/^>?From (?![ \t]*:)/.test(line)) ?? ''
  if (OF_MAIL.test(head)) return true
  if (isNamedAsMail(name)) return isText(text) && (FIELD.test(first) || OF_MIME.test(head))
  return OF_MIME.test(head) && lines.every((line) => line === '' || /^[ \t]/.test(line) || FIELD.test(line))
}

function isNamedAsMail(name: string): boolean {
  return /\.(?:eml|mail|msg|mbox|mbx)(?: \(\d+\))?$|(?:^|\/)(?:cur|new)\/[^/]*$/i.test(name)
}

/** Mail has no zero bytes in its head; pictures and documents do. */
function isText(start: string): boolean {
  return !start.slice(0, LOOKED_AT_CHARS).includes('\0')
}

const LOOKED_AT_CHARS = 512
