// Removes abilities of the page and its session. Every permission that Electron can ask for is
// denied. The shell does what is needed on a checked call.
// tests/shell/hardening.test.ts lists each point.
import type { Session, WebContents } from 'electron'
import type { ElectronParts } from './electron-parts.ts'
import { isPageUrl, PAGE_ORIGIN } from './page-scheme.ts'

/** Applies to every page, including one that was opened unintentionally. */
export function hardenContents(app: ElectronParts['app']): void {
  app.on('web-contents-created', (_, contents) => {
    refuseToLeave(contents)
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
    contents.on('will-attach-webview', (event) => event.preventDefault())
    // A page must not keep its window or the app from closing.
    contents.on('will-prevent-unload', (event) => event.preventDefault())
    // WebRTC asks for no permission and ignores the content security policy; this at least denies
    // it UDP and local addresses.
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
 * Denies every permission, device, proxy and download, and every request that is not for the page's
 * own files.
 * Bluetooth needs no handler: Electron cancels a request without a listener.
 */
export async function hardenSession(session: Session, devtools: boolean): Promise<void> {
  session.setPermissionRequestHandler((_contents, _permission, decide) => decide(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  // Null, because an empty answer makes Electron throw an error.
  session.setDisplayMediaRequestHandler((_request, answer) => answer(null))
  session.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !isOwn(details.url, devtools) }))
  session.on('will-download', (event) => event.preventDefault())
  refuseDevices(session)
  await session.setProxy({ mode: 'direct' })
}

/**
 * Each handler also answers, because preventDefault alone would leave the page's request pending.
 */
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
