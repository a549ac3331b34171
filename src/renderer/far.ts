// The page's entry on a phone, from anywhere. It reaches the engine at home through a relay that reads
// nothing. Before the phone is paired it loads nothing of the app.
import './app.css'
import type { Paired } from './bridge/far-pairing.ts'
import { createFarDoor } from './bridge/far-door.ts'
import { onForgotten, readHome, takeEnd } from './bridge/far-home.ts'

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
  if (isAble && home !== null) return void start(null)
  const [{ mount, unmount }, { default: PairPhone }, { showLanguage }] = await Promise.all([
    import('svelte'),
    import('./first-run/PairPhone.svelte'),
    import('./first-run/show-language.ts'),
  ])
  await showLanguage(window)
  const ondone = (paired: Paired): void => {
    void unmount(pairing)
    void start(paired)
  }
  const pairing = mount(PairPhone, { target: document.body, props: { opened, ended, isAble, ondone } })
}

async function start(paired: Paired | null): Promise<void> {
  const { startFar } = await import('./start-far.ts')
  await startFar(createFarDoor(window, paired?.tunnel ?? null), paired !== null)
}

/** X25519 is what came last of all that the tunnel needs. */
async function hasTunnel(): Promise<boolean> {
  return crypto.subtle?.generateKey({ name: 'X25519' }, false, ['deriveBits']).then(
    () => true,
    () => false,
  )
}
