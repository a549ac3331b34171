// Starts the page's workers: three scripts of its own build, by name. Only this file makes a script's
// address.
import type { ShellOrder } from '../bridge/far-file-messages.ts'
import { refuseUnsafeParts } from '../bridge/parts.ts'
import pdfUrl from 'pdfjs-dist/build/pdf.worker.min.mjs?url'
import previewUrl from './preview-worker.ts?worker&url'

// The build gives the service worker no hash: a browser finds a new one by the old name.
const ADDRESSES = { preview: previewUrl, pdf: pdfUrl, far: '/far-worker.js' }
export type WorkerName = 'preview' | 'pdf'

interface ScriptPolicy {
  createScriptURL(name: keyof typeof ADDRESSES): string
}

/**
 * The Trusted Types policy takes a name, not an address, so no other script can be started. Some
 * browsers lack Trusted Types.
 */
const makers = (
  globalThis as { trustedTypes?: { createPolicy(name: string, rules: ScriptPolicy): ScriptPolicy } }
).trustedTypes
const rules: ScriptPolicy = { createScriptURL: (name) => new URL(ADDRESSES[name], import.meta.url).href }
const policy = makers?.createPolicy('fumikura-workers', rules) ?? rules

/**
 * @throws UNREACHABLE while the engine is away, because another program on its port could serve the
 * script
 */
export function startWorker(name: WorkerName): Worker {
  refuseUnsafeParts()
  return new Worker(policy.createScriptURL(name), { type: 'module' })
}

/** A page that was loaded past its worker is never given to it. */
const INSTALL_PATIENCE_MS = 3000

/**
 * Installs the service worker of a phone's page. Resolves when it answers for the files of this page,
 * or will not: this browser may have none, or keep none. Then the page works without files.
 */
export async function installFarWorker(container = navigator.serviceWorker): Promise<void> {
  if (container === undefined) return
  const installed = container.register(policy.createScriptURL('far'), { updateViaCache: 'none' })
  if (container.controller !== null) return void installed.catch(() => undefined)
  await new Promise<void>((resolve) => {
    container.addEventListener('controllerchange', () => resolve(), { once: true })
    setTimeout(resolve, INSTALL_PATIENCE_MS)
    installed.catch(() => resolve())
  })
}

/**
 * Lets the worker keep what this page has loaded: the first files came past it. From now on it keeps them
 * as they come.
 */
export function keepFilesOfPage(container = navigator.serviceWorker): void {
  if (container === undefined) return
  void container.ready.then(({ active }) => {
    const order: ShellOrder = { keep: performance.getEntriesByType('resource').map(({ name }) => name) }
    active?.postMessage(order)
  })
}
