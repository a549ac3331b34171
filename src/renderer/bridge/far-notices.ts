// What the service worker of a phone shows when a message comes, and where a tap on it leads. Every
// message shows something, or the browser ends the subscription.
import { GENERAL_NOTICE } from '../messages/far-worker.ts'
import type { WorkerWord } from './far-file-messages.ts'

/** What TypeScript's types of a page do not have. */
export interface NoticeScope {
  readonly registration: Pick<ServiceWorkerRegistration, 'showNotification'>
  readonly clients: {
    matchAll(of: { type: 'window'; includeUncontrolled?: boolean }): Promise<readonly OpenPage[]>
    openWindow(url: string): Promise<unknown>
  }
}

export interface OpenPage {
  postMessage(word: WorkerWord): void
  focus(): Promise<unknown>
}

/** `renotify` is known to browsers, not to the types of TypeScript. */
type NoticeOptions = NotificationOptions & { renotify: boolean }

/** As home makes it; host/push/push-message.ts. */
interface Told {
  web_push: 8030
  notification: {
    title: string
    body: string
    lang: string
    tag: string
    navigate: string
    app_badge?: string
  }
}

const ICON = '/icons/icon-192.png'
const INBOX = '/#/inbox'
const WHOLE_NUMBER = /^\d{1,6}$/

/** @param text of the message; null without any */
export async function showMessage({ registration }: NoticeScope, text: string | null): Promise<void> {
  const { title, body, lang, tag, navigate, app_badge: badge } = readMessage(text) ?? generalNotice()
  const options: NoticeOptions = { body, lang, tag, icon: ICON, renotify: true, data: { navigate } }
  await Promise.all([registration.showNotification(title, options), setBadge(badge)])
}

/** In the page that is open, else in a new one. */
export async function openNotice({ clients }: NoticeScope, notice: Notification): Promise<void> {
  notice.close()
  const address = findAddress(notice.data)
  const [page] = await clients.matchAll({ type: 'window', includeUncontrolled: true })
  if (page === undefined) {
    await clients.openWindow(address.href)
    return
  }
  page.postMessage({ open: address.hash })
  await page.focus()
}

/** The next page that opens finds it as well. */
export async function tellOfSubscription({ clients }: NoticeScope): Promise<void> {
  for (const page of await clients.matchAll({ type: 'window' })) page.postMessage({ subscription: 'changed' })
}

function readMessage(text: string | null): Told['notification'] | null {
  try {
    const told = JSON.parse(text ?? '') as Partial<Told>
    const { title, navigate } = told.notification ?? {}
    const isRead = told.web_push === 8030 && typeof title === 'string' && typeof navigate === 'string'
    return isRead ? told.notification! : null
  } catch {
    return null
  }
}

function generalNotice(): Told['notification'] {
  const lang = navigator.language.startsWith('ja') ? 'ja' : 'en'
  return { title: GENERAL_NOTICE[lang], body: '', lang, tag: 'inbox', navigate: INBOX }
}

async function setBadge(told: string | undefined): Promise<void> {
  if (told === undefined || !WHOLE_NUMBER.test(told)) return
  await navigator.setAppBadge?.(Number(told)).catch(() => undefined)
}

/** A message of before the page moved to another host leads to the inbox. */
function findAddress(data: unknown): URL {
  const { navigate } = (data ?? {}) as { navigate?: unknown }
  const address = typeof navigate === 'string' && URL.canParse(navigate, location.origin) ? navigate : INBOX
  const url = new URL(address, location.origin)
  return url.origin === location.origin ? url : new URL(INBOX, location.origin)
}
