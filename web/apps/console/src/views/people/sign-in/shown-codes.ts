import { ref } from 'vue'

/** The recovery codes that were just made, until their page is left: the server keeps only their hashes. */
export const shownCodes = ref<string[]>([])
