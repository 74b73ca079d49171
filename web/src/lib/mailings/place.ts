type About = { poll: string | null; assembly: string | null; consultation: string | null }

/** Where whoever sends a mailing sees what it is about. */
export const placeOf = ({ poll, assembly, consultation }: About) =>
  poll ? `/scrutins/${poll}/envois` : assembly ? `/assemblees/${assembly}` : `/consultations/${consultation}`
