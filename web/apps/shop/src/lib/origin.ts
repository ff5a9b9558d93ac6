/** Empty on H5 (same origin); the mini-program's build names its shop in VITE_SHOP_ORIGIN. */
export const origin: string = (import.meta.env.VITE_SHOP_ORIGIN as string | undefined) ?? ''

/** A site-relative address of the server made loadable on every platform. */
export const served = (url: string): string => (url.startsWith('/') ? origin + url : url)
