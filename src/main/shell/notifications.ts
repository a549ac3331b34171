// System notifications: one per tag, shown while the window has no focus, and closed when clicked.
// They show what the page passes, which is a notice's name and title, never a sealed body.
import type { Notification as ElectronNotification } from 'electron'
import type { ElectronParts } from './electron-parts.ts'
import { MinuteLimit } from './restraint.ts'

export interface NoticeToShow {
  tag: string
  title: string
  body: string
  urgent: boolean
}

const MAX_SHOWN = 20
const MAX_A_MINUTE = 30

export class Notifications {
  readonly #Notification: ElectronParts['Notification']
  readonly #onClick: (tag: string) => void
  readonly #limit: MinuteLimit
  /**
   * References keep the notifications alive; after garbage collection a click would have no effect.
   */
  readonly #shown = new Map<string, ElectronNotification>()

  constructor(
    Notification: ElectronParts['Notification'],
    onClick: (tag: string) => void,
    now: () => number,
  ) {
    this.#Notification = Notification
    this.#onClick = onClick
    this.#limit = new MinuteLimit(MAX_A_MINUTE, now)
  }

  /** Shows nothing above the limit; the badge on the icon still counts. */
  show({ tag, title, body, urgent }: NoticeToShow): void {
    if (!this.#Notification.isSupported() || !this.#limit.countAct()) return
    const before = this.#shown.get(tag)
    this.#shown.delete(tag)
    before?.close()
    const shown = new this.#Notification({
      title,
      body,
      silent: false,
      urgency: urgent ? 'critical' : 'normal',
      timeoutType: urgent ? 'never' : 'default',
    })
    const forget = (): void => {
      if (this.#shown.get(tag) === shown) this.#shown.delete(tag)
    }
    shown.on('click', () => {
      forget()
      this.#onClick(tag)
    })
    shown.on('close', forget)
    shown.on('failed', forget)
    this.#shown.set(tag, shown)
    this.#dropOldest()
    shown.show()
  }

  /** Also closes it, because a click on a notification without a reference would have no effect. */
  #dropOldest(): void {
    const [oldest] = this.#shown
    if (this.#shown.size <= MAX_SHOWN || oldest === undefined) return
    const [tag, shown] = oldest
    this.#shown.delete(tag)
    shown.close()
  }
}
