// The scripts that this page starts beside itself: two parts of its own build, by name. The one place that makes an address of a script.
import { refuseUnsafeParts } from '../bridge/parts.ts'
import pdfUrl from 'pdfjs-dist/build/pdf.worker.min.mjs?url'
import previewUrl from './preview-worker.ts?worker&url'

const ADDRESSES = { preview: previewUrl, pdf: pdfUrl }
export type WorkerName = keyof typeof ADDRESSES

interface ScriptPolicy {
  createScriptURL(name: WorkerName): string
}

/** It takes a name and no address: nothing else can ever become a script by it. Not in every browser. */
const makers = (
  globalThis as { trustedTypes?: { createPolicy(name: string, rules: ScriptPolicy): ScriptPolicy } }
).trustedTypes
const rules: ScriptPolicy = { createScriptURL: (name) => new URL(ADDRESSES[name], import.meta.url).href }
const policy = makers?.createPolicy('fumikura-workers', rules) ?? rules

/** @throws UNREACHABLE while the engine is away: what is sent to a worker goes to whoever wrote it */
export function startWorker(name: WorkerName): Worker {
  refuseUnsafeParts()
  return new Worker(policy.createScriptURL(name), { type: 'module' })
}
