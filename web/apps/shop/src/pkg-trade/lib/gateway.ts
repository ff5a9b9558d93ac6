import { open, path } from '@/lib/go'
import { served } from '@/lib/origin'

/** Leaves for the gateway's own page, which sends the shopper back to `result`. */
export function toGateway(redirect_url: string, result: string): void {
  let url = served(redirect_url)
  if (!/[?&]return_url=/.test(url)) url += `${url.includes('?') ? '&' : '?'}return_url=${encodeURIComponent(`/#${result}`)}`
  // #ifdef H5
  location.assign(url)
  // #endif
  // #ifndef H5
  open(path.gateway(url))
  // #endif
  void open
  void path
}
