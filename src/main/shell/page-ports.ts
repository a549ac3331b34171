// Gives a page its two ports, to the engine and to the shell, and its preload a port to hand over
// files. The page asks again after each reload and each engine restart.
// This is the only message that main accepts from a renderer; everything else uses the ports.
import type { IpcMainEvent, MessagePortMain, WebContents, WebFrameMain } from 'electron'
import type { Channel } from '../../core/contract/index.ts'
import type { ElectronParts } from './electron-parts.ts'
import { isPageUrl } from './page-scheme.ts'
import { MinuteLimit } from './restraint.ts'

/** The preload uses the same names. */
export const ASK_PORTS = 'fumikura:ask-ports'
export const GIVE_PORTS = 'fumikura:give-ports'

export interface PagePortsOptions {
  electron: Pick<ElectronParts, 'ipcMain' | 'MessageChannelMain'>
  /** The contents of the one window; null while there is none. */
  findPage: () => WebContents | null
  /** False while the engine is not open; `answerWaiting` answers the page later. */
  connectEngine: (door: MessagePortMain, handing: MessagePortMain) => boolean
  serveShell: (port: MessagePortMain) => Channel
  now: () => number
}

/** A page that asks more often is suspicious. */
const MAX_ASKED_A_MINUTE = 60

export class PagePorts {
  readonly #options: PagePortsOptions
  /** The frame that waits for its ports; a page asks once and waits. */
  #waiting: WebFrameMain | null = null
  /** The shell channel of the one page; a new one closes the previous one. */
  #shell: Channel | null = null

  constructor(options: PagePortsOptions) {
    this.#options = options
    const limit = new MinuteLimit(MAX_ASKED_A_MINUTE, options.now)
    options.electron.ipcMain.on(ASK_PORTS, (event) => {
      if (!isPage(event, options.findPage()) || !limit.countAct()) return
      this.#waiting = event.senderFrame
      this.answerWaiting()
    })
  }

  /** Call this after the engine has opened. */
  answerWaiting(): void {
    const { electron, findPage, connectEngine, serveShell } = this.#options
    const frame = this.#waiting
    // Do not send ports to a frame that was reloaded or closed meanwhile.
    if (frame === null || frame.detached || frame !== findPage()?.mainFrame || !isPageUrl(frame.url)) return
    const engine = new electron.MessageChannelMain()
    const handing = new electron.MessageChannelMain()
    const shell = new electron.MessageChannelMain()
    if (!connectEngine(engine.port1, handing.port1)) return closeAll(engine, handing, shell)
    this.#waiting = null
    this.#shell?.close('the page asked again')
    this.#shell = serveShell(shell.port1)
    frame.postMessage(GIVE_PORTS, null, [engine.port2, shell.port2, handing.port2])
  }
}

/** True only for the main frame of the app's window while it shows the app's page. */
export function isPage(
  event: Pick<IpcMainEvent, 'sender' | 'senderFrame'>,
  page: WebContents | null,
): boolean {
  const { sender, senderFrame } = event
  return (
    page !== null &&
    sender === page &&
    senderFrame !== null &&
    senderFrame === page.mainFrame &&
    isPageUrl(senderFrame.url)
  )
}

function closeAll(...channels: { port1: MessagePortMain; port2: MessagePortMain }[]): void {
  for (const { port1, port2 } of channels) {
    port1.close()
    port2.close()
  }
}
