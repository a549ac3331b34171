// The system's notifications: one per tag, shown while the window is not looked at, gone when it was answered.
// They show what the page hands over, which is a notice: a name and a title, never a sealed body.
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
  /** Held on to, or a click after the next garbage collection would go nowhere. */
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

  /** Shows nothing where there have been too many: the number on the icon still counts. */
  show({ tag, title, body, urgent }: NoticeToShow): void {
    if (!this.#Notification.isSupported() || !this.#limit.take()) return
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

  /** Closed too: one that nobody holds on to would lead nowhere. */
  #dropOldest(): void {
    const [oldest] = this.#shown
    if (this.#shown.size <= MAX_SHOWN || oldest === undefined) return
    const [tag, shown] = oldest
    this.#shown.delete(tag)
    shown.close()
  }
}
