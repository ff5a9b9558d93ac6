/** Names of the days that Chinese shops plan for; those of the lunar calendar by Intl's Chinese calendar. */
const SOLAR: Record<string, string> = { '1-1': 'new_year', '2-14': 'valentine', '3-8': 'women', '5-1': 'labour', '5-20': 'may_20', '6-1': 'children', '6-18': 'june_18', '9-10': 'teachers', '10-1': 'national', '11-11': 'november_11', '12-12': 'december_12', '12-25': 'christmas' }
const LUNAR: Record<string, string> = { '1-1': 'spring', '1-15': 'lantern', '5-5': 'dragon_boat', '7-7': 'qixi', '8-15': 'mid_autumn', '9-9': 'double_ninth', '12-8': 'laba' }
const chinese = new Intl.DateTimeFormat('en-u-ca-chinese', { month: 'numeric', day: 'numeric', timeZone: 'Asia/Shanghai' })

export function festivals(day: Date): string[] {
  const noon = new Date(day.getFullYear(), day.getMonth(), day.getDate(), 12)
  const parts = Object.fromEntries(chinese.formatToParts(noon).map((each) => [each.type, each.value]))
  const lunar = /^\d+$/.test(parts.month ?? '') ? LUNAR[`${parts.month}-${parts.day}`] : undefined
  return [SOLAR[`${day.getMonth() + 1}-${day.getDate()}`], lunar].filter((name) => name !== undefined)
}
