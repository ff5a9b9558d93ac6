import type { Member } from '@tuanzi/api/types'
import { toApiError } from '@tuanzi/api/problem'
import { chooseFile, putFile } from './files'

/** Lets the member choose a picture and puts it; null when the choice was given up. */
export async function uploadAvatar(): Promise<Member | null> {
  const file = await chooseFile()
  if (!file) return null
  const answer = await putFile('/api/v1/shop/me/avatar', file)
  if (answer.status < 200 || answer.status >= 300) throw toApiError(answer.status, answer.body)
  return JSON.parse(answer.body) as Member
}
