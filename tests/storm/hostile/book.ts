// The book: the truth about every letter and state, kept beside every engine, so that everything a
// reader sees can be compared with it. An act against the rules gets no line; then no effect of it
// may be visible.
import { toHex } from '../../../src/core/base/index.ts'
import type { Answer } from '../../../src/core/contract/reader-states.ts'
import type { Notice } from '../../../src/core/feeds/index.ts'
import { getRef, objectId } from '../../../src/core/store/index.ts'
import type { MadeObject } from '../../support/mallory.ts'

export interface AliceLetter {
  ref: string
  object: Uint8Array
  isForMallory: boolean
  isRecalled: boolean
  /** Mallory was answered with its key before it was recalled. */
  isReleased: boolean
  isReadByBob: boolean
  bobsWord: Answer | null
}

export interface BobLetter {
  text: string
  subject: string
  /** What is never opened shows best what others can do to it. */
  isToBeRead: boolean
}

/** A letter that mallory announced as the rules allow: the first notice of it is the one that counts. */
export interface Announced {
  notice: Notice
  title: string
  /** Null where letter and notice contradict each other, so that nothing may ever be shown of it. */
  text: string | null
  /** It was opened: from then on it is there for good, whatever she says. */
  isOpened: boolean
  /** What she has genuinely said of it, in her feed or as its releaser. */
  withdrawn: Set<string>
  /** Recalled before anybody could open it: for good too. */
  isRecalledUnopened: boolean
}

export class Book {
  readonly aliceLetters: AliceLetter[] = []
  readonly bobLetters = new Map<string, BobLetter>()
  /** By object. */
  readonly #announced = new Map<string, Announced>()

  /** Mallory announces `made` by `notice`, by every rule; a notice that is not the first of its letter changes nothing. */
  enter(notice: Notice, made: MadeObject, text: string | null): Announced {
    const id = toHex(objectId(notice.ref))
    const known = this.#announced.get(id)
    if (known !== undefined) return known
    const entry = {
      notice,
      title: made.header.title,
      text,
      isOpened: false,
      withdrawn: new Set<string>(),
      isRecalledUnopened: false,
    }
    this.#announced.set(id, entry)
    return entry
  }

  find(ref: string): Announced | null {
    return this.#announced.get(toHex(objectId(getRef(ref)))) ?? null
  }

  findObject(object: Uint8Array): Announced | null {
    return this.#announced.get(toHex(object)) ?? null
  }

  get announcedCount(): number {
    return this.#announced.size
  }

  findAliceLetter(object: Uint8Array): AliceLetter | null {
    return this.aliceLetters.find((letter) => toHex(letter.object) === toHex(object)) ?? null
  }
}
