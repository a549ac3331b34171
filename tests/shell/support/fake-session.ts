// A fake of Electron's session. It keeps the handlers, and a test can make a page's requests.
import { EventEmitter } from 'node:events'
import { emitPreventable } from './preventable.ts'

type Decide = (isAllowed: boolean) => void

export class FakeSession extends EventEmitter {
  readonly availableSpellCheckerLanguages = ['de', 'en-GB', 'en-US', 'fr']
  readonly learned: string[] = []
  readonly schemes = new Map<string, (request: Request) => Promise<Response>>()
  proxy: object | null = null
  isSpellChecked = true
  dictionaries: string[] | null = null
  permissionCheck: ((contents: unknown, permission: string) => boolean) | null = null
  devicePermission: ((details: object) => boolean) | null = null
  #permissionRequest: ((contents: unknown, permission: string, decide: Decide) => void) | null = null
  #displayMedia: ((request: object, answer: (streams: object | null) => void) => void) | null = null
  #beforeRequest:
    ((details: { url: string }, answer: (verdict: { cancel?: boolean }) => void) => void) | null = null

  readonly protocol = {
    handle: (scheme: string, answer: (request: Request) => Promise<Response>) =>
      void this.schemes.set(scheme, answer),
  }

  readonly webRequest = {
    onBeforeRequest: (listener: NonNullable<typeof this.beforeRequest>) => (this.#beforeRequest = listener),
  }

  get beforeRequest() {
    return this.#beforeRequest
  }

  setPermissionRequestHandler(
    handler: (contents: unknown, permission: string, decide: Decide) => void,
  ): void {
    this.#permissionRequest = handler
  }

  setPermissionCheckHandler(handler: (contents: unknown, permission: string) => boolean): void {
    this.permissionCheck = handler
  }

  setDevicePermissionHandler(handler: (details: object) => boolean): void {
    this.devicePermission = handler
  }

  setDisplayMediaRequestHandler(
    handler: (request: object, answer: (streams: object | null) => void) => void,
  ): void {
    this.#displayMedia = handler
  }

  async setProxy(config: object): Promise<void> {
    this.proxy = config
  }

  setSpellCheckerEnabled(isOn: boolean): void {
    this.isSpellChecked = isOn
  }

  setSpellCheckerLanguages(languages: string[]): void {
    this.dictionaries = languages
  }

  addWordToSpellCheckerDictionary(word: string): boolean {
    this.learned.push(word)
    return true
  }

  /** Like Electron: allowed unless a handler refuses. */
  requestPermission(permission: string): boolean {
    let isAllowed = true
    this.#permissionRequest?.({}, permission, (decided) => (isAllowed = decided))
    return isAllowed
  }

  /** Returns the result of `getDisplayMedia`. @throws like Electron, if an answer has no stream */
  requestDisplay(): object | null {
    let given: object | null = {}
    this.#displayMedia?.({ videoRequested: true }, (streams) => {
      if (streams !== null && !('video' in streams))
        throw new TypeError('Video was requested, but no video stream was provided')
      given = streams
    })
    return given
  }

  /**
   * Returns the result of a request for a device: the chosen one, '' or undefined for none,
   * 'waiting' if the handler has not answered.
   */
  requestDevice(event: 'select-hid-device' | 'select-usb-device' | 'select-serial-port'): unknown {
    let chosen: unknown = 'waiting'
    const answer = (device?: string): void => void (chosen = device)
    const rest = event === 'select-serial-port' ? [[{ portId: 'one' }], {}] : [{ deviceList: [] }]
    const isPrevented = emitPreventable(this, event, {}, ...rest, answer)
    return isPrevented ? chosen : 'first of the list'
  }

  /** True if no handler cancels the request. */
  lets(url: string): boolean {
    let isCancelled = false
    this.#beforeRequest?.({ url }, ({ cancel }) => (isCancelled = cancel === true))
    return !isCancelled
  }
}
