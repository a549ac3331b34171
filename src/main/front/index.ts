// front: one listener for people from outside, over HTTPS: phones now, letters by link and rooms
// later. Plain Node. A station has one, or a home that has a name and a certificate of its own.
//
// The front is a table of origins and apps. Each app has its own host name, because a page of one
// origin owns the keys and the worker of that origin: what draws letters of anybody must not be one
// with what holds a phone's key. A front with one name serves one app.
//
// The listener sets the limits and the patience, checks Host and Origin, and reads the certificate
// again when its files change. The public site and its pages use the same listener, with no names.
export { openFront, type Front } from './front.ts'
export type { FarTarget } from './far-sockets.ts'
export { OwnFarLinks } from './own-far-links.ts'
export type { PhoneLink } from './phone-link.ts'
export type { WebOptions } from './web-options.ts'
