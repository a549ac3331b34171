// The page's entry on a phone, from anywhere. It reaches the engine at home through a relay that reads
// nothing. Before the phone is paired it loads nothing of the app.
import './app.css'
import type { Paired } from './bridge/far-pairing.ts'
import { readSecret } from './bridge/cache-key.ts'
import { createFarDoor, type FarDoor } from './bridge/far-door.ts'
import { onForgotten, readHome, takeEnd } from './bridge/far-home.ts'
import { readLock, type KeptLock } from './bridge/far-lock.ts'
import type { OpenedLock } from './state/phone-lock.svelte.ts'

const LINK = /^#p\./
/** The link must not stay in the address, where it could be seen or kept. */
const opened = LINK.test(location.hash) ? location.href : null
if (opened !== null) history.replaceState(null, '', location.pathname)

// Another link was opened in this tab.
addEventListener('hashchange', () => LINK.test(location.hash) && location.reload())
onForgotten()
void begin()

async function begin(): Promise<void> {
  const ended = takeEnd()
  const [home, isAble] = await Promise.all([readHome().catch(() => null), hasTunnel()])
  if (isAble && home !== null) {
    // Without an answer nothing is shown.
    const kept = await readLock()
    return kept === null ? openWithout(null) : unlock(kept)
  }
  const [{ mount, unmount }, { default: PairPhone }, { showLanguage }] = await Promise.all([
    import('svelte'),
    import('./first-run/PairPhone.svelte'),
    import('./first-run/show-language.ts'),
  ])
  await showLanguage(window)
  const ondone = (paired: Paired): void => {
    void unmount(pairing)
    void openWithout(paired)
  }
  const pairing = mount(PairPhone, { target: document.body, props: { opened, ended, isAble, ondone } })
}

/** This phone has no lock. */
async function openWithout(paired: Paired | null): Promise<void> {
  const door = createFarDoor(window, paired?.tunnel ?? null)
  await start(door, { kept: null, ticket: null }, await readSecret(), paired !== null)
}

/**
 * Until it is unlocked, nothing of the app is loaded, and the address does not say where it was.
 */
async function unlock(kept: KeptLock): Promise<void> {
  let { hash } = location
  // A message that is pressed meanwhile leads where it says.
  navigator.serviceWorker?.addEventListener(
    'message',
    ({ data }: MessageEvent<Partial<{ open: string }>>) => {
      hash = data.open ?? hash
    },
  )
  history.replaceState(null, '', location.pathname)
  const [{ mount, unmount }, { default: LockScreen }, { showLanguage }] = await Promise.all([
    import('svelte'),
    import('./phones/LockScreen.svelte'),
    import('./first-run/show-language.ts'),
  ])
  await showLanguage(window)
  await navigator.clearAppBadge?.().catch(() => undefined)
  const door = createFarDoor(window, null)
  const onopen = (opened: OpenedLock, secret: CryptoKey): void => {
    void unmount(screen)
    history.replaceState(null, '', hash === '' ? location.pathname : hash)
    void start(door, opened, secret, false)
  }
  const screen = mount(LockScreen, { target: document.body, props: { door, kept, onopen } })
}

async function start(door: FarDoor, opened: OpenedLock, secret: CryptoKey, isNew: boolean): Promise<void> {
  const { startFar } = await import('./start-far.ts')
  await startFar(door, opened, secret, isNew)
}

/** X25519 is what came last of all that the tunnel needs. */
async function hasTunnel(): Promise<boolean> {
  return crypto.subtle?.generateKey({ name: 'X25519' }, false, ['deriveBits']).then(
    () => true,
    () => false,
  )
}
