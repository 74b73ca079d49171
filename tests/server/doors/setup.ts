import { all, type Line } from './table.ts'

export const setupLines: Line[] = [
  { door: 'GET /health', answers: all(200) },
  { door: 'GET /ready', answers: all(200) },
  { door: 'GET /api/openapi.json', answers: all(200) },
  { door: 'GET /api/installation', answers: all(200) },
  {
    door: 'POST /api/installation',
    when: 'the movement is founded',
    payload: () => ({ token: 'x'.repeat(43), movementName: 'Autre', firstName: 'Nora', email: 'nora@preau.test' }),
    answers: all(404),
  },
]
