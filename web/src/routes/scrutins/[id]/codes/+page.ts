/** Codes are drawn in the registrar's browser and never leave it: this page needs its code there. */
export const csr = true
