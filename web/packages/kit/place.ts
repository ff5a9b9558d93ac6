interface PlaceLike { province: string; city: string; district: string; detail: string }

/** The parts of a region without saying a municipality twice (北京市 is a province and a city). */
export const regionParts = (p: Omit<PlaceLike, 'detail'>): string[] => [p.province, p.city, p.district].filter((part, i, all) => part && part !== all[i - 1])

/** A whole address as it stands on a parcel. */
export const placeText = (p: PlaceLike): string => `${regionParts(p).join('')} ${p.detail}`
