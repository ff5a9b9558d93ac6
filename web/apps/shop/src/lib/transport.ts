import { ApiError, OFFLINE, TIMEOUT } from '@tuanzi/api/problem'
import type { Transport } from '@tuanzi/api/client'
// #ifdef H5
import { takeEarly } from './early'
// #endif

function lowerCased(header: unknown): Record<string, string> {
  const out: Record<string, string> = {}
  for (const [name, value] of Object.entries((header ?? {}) as Record<string, unknown>)) out[name.toLowerCase()] = String(value)
  return out
}

/** XMLHttpRequest on H5, wx.request in the mini-program, which has no fetch. */
export const transport: Transport = async (request) => {
  // #ifdef H5
  const early = await takeEarly(request)
  if (early) return early
  // #endif
  return send(request)
}

const send: Transport = (request) =>
  new Promise((resolve, reject) => {
    let method: string = request.method
    let headers = request.headers
    // #ifdef MP-WEIXIN
    // wx.request knows no PATCH.
    if (method === 'PATCH') {
      headers = { ...headers, 'X-HTTP-Method-Override': method }
      method = 'POST'
    }
    // #endif
    uni.request({
      url: request.url,
      method: method as 'GET',
      data: request.body as UniApp.RequestOptions['data'],
      header: headers,
      timeout: request.timeout_ms,
      success: (r) => resolve({ status: r.statusCode, headers: lowerCased(r.header), body: r.data }),
      fail: (e) => {
        const late = /time\s?-?out/i.test(e.errMsg ?? '')
        reject(new ApiError(late ? TIMEOUT : OFFLINE, 0, ''))
      },
    })
  })
