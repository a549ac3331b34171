// An app with a fake engine and a fake shell; the state around it is the real one. Tests and the
// gallery use it.
import { EngineError, type CallOptions, type EngineEvent } from '../../../src/core/contract/index.ts'
import type { Connection, LinkState, Shell } from '../../../src/renderer/bridge/index.ts'
import { App } from '../../../src/renderer/state/app.svelte.ts'

export type Calls = Record<string, Record<string, (input: never) => unknown>>

export interface FakeEngine {
  connection: Connection
  /** Emits an event of the engine. */
  tell(event: EngineEvent): void
  become(state: LinkState): void
}

/** Answers with `calls`; a missing call fails with its name. */
export function createFakeConnection(calls: Calls = {}): FakeEngine {
  const stateListeners = new Set<(state: LinkState) => void>()
  const eventListeners = new Set<(event: EngineEvent) => void>()
  let state: LinkState = 'online'
  let isWhole = true
  const api = propertiesBy((noun) =>
    propertiesBy((name) => async (input: never, { signal }: CallOptions = {}) => {
      const call = calls[noun]?.[name]
      if (call === undefined) throw new Error(`the test has no ${noun}.${name}`)
      return signal === undefined ? call(input) : Promise.race([call(input), cancelled(signal)])
    }),
  )
  return {
    connection: {
      api: api as Connection['api'],
      get state() {
        return state
      },
      get isWhole() {
        return isWhole
      },
      onState: (listener) => add(stateListeners, listener),
      onEvent: (listener) => add(eventListeners, listener),
      retry: () => undefined,
      close: () => undefined,
    },
    tell: (event) => eventListeners.forEach((listener) => listener(event)),
    become(next) {
      state = next
      if (next === 'lost') isWhole = false
      stateListeners.forEach((listener) => listener(next))
    },
  }
}

/** As the client does: a call that is cancelled rejects at once. */
function cancelled(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new EngineError('CANCELLED', 'a fixture')))
  })
}

function add<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function propertiesBy(make: (name: string) => unknown): object {
  return new Proxy(
    {},
    { get: (_, name) => (typeof name === 'string' && name !== 'then' ? make(name) : undefined) },
  )
}

/** Makes a fake shell that records its calls. */
export function createFakeShell(): Shell & { asked: unknown[][] } {
  const asked: unknown[][] = []
  const note =
    (name: string) =>
    (...words: unknown[]): void =>
      void asked.push([name, ...words])
  return {
    asked,
    asksBeforeLinks: false,
    session: () => null,
    files: {
      address: (file) => `/file/${file}`,
      hand: null,
      send: () => new Promise(() => undefined),
      exportAddress: () => '/file/export.zip',
      importFile: () => new Promise(() => undefined),
      pass: () => new Promise(() => undefined),
    },
    desktop: null,
    openLink: note('openLink'),
    copyText: async (text) => note('copyText')(text),
    notify: note('notify'),
    onNoticeOpened: () => undefined,
    notifyPermission: () => 'default',
    askToNotify: async () => 'granted',
    setTitle: note('setTitle'),
    setBadge: note('setBadge'),
    saveFile: note('saveFile'),
    saveFiles: async (files) => note('saveFiles')(files),
    openFile: null,
    print: note('print'),
    setLocale: note('setLocale'),
    setTheme: note('setTheme'),
  }
}

export interface MadeApp {
  app: App
  engine: FakeEngine
  shell: ReturnType<typeof createFakeShell>
}

export function makeApp(calls: Calls): MadeApp {
  const engine = createFakeConnection(calls)
  const shell = createFakeShell()
  return { app: new App({ connection: engine.connection, shell, page: window }), engine, shell }
}
