// export: letters in forms that other programs read. Everything and the whole home come later.
// May import base, contract. Path: an opened letter in plain values → a file's text.
export * from './letter-file.ts'
