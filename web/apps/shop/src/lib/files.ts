import { ApiError, OFFLINE } from '@tuanzi/api/problem'
import { tokenStore, visitorId } from './api'
import { origin } from './origin'
import { i18n } from '@/locale'

/** A file the shopper chose: a temporary path, and on H5 the file itself. */
export interface Chosen { path: string; file: File | null }

export function chooseFile(): Promise<Chosen | null> {
  return new Promise((resolve) => {
    uni.chooseImage({
      count: 1,
      sizeType: ['compressed'],
      success: (r) => {
        const paths = r.tempFilePaths as string[]
        const files = r.tempFiles as unknown
        const first = Array.isArray(files) ? (files[0] as unknown) : null
        const is_file = typeof File !== 'undefined' && first instanceof File
        resolve(paths[0] ? { path: paths[0], file: is_file ? (first as File) : null } : null)
      },
      fail: () => resolve(null),
    })
  })
}

/** Sends a file with PUT on H5. A mini-program can only POST files, so it names the method in a header. */
export function putFile(path: string, chosen: Chosen): Promise<{ status: number; body: string }> {
  const headers: Record<string, string> = { 'Accept-Language': i18n.global.locale.value, 'X-Visitor': visitorId() }
  const access = tokenStore.read()?.access
  if (access) headers.Authorization = `Bearer ${access}`
  return new Promise((resolve, reject) => {
    const lost = () => reject(new ApiError(OFFLINE, 0, ''))
    // #ifdef H5
    const form = new FormData()
    if (chosen.file) form.append('file', chosen.file)
    const request = new XMLHttpRequest()
    request.open('PUT', origin + path)
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
    request.onload = () => resolve({ status: request.status, body: request.responseText })
    request.onerror = lost
    request.send(form)
    // #endif
    // #ifndef H5
    headers['X-HTTP-Method-Override'] = 'PUT'
    uni.uploadFile({ url: origin + path, filePath: chosen.path, name: 'file', header: headers, success: (r) => resolve({ status: r.statusCode, body: r.data }), fail: lost })
    // #endif
  })
}
