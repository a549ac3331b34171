// The source text of the stand-alone verifier as one file. The build makes it from
// src/verifier (bin/verifier-text.js).
declare module 'virtual:fumikura-verify' {
  const text: string
  export default text
}
