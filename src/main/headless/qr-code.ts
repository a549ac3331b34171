// Draws a link as a QR code in a terminal: two rows of squares in one line of half blocks. On a
// terminal the colours are set, because many scanners read only dark squares on a light ground.
import type { World } from './command.ts'

const BORDER_SQUARES = 2
const [WHITE_ON_BLACK, PLAIN] = ['\u001b[97;40m', '\u001b[0m']

/** Returns null if the terminal is too narrow: a broken line cannot be scanned. */
export async function drawQrCode(
  text: string,
  { stdout, env }: Pick<World, 'stdout' | 'env'>,
): Promise<string | null> {
  // Loaded here, because few commands need it and each one must start fast.
  const { renderUnicodeCompact } = await import('uqr')
  const lines = renderUnicodeCompact(text, { ecc: 'L', border: BORDER_SQUARES }).split('\n')
  if (lines[0]!.length > (stdout.columns ?? Infinity)) return null
  const isColoured = stdout.isTTY === true && !env.NO_COLOR
  return lines.map((line) => (isColoured ? `${WHITE_ON_BLACK}${line}${PLAIN}` : line)).join('\n')
}
