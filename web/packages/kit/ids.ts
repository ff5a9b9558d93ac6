const HEX = '0123456789abcdef'

function randomBytes(count: number): Uint8Array {
  const bytes = new Uint8Array(count)
  // A mini-program has no synchronous crypto; these ids need to be unique, not secret.
  const source = (globalThis as { crypto?: Crypto }).crypto
  if (source?.getRandomValues) return source.getRandomValues(bytes)
  for (let i = 0; i < count; i += 1) bytes[i] = Math.floor(Math.random() * 256)
  return bytes
}

/** A random UUID (version 4). */
export function randomId(): string {
  const bytes = randomBytes(16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  let text = ''
  bytes.forEach((byte, i) => {
    if (i === 4 || i === 6 || i === 8 || i === 10) text += '-'
    text += (HEX[byte >> 4] ?? '') + (HEX[byte & 15] ?? '')
  })
  return text
}
