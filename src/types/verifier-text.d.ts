// The stand-alone verifier as one file: its text, made from src/verifier by the build (bin/verifier-text.js).
declare module 'virtual:fumikura-verify' {
  const text: string
  export default text
}
