import { ApiError, OFFLINE, TIMEOUT } from '@tuanzi/api/problem'
import type { Transport } from '@tuanzi/api/client'

function lowerCased(header: unknown): Record<string, string> {
  const out: Record<string, string> = {}
  for (const [name, value] of Object.entries((header ?? {}) as Record<string, unknown>)) out[name.toLowerCase()] = String(value)
  return out
}

/** XMLHttpRequest on H5, wx.request in the mini-program, which has no fetch. */
export const transport: Transport = (request) =>
  new Promise((resolve, reject) => {
    uni.request({
      url: request.url,
      // uni's types lack PATCH; both platforms' requests know it except old mini-programs, where the method goes through as written.
      method: request.method as 'GET',
      data: request.body as UniApp.RequestOptions['data'],
      header: request.headers,
      timeout: request.timeout_ms,
      success: (r) => resolve({ status: r.statusCode, headers: lowerCased(r.header), body: r.data }),
      fail: (e) => {
        const late = /time\s?-?out/i.test(e.errMsg ?? '')
        reject(new ApiError(late ? TIMEOUT : OFFLINE, 0, ''))
      },
    })
  })
