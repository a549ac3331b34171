// The message of a push: a browser shows it without a worker (Declarative Web Push), and so does the
// worker of the page.
import type { PushLanguage } from '../../../core/contract/index.ts'
import type { PushText } from './push-words.ts'
import { MAX_MESSAGE_BYTES } from './seal-push.ts'

const MAX_BODY_CHARS = 120

export interface PushNotification extends PushText {
  lang: PushLanguage
  /** Every message replaces the one before it: a locked screen shows one line, not a list. */
  tag: 'inbox'
  /** The address that a tap opens. */
  navigate: string
  /** The number on the icon; absent from a message that was made before anybody knew it. */
  app_badge?: string
}

interface Shown {
  origin: string
  /** Of the place in the page, `#/inbox`. */
  place: string
  language: PushLanguage
  unread: number | null
}

/** A long subject is cut until the message is as short as every other. */
export function encodePushMessage(
  { title, body }: PushText,
  { origin, place, language, unread }: Shown,
): Uint8Array {
  const encode = (shownBody: string): Uint8Array => {
    const notification: PushNotification = {
      ...{ title, body: shownBody, lang: language, tag: 'inbox', navigate: `${origin}/${place}` },
      ...(unread !== null && { app_badge: `${unread}` }),
    }
    return Buffer.from(JSON.stringify({ web_push: 8030, notification }))
  }
  const chars = Array.from(body.slice(0, 2 * MAX_BODY_CHARS)).slice(0, MAX_BODY_CHARS)
  for (let kept = chars.length; ; kept = Math.floor(kept * 0.75)) {
    const bytes = encode(chars.slice(0, kept).join(''))
    if (bytes.byteLength <= MAX_MESSAGE_BYTES || kept === 0) return bytes
  }
}
