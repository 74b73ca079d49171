/** Some grades or other of the n-th voter, one a choice: five of them, seven choices. */
export const gradesOf = (n: number, choices = 7, grades = 5) => Array.from({ length: choices }, (_, choice) => (choice + n) % grades)
