// The name of a core: its key follows from the device that signs it and a namespace, so that whoever knows both can compute it.
// Names come before everything else in the life of a message: nobody announces a feed.
import Hypercore, { type CoreManifest } from 'hypercore'
import { equalBytes } from '../base/index.ts'

/** The only form of manifest this system writes or accepts. */
export function coreManifest(device: Uint8Array, namespace: Uint8Array): CoreManifest {
  return {
    version: 1,
    quorum: 1,
    signers: [{ publicKey: Buffer.from(device), namespace: Buffer.from(namespace) }],
  }
}

export function coreKey(device: Uint8Array, namespace: Uint8Array): Uint8Array {
  return Hypercore.key(coreManifest(device, namespace))
}

export function discoveryKey(key: Uint8Array): Uint8Array {
  return Hypercore.discoveryKey(Buffer.from(key))
}

/** The device that signs a core; null while its manifest is not known, and where that has not exactly our form. */
export function signerOf(manifest: CoreManifest | null): Uint8Array | null {
  if (manifest === null || manifest.version !== 1 || manifest.quorum !== 1 || manifest.signers.length !== 1)
    return null
  return manifest.signers[0]!.publicKey
}

/** Whether a manifest has exactly our form and is signed by `device`. */
export function isSignedByDevice(manifest: CoreManifest | null, device: Uint8Array): boolean {
  const signer = signerOf(manifest)
  return signer !== null && equalBytes(signer, device)
}
