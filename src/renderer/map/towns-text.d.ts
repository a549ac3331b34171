// The towns of the world, as a text module of the build (bin/towns-text.js).

declare module 'virtual:fumikura-towns' {
  const text: string
  export default text
}
