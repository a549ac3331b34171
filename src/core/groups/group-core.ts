// The core in which an owner writes the records of a group: named by the secret of the era in which they became it.
// So everybody who is in the group can compute where the next owner will write.
import { coreKey } from '../cores/index.ts'
import { hash } from '../seal/index.ts'

/** `generation` from 0; a core that froze is followed by the next one. Persisted: do not change. */
export function groupCoreNamespace(
  namingSecret: Uint8Array,
  device: Uint8Array,
  generation: number,
): Uint8Array {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(generation)
  return hash('fumikura/group-core/1', namingSecret, device, bytes)
}

export function groupCoreKey(namingSecret: Uint8Array, device: Uint8Array, generation: number): Uint8Array {
  return coreKey(device, groupCoreNamespace(namingSecret, device, generation))
}
