// The key of a core. It follows from the signing key and a namespace, so anyone who
// knows both can compute it. Keys exist before any message, so a feed is never announced.
// A device signs with its own key. The feeds of a pair have a blinded one.
import Hypercore, { type CoreManifest } from 'hypercore'
import { equalBytes } from '../base/index.ts'

/** The only form of manifest that this system writes or accepts. */
export function coreManifest(signer: Uint8Array, namespace: Uint8Array): CoreManifest {
  return {
    version: 1,
    quorum: 1,
    signers: [{ publicKey: Buffer.from(signer), namespace: Buffer.from(namespace) }],
  }
}

export function coreKey(signer: Uint8Array, namespace: Uint8Array): Uint8Array {
  return Hypercore.key(coreManifest(signer, namespace))
}

/** The same manifest in the form in which hypercore sends it. */
export function peerManifest(signer: Uint8Array, namespace: Uint8Array): object {
  const { version, quorum, signers } = coreManifest(signer, namespace)
  return {
    ...{ version, quorum, hash: 'blake2b', allowPatch: false, prologue: null, linked: null, userData: null },
    signers: signers.map((one) => ({ signature: 'ed25519', ...one })),
  }
}

export function discoveryKey(key: Uint8Array): Uint8Array {
  return Hypercore.discoveryKey(Buffer.from(key))
}

/**
 * Returns the key that signs a core. Null if its manifest is not known yet, or does not
 * have exactly our form.
 */
export function signerOf(manifest: CoreManifest | null): Uint8Array | null {
  if (manifest === null || manifest.version !== 1 || manifest.quorum !== 1 || manifest.signers.length !== 1)
    return null
  return manifest.signers[0]!.publicKey
}

/** True if the manifest has exactly our form and names `device` as its signer. */
export function isSignedByDevice(manifest: CoreManifest | null, device: Uint8Array): boolean {
  const signer = signerOf(manifest)
  return signer !== null && equalBytes(signer, device)
}
