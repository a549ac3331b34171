// The towns of the world and their Japanese names, as text modules of the build
// (bin/towns-text.js).

declare module 'virtual:fumikura-towns' {
  const text: string
  export default text
}

declare module 'virtual:fumikura-towns-ja' {
  const text: string
  export default text
}
