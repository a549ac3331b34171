// Phones: browsers that use this home from anywhere, through a station that cannot read what it
// carries. A phone has its own key and no key of this person; it is a session that is kept.
import { call } from './calls.ts'
import { PUSH_LANGUAGES, PUSH_WORDS, type PushLanguage, type PushWords } from './choices.ts'
import type { DeviceId, IsoTime, PhoneActId, PhoneId } from './ids.ts'
import { newPasskey, pin, signedChallenge, type OwnLock } from './phone-lock.ts'
import { id, nothing, oneLine, textUpTo, z } from './schema.ts'

const MAX_STATION_BYTES = 2048
/** Of the address at a push service; the longest known has about 600. */
const MAX_ENDPOINT_BYTES = 1024

/** `read`: it may read, and answer; it begins nothing and deletes nothing. */
export type PhoneRights = 'all' | 'read'

/** What `PushManager.subscribe` returns in a browser. */
export interface PushSubscriptionKeys {
  endpoint: string
  /** An uncompressed point of P-256, in base64url. */
  p256dh: string
  /** 16 bytes in base64url. */
  auth: string
}

/** How a phone gets messages while its page is not in view. */
export interface OwnPush {
  /** The key of this home, which a browser subscribes with: a point as `p256dh`. */
  key: string
  /** Where messages go; null if this phone gets none. */
  endpoint: string | null
  words: PushWords
  /** Null if this phone gets none. */
  language: PushLanguage | null
}

/** The door for phones: where they reach this home. */
export interface PhoneDoor {
  door: 'on' | 'off'
  /** The station that carries the bytes. Null if this home listens for phones itself, or is off. */
  station: DeviceId | null
  /** The origin of the page that a phone opens. Null as long as nobody serves one. */
  host: string | null
  /** What was seen there. Null before the first look, and for a page that this home serves itself. */
  page: PageSeen | null
}

/** The page that a station serves to phones, as this home gets it. */
export interface PageSeen {
  /** Its origin. */
  host: string
  at: IsoTime
  /**
   * `own`: the page of this build. `release`: of another release that is signed and not older.
   * `changed`: neither, so phones may run code that nobody here knows; it stays so for this run.
   * `away`: it could not be read whole.
   */
  state: 'own' | 'release' | 'changed' | 'away'
  /** The number of the list that it showed; it grows with each release. Null without a list. */
  number: number | null
  /** At most 20 files that are not as listed. */
  paths: string[]
}

export interface Phone {
  phone: PhoneId
  name: string
  /** The browser's own description when it was paired. */
  browser: string
  rights: PhoneRights
  /** What opens it. Null if nothing has to. */
  lock: OwnLock['kind'] | null
  madeAt: IsoTime
  /**
   * When it was last here. Null if it never came since it was paired: its link was lost before it learned
   * of that, and it is paired anew.
   */
  seenAt: IsoTime | null
  /** The part of an address that it was last seen from, `203.0.113.0/24`. Null if unknown. */
  via: string | null
  /** True if it gets a message when a letter arrives. */
  push: boolean
  /** True while it is connected. */
  isOpen: boolean
}

/** A phone that shows six digits, and waits for somebody who types them here. */
export interface WaitingPhone {
  name: string
  browser: string
  expiresAt: IsoTime
  /**
   * True if two devices used the link. Then neither is paired: somebody else has seen the link.
   */
  isSecond: boolean
}

/** What a phone did that stays when the phone is revoked. */
export interface PhoneAct {
  act: PhoneActId
  at: IsoTime
  /** The call, such as `letters.send`. */
  call: string
  /** What it was about, in a few words: a name or a text of this home. May be empty. */
  about: string
  canUndo: boolean
}

/** What a phone knows about itself. */
export interface OwnPhone {
  phone: PhoneId
  name: string
  rights: PhoneRights
  /** The name of the person whose home it is. */
  home: string
  /**
   * The route by which it reaches this home from now on, in base64url. Ask again after
   * `phones-changed`: the route of before leads here for a week.
   */
  route: string
  push: OwnPush
  /** Null if it has none. */
  lock: OwnLock | null
  /** True until this connection is unlocked. */
  isLocked: boolean
  /** True while it may make its first lock: for some minutes after it was added, or its lock was removed. */
  mayLock: boolean
}

const phone = id

