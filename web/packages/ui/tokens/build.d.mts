export type Look = Record<string, Record<string, string>>
export interface Tokens {
  scale: Look
  light: Look
  dark: Look
  pairs: { text: Record<string, string[]>; mark: Record<string, string[]> }
}
export function files(tokens: Tokens): Record<string, string>
export function read(): Tokens
