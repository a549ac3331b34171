// The verifier as a program of its own; everything else of it acts only when it is called.
import { main } from './main.ts'

void main(process.argv.slice(2), __dirname).then((code) => (process.exitCode = code))
