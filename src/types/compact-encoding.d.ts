// The used part of compact-encoding 3.
declare module 'compact-encoding' {
  export interface EncodingState {
    start: number
    end: number
    buffer: Uint8Array
  }
  export interface Encoding<T> {
    preencode(state: EncodingState, value: T): void
    encode(state: EncodingState, value: T): void
    decode(state: EncodingState): T
  }
  const c: {
    uint: Encoding<number>
    float64: Encoding<number>
    string: Encoding<string>
    uint8array: Encoding<Uint8Array>
    raw: Encoding<Uint8Array>
    fixed32: Encoding<Uint8Array>
    fixed64: Encoding<Uint8Array>
    encode<T>(encoding: Encoding<T>, value: T): Uint8Array
    decode<T>(encoding: Encoding<T>, bytes: Uint8Array): T
  }
  export default c
}
