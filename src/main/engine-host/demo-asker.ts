// Requests the demo world from the engine's process, because only the main process can start it, so
// requests go there with a number.
import { EngineError } from '../../core/contract/index.ts'
import type { FromHost, ToHost } from './messages.ts'

type Answer = Extract<ToHost, { kind: 'demo' | 'demo-failed' }>

export class DemoAsker {
  readonly #parent: { postMessage(message: FromHost): void }
  readonly #waiting = new Map<number, (answer: Answer) => void>()
  #lastId = 0

  constructor(parent: { postMessage(message: FromHost): void }) {
    this.#parent = parent
  }

  /** Returns the URL of the demo page. @throws INTERNAL */
  async ask(): Promise<{ url: string }> {
    const id = ++this.#lastId
    const answer = await new Promise<Answer>((resolve) => {
      this.#waiting.set(id, resolve)
      this.#parent.postMessage({ kind: 'open-demo', id })
    })
    if (answer.kind === 'demo-failed') throw new EngineError('INTERNAL', answer.message)
    return { url: answer.url }
  }

  answer(answer: Answer): void {
    this.#waiting.get(answer.id)?.(answer)
    this.#waiting.delete(answer.id)
  }
}
