import type { Request, Response } from '@tuanzi/api/client'

/** What static/h5/early.js asked for before the app was there. */
declare global {
  interface Window { tzEarly?: { url: string; answer: Promise<{ status: number; body: unknown } | null> } }
}

/** The answer that was asked for early, once; null when there is none for this request or it went wrong. */
export async function takeEarly(request: Request): Promise<Response | null> {
  const early = window.tzEarly
  if (!early || request.method !== 'GET' || request.url !== early.url) return null
  delete window.tzEarly
  const answer = await early.answer
  // Without its headers: the client would set its clock by the time this answer waited here.
  return answer && { ...answer, headers: {} }
}
