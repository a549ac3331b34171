// The sandbox of the page: every point by name, as a compromised page would try it.
import { EventEmitter } from 'node:events'
import { beforeEach, describe, expect, test } from 'vitest'
import { hardenContents, hardenSession } from '../../src/main/shell/hardening.ts'
import { PAGE_URL } from '../../src/main/shell/page-scheme.ts'
import { windowOptions } from '../../src/main/shell/window-options.ts'
import { FIRST_PLACE } from '../../src/main/shell/window-place.ts'
import type { Session } from 'electron'
import type { ElectronParts } from '../../src/main/shell/electron-parts.ts'
import { FakeSession } from './support/fake-session.ts'
import { FakeContents } from './support/fake-window.ts'
import { emitPreventable } from './support/preventable.ts'

const options = windowOptions({
  place: FIRST_PLACE,
  preload: '/app/preload.cjs',
  session: new FakeSession() as unknown as Session,
  isDark: false,
  devtools: false,
  icon: undefined,
  spellCheck: false,
})

describe('the window', () => {
  test('the page is sandboxed, isolated and without Node, in workers and frames too', () => {
    expect(options.webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
    })
  })

  test('the page has no <webview>, no dropped pages, no dialogs of its own, no graphics driver', () => {
    expect(options.webPreferences).toMatchObject({
      webviewTag: false,
      navigateOnDragDrop: false,
      disableDialogs: true,
      webgl: false,
    })
  })

  test('a packed build has no developer tools', () => {
    expect(options.webPreferences?.devTools).toBe(false)
  })

  test('the page asks for no dictionary if spell checking is off', () => {
    expect(options.webPreferences?.spellcheck).toBe(false)
  })
})

describe('any web contents', () => {
  const app = new EventEmitter()
  let contents: FakeContents

  beforeEach(() => {
    app.removeAllListeners()
    hardenContents(app as unknown as ElectronParts['app'])
    contents = new FakeContents()
    app.emit('web-contents-created', {}, contents)
  })

  test('a page can navigate only to itself', () => {
    const places = [
      'https://evil.example/',
      'file:///etc/passwd',
      'data:text/html,x',
      'javascript:alert(1)',
      'about:blank',
      'fumikura-app://app/other.html',
      'fumikura-app://evil/desktop.html',
      `${PAGE_URL}.evil`,
      `${PAGE_URL}?x`,
      `blob:${PAGE_URL}`,
    ]
    expect(places.filter((url) => !contents.navigate(url))).toEqual([])
    expect(contents.navigate(PAGE_URL)).toBe(false)
    expect(contents.navigate(`${PAGE_URL}#/letter/y`)).toBe(false)
  })

  test('a frame in the page can navigate nowhere, not even to the page', () => {
    expect(contents.navigate(PAGE_URL, false)).toBe(true)
    expect(contents.navigate('https://evil.example/', false)).toBe(true)
  })

  test('a redirect is refused', () => {
    expect(emitPreventable(contents, 'will-redirect', { url: PAGE_URL })).toBe(true)
  })

  test('no window is opened, for any address', () => {
    for (const url of ['https://example.com/', PAGE_URL, 'about:blank'])
      expect(contents.windowOpen?.({ url })).toEqual({ action: 'deny' })
  })

  test('a <webview> is refused', () => {
    expect(emitPreventable(contents, 'will-attach-webview', {}, {}, {})).toBe(true)
  })

  test('a page cannot prevent the closing of its window', () => {
    expect(emitPreventable(contents, 'will-prevent-unload')).toBe(true)
  })

  test('WebRTC, which asks for no permission, gets no UDP of its own', () => {
    expect(contents.webRtcPolicy).toBe('disable_non_proxied_udp')
  })

  test('an invalid certificate is refused', () => {
    let isAccepted = true
    const decide = (accepts: boolean): void => void (isAccepted = accepts)
    expect(emitPreventable(app, 'certificate-error', {}, contents, 'https://x/', 'bad', {}, decide)).toBe(
      true,
    )
    expect(isAccepted).toBe(false)
  })
})

describe('the session', () => {
  let session: FakeSession
  const harden = (devtools: boolean): Promise<void> => hardenSession(session as unknown as Session, devtools)

  beforeEach(async () => {
    session = new FakeSession()
    await harden(false)
  })

  test('every permission is denied, for requests and checks', () => {
    const permissions = [
      'clipboard-read',
      'clipboard-sanitized-write',
      'display-capture',
      'fileSystem',
      'fullscreen',
      'geolocation',
      'hid',
      'idle-detection',
      'keyboardLock',
      'media',
      'mediaKeySystem',
      'midi',
      'midiSysex',
      'notifications',
      'openExternal',
      'pointerLock',
      'serial',
      'storage-access',
      'top-level-storage-access',
      'usb',
      'window-management',
      'one that does not exist yet',
    ]
    expect(permissions.filter((name) => session.requestPermission(name))).toEqual([])
    expect(permissions.filter((name) => session.permissionCheck?.({}, name))).toEqual([])
    expect(session.devicePermission?.({ deviceType: 'hid' })).toBe(false)
  })

  test('the capture of the screen is refused, and a request throws no error in main', () => {
    expect(session.requestDisplay()).toBeNull()
  })

  test('no device is chosen, and every request for one is answered', () => {
    expect(session.requestDevice('select-hid-device')).toBeUndefined()
    expect(session.requestDevice('select-usb-device')).toBeUndefined()
    expect(session.requestDevice('select-serial-port')).toBe('')
  })

  test('no request leaves, because only the page’s own files, its blobs and data pictures are let through', () => {
    const out = [
      'https://evil.example/?secret',
      'http://127.0.0.1:8080/',
      'ws://127.0.0.1/',
      'wss://evil.example/',
      'ftp://evil.example/',
      'file:///etc/passwd',
      'chrome://gpu',
      'devtools://devtools/bundled/inspector.html',
      'data:text/html,<script>',
      'blob:https://evil.example/1',
      'fumikura-app://evil/desktop.html',
      'fumikura-app://app.evil/desktop.html',
      'fumikura://ref/yyyyyy',
    ]
    expect(out.filter((url) => session.lets(url))).toEqual([])
    const own = [
      PAGE_URL,
      'fumikura-app://app/assets/a.js',
      'blob:fumikura-app://app/1',
      'data:image/png;base64,',
    ]
    expect(own.filter((url) => !session.lets(url))).toEqual([])
  })

  test('developer tools load only in a build that is not packed', async () => {
    expect(session.lets('devtools://devtools/bundled/inspector.html')).toBe(false)
    await harden(true)
    expect(session.lets('devtools://devtools/bundled/inspector.html')).toBe(true)
    expect(session.lets('https://evil.example/')).toBe(false)
  })

  test('nothing is downloaded', () => {
    expect(emitPreventable(session, 'will-download', {}, {}, {})).toBe(true)
  })

  test('no proxy is used', () => {
    expect(session.proxy).toEqual({ mode: 'direct' })
  })
})
