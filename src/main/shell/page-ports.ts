// Gives a page its two ports, one to the engine, one to the shell, and its preload one to hand over files by. Asked for anew after each reload and each death.
// The only message that main takes from a renderer; everything else goes through the ports it hands out here.
import type { IpcMainEvent, MessagePortMain, WebContents, WebFrameMain } from 'electron'
import type { Channel } from '../../core/contract/index.ts'
import type { ElectronParts } from './electron-parts.ts'
import { isPageUrl } from './page-scheme.ts'
import { MinuteLimit } from './restraint.ts'

/** Known to the preload too: it is the other end. */
export const ASK_PORTS = 'fumikura:ask-ports'
export const GIVE_PORTS = 'fumikura:give-ports'

export interface PagePortsOptions {
  electron: Pick<ElectronParts, 'ipcMain' | 'MessageChannelMain'>
  /** The contents of the one window; null while there is none. */
  findPage: () => WebContents | null
  /** False while the engine is not open; the page is then answered by `answerWaiting`. */
  connectEngine: (door: MessagePortMain, handing: MessagePortMain) => boolean
  serveShell: (port: MessagePortMain) => Channel
  now: () => number
}

/** A page that asks more often was taken over. */
const MAX_ASKED_A_MINUTE = 60

export class PagePorts {
  readonly #options: PagePortsOptions
  /** Who asked and was not answered yet; a page asks once and waits. */
  #waiting: WebFrameMain | null = null
  /** There is one page, so there is one: what an earlier one left open ends. */
  #shell: Channel | null = null

  constructor(options: PagePortsOptions) {
    this.#options = options
    const limit = new MinuteLimit(MAX_ASKED_A_MINUTE, options.now)
    options.electron.ipcMain.on(ASK_PORTS, (event) => {
      if (!isPage(event, options.findPage()) || !limit.take()) return
      this.#waiting = event.senderFrame
      this.answerWaiting()
    })
  }

  /** After the engine was opened. */
  answerWaiting(): void {
    const { electron, findPage, connectEngine, serveShell } = this.#options
    const frame = this.#waiting
    // A frame that was reloaded or closed meanwhile is not ours to speak to any more.
    if (frame === null || frame.detached || frame !== findPage()?.mainFrame || !isPageUrl(frame.url)) return
    const engine = new electron.MessageChannelMain()
    const handing = new electron.MessageChannelMain()
    const shell = new electron.MessageChannelMain()
    if (!connectEngine(engine.port1, handing.port1)) return closeAll(engine, handing, shell)
    this.#waiting = null
    this.#shell?.close('the page asked anew')
    this.#shell = serveShell(shell.port1)
    frame.postMessage(GIVE_PORTS, null, [engine.port2, shell.port2, handing.port2])
  }
}

/** The main frame of our window, showing our page; anything else is not answered. */
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
