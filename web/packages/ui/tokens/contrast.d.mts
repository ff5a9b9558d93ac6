export function contrast(a: string, b: string): number
