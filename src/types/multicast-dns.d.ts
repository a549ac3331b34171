// The used part of multicast-dns 7: DNS packets to and from all devices on one link.
declare module 'multicast-dns' {
  export type DnsRecord =
    | { name: string; type: 'PTR'; ttl?: number; data: string }
    | { name: string; type: 'SRV'; ttl?: number; data: { port: number; target: string } }
    | { name: string; type: 'TXT'; ttl?: number; data: Uint8Array | Uint8Array[] }
    | { name: string; type: 'A'; ttl?: number; data: string }

  export interface DnsPacket {
    questions: { name: string; type: string }[]
    answers: DnsRecord[]
    additionals: DnsRecord[]
  }

  interface MulticastDns {
    on(name: 'query' | 'response', listener: (packet: DnsPacket, from: { address: string }) => void): this
    /**
     * 'error': the port cannot be bound; without a listener the process ends.
     * 'warning': a bad packet, or a lost interface.
     */
    on(name: 'error' | 'warning', listener: (error: Error) => void): this
    on(name: 'ready', listener: () => void): this
    respond(answers: DnsRecord[], done?: (error?: Error | null) => void): void
    query(questions: { name: string; type: string }[], done?: (error?: Error | null) => void): void
    destroy(done?: () => void): void
  }

  export default function createMulticastDns(options: {
    /** The address of the interface that sends and joins the multicast group. */
    interface: string
    /** The address to bind. On Linux only the wildcard address receives multicast. */
    bind: string
  }): MulticastDns
}
