// wires: authenticated streams to devices, over the swarm, over the LAN, or over both.
export { createSwarmWires, type SwarmWiresOptions } from './swarm-wires.ts'
export { createWires, type WiresOptions } from './create-wires.ts'
export { checkUdpPort } from './udp-port.ts'
export { choosesLan, type LanChoice } from './lan-choice.ts'
export { allowFrames } from './frame-guard.ts'
export { createNoWires } from './no-wires.ts'
export { countHeard, DEAF_LOOKS, listenClosely, LOOK_EVERY_MS } from './listen-closely.ts'
export type { DeviceKeyPair, SourceState, Wire, WireEvents, WireKind, WireSource } from './wire.ts'
