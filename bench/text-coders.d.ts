// Names of types that postal-mime expects of every world; Node has these classes and, in these declarations, no types of that name.
interface TextEncoder {
  encode(text?: string): Uint8Array
}
interface TextDecoder {
  decode(bytes?: Uint8Array): string
}
