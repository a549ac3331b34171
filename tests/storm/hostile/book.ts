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
  /** True if mallory got the key before the recall. */
  isReleased: boolean
  isReadByBob: boolean
  bobsWord: Answer | null
}

export interface BobLetter {
  text: string
  subject: string
  /** False for letters that stay unopened, because they show what others can do to one. */
  isToBeRead: boolean
}

/** A letter that mallory announced by the rules. Only its first notice counts. */
export interface Announced {
  notice: Notice
  title: string
  /** Null if letter and notice contradict each other. Then no text may ever be shown. */
  text: string | null
  /** An opened letter stays, whatever she sends later. */
  isOpened: boolean
  /** The author's genuine withdrawals of the letter, in her feed or as its releaser. */
  withdrawn: Set<string>
  /** Recalled before the opening, which is final too. */
  isRecalledUnopened: boolean
}

export class Book {
  readonly aliceLetters: AliceLetter[] = []
  readonly bobLetters = new Map<string, BobLetter>()
  /** By object id, in hex. */
  readonly #announced = new Map<string, Announced>()

  /** Enters a notice that follows all rules. A second notice of a letter changes nothing. */
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
