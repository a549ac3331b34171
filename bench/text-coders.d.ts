// Type names that postal-mime expects as globals. Node has these classes, but its declarations have
// no types of these names.
interface TextEncoder {
  encode(text?: string): Uint8Array
}
interface TextDecoder {
  decode(bytes?: Uint8Array): string
}
