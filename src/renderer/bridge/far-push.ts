// The push service of this phone's browser: whether there is one, and the subscription by which home
// sends messages to it.
import type { PushSubscriptionKeys } from '../../core/contract/phones.ts'
import { fromBase64Url, toBase64Url } from './far-link.ts'

/**
 * `install`: an iPhone has push for the icons of its home screen only. `denied`: the person, or the
 * system, forbids messages. `none`: this browser has no push.
 */
export type PushStanding = 'possible' | 'install' | 'denied' | 'none'

export function findPushStanding(page: Window & typeof globalThis = window): PushStanding {
  if (page.navigator.serviceWorker === undefined || !('PushManager' in page) || !('Notification' in page)) {
    // Only Safari on an iPhone or iPad has it.
    const isIos = 'standalone' in page.navigator
    return isIos && !page.matchMedia('(display-mode: standalone)').matches ? 'install' : 'none'
  }
  return page.Notification.permission === 'denied' ? 'denied' : 'possible'
}

/** Call this function in a click handler. A question that is closed without an answer stays open. */
export async function askForPush(): Promise<void> {
  await Notification.requestPermission()
}

/** True if the person has allowed messages. */
export const mayPush = (): boolean =>
  findPushStanding() === 'possible' && Notification.permission === 'granted'

/** Null without one. */
export async function findSubscription(): Promise<PushSubscriptionKeys | null> {
  const subscription = await (await findManager())?.getSubscription()
  return subscription ? keysOf(subscription) : null
}

/**
 * Subscribes anew: what was subscribed before may have ended at the service, or was for an earlier
 * home.
 * @param key of home, a point of P-256 in base64url
 * @throws DOMException if the service does not answer
 */
export async function subscribe(key: string): Promise<PushSubscriptionKeys> {
  const manager = await findManager()
  if (manager === null) throw new Error('This page has no service worker.')
  await (await manager.getSubscription())?.unsubscribe()
  const applicationServerKey = fromBase64Url(key) as Uint8Array<ArrayBuffer>
  // Every message shows something: iOS ends a subscription whose messages do not.
  return keysOf(await manager.subscribe({ userVisibleOnly: true, applicationServerKey }))
}

/** True if this browser subscribed with this key of home. */
export async function isSubscribedWith(key: string): Promise<boolean> {
  const subscription = await (await findManager())?.getSubscription()
  const own = subscription?.options.applicationServerKey
  return own !== undefined && own !== null && toBase64Url(new Uint8Array(own)) === key
}

/** Resolves also without a subscription, and if the service does not answer. */
export async function unsubscribe(worker?: ServiceWorkerRegistration): Promise<void> {
  const manager = worker === undefined ? await findManager() : worker.pushManager
  const subscription = await manager?.getSubscription()
  await subscription?.unsubscribe().catch(() => false)
}

/** Closes what this phone shows: the person sees it in the page now. */
export async function closeNotices(): Promise<void> {
  const worker = await navigator.serviceWorker?.getRegistration()
  for (const shown of (await worker?.getNotifications()) ?? []) shown.close()
}

async function findManager(): Promise<PushManager | null> {
  const worker = await navigator.serviceWorker?.getRegistration()
  return worker?.pushManager ?? null
}

function keysOf(subscription: PushSubscription): PushSubscriptionKeys {
  const { p256dh = '', auth = '' } = subscription.toJSON().keys ?? {}
  return { endpoint: subscription.endpoint, p256dh, auth }
}
