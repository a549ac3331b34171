// What the page and its session may not do. Every answer that Electron asks for is no; what is needed is done by the shell
// itself, on a checked call. tests/shell/hardening.test.ts names each point.
import type { Session, WebContents } from 'electron'
import type { ElectronParts } from './electron-parts.ts'
import { isPageUrl, PAGE_ORIGIN } from './page-scheme.ts'

/** Of any page whatsoever, also one that nobody meant to open. */
export function hardenContents(app: ElectronParts['app']): void {
  app.on('web-contents-created', (_, contents) => {
    refuseToLeave(contents)
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
    contents.on('will-attach-webview', (event) => event.preventDefault())
    // A page may not keep its window from closing, nor the app from ending.
    contents.on('will-prevent-unload', (event) => event.preventDefault())
    // WebRTC asks for no permission and knows no policy: at least it gets no UDP and learns no address.
    contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
  })
  app.on('certificate-error', (event, _contents, _url, _error, _certificate, decide) => {
    event.preventDefault()
    decide(false)
  })
}

function refuseToLeave(contents: WebContents): void {
  contents.on('will-navigate', (event) => {
    if (!isPageUrl(event.url)) event.preventDefault()
  })
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame || !isPageUrl(event.url)) event.preventDefault()
  })
  contents.on('will-redirect', (event) => event.preventDefault())
}

/**
 * No permission, no device, no proxy, no download, and no request that is not for the page's own files. Bluetooth needs no
 * answer here: Electron cancels what nobody listens to.
 */
export async function hardenSession(session: Session, devtools: boolean): Promise<void> {
  session.setPermissionRequestHandler((_contents, _permission, decide) => decide(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  // Null, not an empty answer: that one is thrown back at us as an error.
  session.setDisplayMediaRequestHandler((_request, answer) => answer(null))
  session.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !isOwn(details.url, devtools) }))
  session.on('will-download', (event) => event.preventDefault())
  refuseDevices(session)
  await session.setProxy({ mode: 'direct' })
}

/** Answered, not only prevented: else the page's request waits for ever. */
function refuseDevices(session: Session): void {
  session.on('select-hid-device', (event, _details, answer) => {
    event.preventDefault()
    answer()
  })
  session.on('select-usb-device', (event, _details, answer) => {
    event.preventDefault()
    answer()
  })
  session.on('select-serial-port', (event, _ports, _contents, answer) => {
    event.preventDefault()
    answer('')
  })
}

function isOwn(url: string, devtools: boolean): boolean {
  return (
    url.startsWith(`${PAGE_ORIGIN}/`) ||
    url.startsWith(`blob:${PAGE_ORIGIN}/`) ||
    url.startsWith('data:image/') ||
    (devtools && url.startsWith('devtools://'))
  )
}
