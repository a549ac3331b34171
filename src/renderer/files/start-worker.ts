// Starts the page's workers: two scripts of its own build, by name. Only this file makes a script's
// address.
import { refuseUnsafeParts } from '../bridge/parts.ts'
import pdfUrl from 'pdfjs-dist/build/pdf.worker.min.mjs?url'
import previewUrl from './preview-worker.ts?worker&url'

const ADDRESSES = { preview: previewUrl, pdf: pdfUrl }
export type WorkerName = keyof typeof ADDRESSES

interface ScriptPolicy {
  createScriptURL(name: WorkerName): string
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
