/** Small values kept on the phone. A full or forbidden storage must never break a page. */
export function load<T>(name: string): T | null {
  try {
    const value: unknown = uni.getStorageSync(`tz.${name}`)
    return value === '' || value === undefined ? null : (value as T)
  } catch {
    return null
  }
}

export function save(name: string, value: unknown): void {
  try {
    if (value === null) uni.removeStorageSync(`tz.${name}`)
    else uni.setStorageSync(`tz.${name}`, value)
  } catch {
    // Private browsing: the value lives as long as the page.
  }
}
