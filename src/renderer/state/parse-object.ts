// Parses what the browser kept for this page. Anything but an object counts as an empty one.
// Beside the life of a message: settings and filters outlive a reload.
export function parseObject(text: string | null): Record<string, unknown> {
  try {
    return toObject(JSON.parse(text ?? '{}'))
  } catch {
    return {}
  }
}

export function toObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