export const phoneCalls = {
  /** Returns where phones reach this home. */
  door: call<PhoneDoor>()(nothing),

  /**
   * Opens or closes the door for phones. A closed door ends every connection; the phones stay paired.
   * `station` is its name, its id, or the start of its id; without it, the station that was used last,
   * or the only one that carries phones.
   * @throws NOT_FOUND, AMBIGUOUS
   */
  setDoor: call<PhoneDoor>()(
    z.strictObject({ isOn: z.boolean(), station: textUpTo(MAX_STATION_BYTES).optional() }),
  ),

  /**
   * Makes a link for one phone, for 10 minutes; an earlier link is over. The phone shows six digits,
   * which are typed here.
   * @throws INVALID if the door is off or nobody serves its page, UNREACHABLE if no program serves
   *   phones from this home; to a page PASSPHRASE_NEEDED before `home.checkPassphrase`, if the home has
   *   a passphrase
   */
  add: call<{ link: string; expiresAt: IsoTime }>()(
    z.strictObject({ name: oneLine.optional(), isReadOnly: z.boolean().default(false) }),
  ),

  /** Returns the phone that waits for its digits to be typed. */
  waiting: call<WaitingPhone | null>()(nothing),

  /**
   * Pairs the phone that shows these digits. Other digits end the link.
   * @throws INVALID for wrong digits, and without a phone that waits
   */
  confirm: call<Phone>()(z.strictObject({ code: z.string().trim().max(64) })),

  /** Ends the link, if there is one. */
  cancel: call<null>()(nothing),

  /** Lists the phones, the most recently seen first. */
  list: call<Phone[]>()(nothing),

  /** @throws NOT_FOUND */
  rename: call<Phone[]>()(z.strictObject({ phone, name: oneLine })),

  /**
   * Ends a phone: its key opens nothing any longer, and all that it has open ends at once. What it
   * shows without a connection is removed when it next tries to reach this home.
   * @throws NOT_FOUND
   */
  revoke: call<Phone[]>()(z.strictObject({ phone })),

  /**
   * Lists what a phone did in 30 days that stays without the phone, the latest first. Also for a phone
   * that was revoked. @throws NOT_FOUND
   */
  acts: call<PhoneAct[]>()(z.strictObject({ phone })),

  /**
   * Undoes an act.
   * @throws NOT_FOUND if it was undone already, INVALID if it cannot be undone
   */
  undo: call<null>()(z.strictObject({ act: id })),

  /**
   * Removes the lock of a phone whose owner cannot open it. The phone may make another one for 10
   * minutes. @throws NOT_FOUND
   */
  resetLock: call<Phone[]>()(z.strictObject({ phone })),

  /** From a phone only: what it is itself. @throws INVALID from any other door */
  self: call<OwnPhone>()(nothing),

  /**
   * From a phone only: what its page got from the host, as the SHA-256 of each file in hex by its path;
   * an empty path is the page itself. False if a file is not as listed: then it should run on no longer.
   * Null if the home has no list. @throws INVALID from any other door
   */
  reportPage: call<{ isKnown: boolean | null }>()(
    z.strictObject({ files: z.record(z.string().max(256), z.string().regex(/^[0-9a-f]{64}$/)) }),
  ),

  /**
   * From a phone only: where its messages go, and what they show. Null: it gets none.
   * @throws INVALID for an address that is not of a known push service, and from any other door
   */
  setPush: call<OwnPhone>()(
    z.strictObject({
      subscription: z
        .strictObject({
          endpoint: textUpTo(MAX_ENDPOINT_BYTES),
          p256dh: z.string().regex(/^[\w-]{87}=?$/),
          auth: z.string().regex(/^[\w-]{22}={0,2}$/),
        })
        .nullable(),
      words: z.enum(PUSH_WORDS),
      /** The language of the messages. */
      language: z.enum(PUSH_LANGUAGES),
    }),
  ),

  /**
   * From a phone only: whether the page is on the screen, and whether somebody sees there what
   * arrives.
   * Without a word both count as true. A phone that shows what arrives gets no message; one whose
   * page is hidden is locked after a while. @throws INVALID from any other door
   */
  showing: call<null>()(z.strictObject({ isInView: z.boolean(), isVisible: z.boolean() })),

  /**
   * From a phone only: 32 random bytes in base64url, for one passkey that is made or used next on this
   * connection. @throws INVALID from any other door
   */
  challenge: call<{ challenge: string }>()(nothing),

  /**
   * From a phone only: opens this connection. `ticket`: what the last unlocking returned, which counts
   * while that is not over, also on another connection of this phone. It is over after 15 minutes
   * without a call, or in which the page was hidden. The fifth wrong PIN in a row removes the
   * phone.
   * @throws PHONE_LOCKED; `details.left` says how many PINs may be tried. INVALID from any other door
   */
  unlock: call<{ ticket: string }>()(
    z.discriminatedUnion('by', [
      z.strictObject({ by: z.literal('passkey'), signed: signedChallenge }),
      z.strictObject({ by: z.literal('pin'), pin }),
      z.strictObject({ by: z.literal('ticket'), ticket: z.string().max(64) }),
    ]),
  ),

  /**
   * From a phone only: gives it a lock, or takes it away: null. A lock is changed within two minutes
   * after it was opened. All other connections of this phone end.
   * @throws PHONE_LOCKED if it was not opened just now, or the phone may not make its first lock now;
   *   INVALID for what is no passkey of this page, and from any other door
   */
  setLock: call<{ ticket: string | null }>()(
    z.strictObject({
      lock: z
        .discriminatedUnion('by', [
          z.strictObject({ by: z.literal('passkey'), made: newPasskey }),
          z.strictObject({ by: z.literal('pin'), pin }),
        ])
        .nullable(),
    }),
  ),
}
