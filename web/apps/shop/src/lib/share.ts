/** Keeps a picture: in the phone's album (mini-program) or as a download (H5). */
export function saveImage(url: string, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    // #ifdef H5
    const a = document.createElement('a')
    a.href = url
    a.download = name
    a.click()
    resolve()
    // #endif
    // #ifdef MP-WEIXIN
    uni.downloadFile({
      url,
      success: (file) => uni.saveImageToPhotosAlbum({ filePath: file.tempFilePath, success: () => resolve(), fail: reject }),
      fail: reject,
    })
    void name
    // #endif
  })
}

/** The phone's own share sheet; closing it without sharing is no error. */
export function systemShare(title: string, text: string, url: string): void {
  // #ifdef H5
  navigator.share({ title, text, url }).catch(() => undefined)
  // #endif
  void title
  void text
  void url
}
