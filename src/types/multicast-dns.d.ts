// What is called of multicast-dns 7: DNS packets to and from everybody on one link.
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
    /** 'error': the port cannot be bound; unheard, it ends the process. 'warning': a bad packet, a lost interface. */
    on(name: 'error' | 'warning', listener: (error: Error) => void): this
    on(name: 'ready', listener: () => void): this
    respond(answers: DnsRecord[], done?: (error?: Error | null) => void): void
    query(questions: { name: string; type: string }[], done?: (error?: Error | null) => void): void
    destroy(done?: () => void): void
  }

  export default function createMulticastDns(options: {
    /** The address whose interface sends, and joins the group. */
    interface: string
    /** The address to bind: on Linux one that is not the wildcard hears no multicast. */
    bind: string
  }): MulticastDns
}
