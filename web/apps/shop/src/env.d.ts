/// <reference types="vite/client" />
interface ImportMetaEnv {
  /** Where the mini-program finds its shop, e.g. `https://shop.example.com`. Unused on H5. */
  readonly VITE_SHOP_ORIGIN?: string
}
