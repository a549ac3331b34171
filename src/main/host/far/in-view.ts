// Which phones somebody looks at now. A page says when it is hidden, but not when its phone loses the
// line, so it is asked before it counts.
import type { PhoneId } from '../../../core/contract/index.ts'
import type { Tunnel } from '../../../core/contract/tunnel.ts'
import { phoneId } from './far-session.ts'

const PATIENCE_MS = 3000

interface Page {
  phone: PhoneId
  isInView: boolean
}

export class InView {
  readonly #pages = new Map<Tunnel, Page>()

  begin(tunnel: Tunnel, phone: Uint8Array): void {
    this.#pages.set(tunnel, { phone: phoneId(phone), isInView: true })
    tunnel.onClose(() => this.#pages.delete(tunnel))
  }

  set(tunnel: Tunnel, isInView: boolean): void {
    const page = this.#pages.get(tunnel)
    if (page !== undefined) page.isInView = isInView
  }

  /** Resolves within three seconds. */
  async has(phone: Uint8Array): Promise<boolean> {
    const shown = [...this.#pages].filter(([, page]) => page.isInView && page.phone === phoneId(phone))
    const answers = await Promise.all(shown.map(([tunnel]) => tunnel.ping(PATIENCE_MS)))
    // It may have been hidden meanwhile.
    return shown.some(([, page], at) => answers[at] === true && page.isInView)
  }
}
