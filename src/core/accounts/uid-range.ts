// Ranges of UIDs, as IMAP writes them: '3,7:9,12'. '*' is the largest UID in a folder.

/** Returns a test for a range. `largest` stands for '*'. */
export function parseUids(range: string, largest: number): (uid: number) => boolean {
  const spans = range.split(',').map((part) => parseSpan(part, largest))
  return (uid) => spans.some(([from, to]) => uid >= from && uid <= to)
}

/** Writes UIDs as a range, in rising order. Empty for none. */
export function writeUids(uids: Iterable<number>): string {
  const spans: [number, number][] = []
  for (const uid of [...new Set(uids)].sort((a, b) => a - b)) {
    const last = spans.at(-1)
    if (last !== undefined && last[1] === uid - 1) last[1] = uid
    else spans.push([uid, uid])
  }
  return spans.map(([from, to]) => (from === to ? `${from}` : `${from}:${to}`)).join(',')
}

function parseSpan(part: string, largest: number): [number, number] {
  const [first = '', second = first] = part.split(':')
  const ends = [first, second].map((text) => (text === '*' ? largest : Number(text)))
  return [Math.min(...ends), Math.max(...ends)]
}
