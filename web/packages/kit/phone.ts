/** Mainland mobile numbers as people type or paste them; null when it is not one. */
export function mobile(text: string): string | null {
  const digits = text.replace(/[\s-]/g, '').replace(/^(\+?86)/, '')
  return /^1[3-9]\d{9}$/.test(digits) ? digits : null
}

/** `138 0013 8000` */
export const spaced = (phone: string): string => phone.replace(/^(\d{3})(\d{4})(\d{4})$/, '$1 $2 $3')

/** `138****8000` for screens that others may see. */
export const masked = (phone: string): string => phone.replace(/^(\d{3})\d{4}(\d{4})$/, '$1****$2')
