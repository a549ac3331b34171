// Announces arrivals: to screen readers, and by a notification if the window is not in view. The
// receive step of the life of a message.
import type { LetterSummary } from '../../core/contract/index.ts'
import { kindOf } from '../kinds/index.ts'
import { m } from '../messages/messages.svelte.ts'
import type { App } from './app.svelte.ts'
import { boxPlace, parsePlace } from './place.ts'

export class Arrivals {
  readonly #app: App

  constructor(app: App) {
    this.#app = app
    app.shell.onNoticeOpened((address) => app.route.go(parsePlace(address)))
    // What arrives or waits in a muted conversation is not announced.
    app.events.on('letter-arrived', (arrived) => this.#notifyUnlessMuted(arrived))
    app.events.on('letter-waits', (waiting) => this.#notifyUnlessMuted(waiting, m.shell.waits))
    app.events.on('reminder-due', ({ letter }) => this.#notifyOfSilence(letter))
    app.events.on('knock-arrived', () => app.announcer.say(m.shell.knocked))
  }

  /** @param sentence as in `#notifyOf` */
  #notifyUnlessMuted(
    { letter, isMuted }: { letter: LetterSummary; isMuted: boolean },
    sentence?: (author: string, subject: string) => string,
  ): void {
    if (!isMuted) this.#notifyOf(letter, sentence)
  }

  /** Nobody answered this own letter in time. */
  #notifyOfSilence({ ref, subject, to }: LetterSummary): void {
    const { announcer, shell, route, settings } = this.#app
    if (ref === null) return
    const title = m.shell.unanswered(to.map(({ name }) => name).join(', '))
    announcer.say(title)
    if (!settings.notify) return
    const address = route.link(boxPlace('waiting', ref))
    shell.notify({ title, body: subject ?? '', tag: ref, urgent: false, address })
  }

  /** @param sentence names the author and the subject */
  #notifyOf(
    { ref, kind, from, subject: title, excerpt, tidy, policy }: LetterSummary,
    sentence = m.shell.arrived,
  ): void {
    // What was said has no subject; its words came with its notice.
    const subject = title === '' ? (excerpt ?? '') : title
    const { announcer, far, shell, route, settings } = this.#app
    // What a rule archived is not announced.
    if (tidy.archived || ref === null) return
    const { arrived, placeOf } = kindOf({ kind })
    const sentenceOf = arrived ?? sentence
    announcer.say(subject === null ? m.shell.arrivedUntitled(from.name) : sentenceOf(from.name, subject))
    // To a phone whose page is hidden, home sends a message.
    if (!settings.notify || far !== null) return
    shell.notify({
      title: from.name,
      body: subject ?? '',
      tag: ref,
      urgent: policy.urgent,
      address: route.link(placeOf?.(ref) ?? boxPlace('inbox', ref)),
    })
  }
}
