// The used part of blind-pairing-core 2: only its frames; we send them over our own channel.
declare module 'blind-pairing-core' {
  import type { EventEmitter } from 'node:events'
  export interface PairingAuth {
    key: Uint8Array
  }
  export class CandidateRequest extends EventEmitter {
    constructor(invite: Uint8Array, userData: Uint8Array)
    encode(): Uint8Array
    /**
     * The auth of an accepted request. Else null, and a 'rejected' event with an
     * error that has a code.
     */
    handleResponse(response: Uint8Array): PairingAuth | null
  }
  export class MemberRequest {
    static from(request: Uint8Array): MemberRequest
    readonly inviteId: Uint8Array
    readonly response: Uint8Array
    /** The candidate's user data. Throws if the request was not made with this invite. */
    open(invitePublicKey: Uint8Array): Uint8Array
    confirm(auth: PairingAuth): void
    deny(reason: { status: number }): void
  }
  export function createInvite(
    key: Uint8Array,
    options: { expires: number },
  ): { id: Uint8Array; invite: Uint8Array; publicKey: Uint8Array }
  export function decodeInvite(invite: Uint8Array): { id: Uint8Array; expires: number }
}
