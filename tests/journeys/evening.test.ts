import { afterAll, beforeAll, expect, test } from 'vitest'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { eventually } from '../server/live/live-world.ts'
import {
  aLaptop,
  askForLetter,
  askToJoin,
  create,
  entersTheMovementOnly,
  fill,
  follow,
  found,
  invitation,
  isAt,
  isSignedOut,
  leave,
  letter,
  press,
  reads,
  scan,
  signsInAgain,
  startEvening,
  theLink,
  typeCode,
  worries,
  type Evening,
  type Guest,
} from './evening.ts'
import { grade, take, tapAfter, vote } from './evening-gestures.ts'
import { paper, said, saved, says, state, tool } from './writing.ts'

// A group's first evening, from an installation with nothing in it to a result anyone can recount. Each step begins where the one before ended.

let evening: Evening
let lila: Guest
let samia: Guest
let karim: Guest
beforeAll(async () => {
  evening = await startEvening()
  lila = await evening.arrive('Lila', aLaptop)
  samia = await evening.arrive('Samia')
  karim = await evening.arrive('Karim')
})
afterAll(() => evening?.end())

test('1. the link of the terminal names the movement and makes one first coordinator, nobody else', async () => {
  const members = () => evening.db.selectFrom('member').select('firstName').execute()
  await reads(karim.page, 'Cette installation n’a pas encore de mouvement')
  await found(karim, `${evening.origin}/installation/${'x'.repeat(32)}`)
  await reads(karim.page, 'Ce lien n’est plus le bon')
  expect(await members()).toEqual([])

  for (const { page } of [lila, samia]) await page.goto(evening.setupLink)
  await found(lila, evening.setupLink)
  await isAt(lila.page, '/groupes/les-mains-levees')
  await reads(lila.page, 'Les Mains levées')
  await found(samia, evening.setupLink, false)
  await reads(samia.page, 'Le mouvement vient d’être ouvert par quelqu’un d’autre')
  await samia.page.goto('/compte')
  await isAt(samia.page, '/connexion')
  await samia.page.goto(evening.setupLink)
  await isAt(samia.page, '/')
  expect(await members()).toEqual([{ firstName: 'Lila' }])
})

test('2. a group and its sub-group; an invitation read by its QR code, joined, renewed, revoked', async () => {
  const { page } = lila
  await create(page, 'Créer un groupe', 'Haute-Garonne')
  await isAt(page, '/groupes/haute-garonne')
  await create(page, 'Créer un sous-groupe', 'Toulouse')
  await isAt(page, '/groupes/toulouse')

  const first = await invitation(page)
  expect(await scan(page, '.poster img')).toBe(first)
  await askToJoin(samia, first)
  await typeCode(samia, (await letter(evening, samia, 1)).code!)
  await isAt(samia.page, '/groupes/toulouse')

  await page.getByText('Renouveler', { exact: true }).click()
  await press(page, 'Faire un nouveau lien')
  await eventually(async () => (await theLink(page)) !== first)
  const second = await theLink(page)
  await karim.page.goto(first)
  await reads(karim.page, 'Cette invitation a été retirée')
  await askToJoin(karim, second)
  await karim.page.goto((await letter(evening, karim, 1)).link!)
  await press(karim.page, 'Entrer')
  await isAt(karim.page, '/groupes/toulouse')

  const chloe = await evening.arrive('Chloé')
  await askToJoin({ ...chloe, email: 'chloe@preau.test' }, second)
  await page.getByText('Révoquer', { exact: true }).click()
  await press(page, 'Révoquer ce lien')
  await reads(page, 'Pas d’invitation en cours')
  await typeCode(chloe, (await letter(evening, { email: 'chloe@preau.test' }, 1)).code!)
  await reads(chloe.page, 'L’invitation a été retirée entre-temps')
  await chloe.context.close()

  await page.goto('/groupes/haute-garonne/membres')
  for (const name of ['Lila', 'Samia', 'Karim']) await page.getByRole('main').getByText(name, { exact: true }).waitFor()
  expect(await page.getByRole('main').innerText()).not.toMatch(/Chloé|@/)
})

test('3. signing in without a password: by a code or a link, once, here or in another browser; signing out', async () => {
  await leave(samia)
  await askForLetter(samia, 'personne@preau.test')
  await reads(samia.page, 'Si cette adresse est connue, un e-mail vient de partir')
  expect(await letter(evening, { email: 'personne@preau.test' }, 1)).toEqual({ code: null, link: null })

  await samia.page.goto('/connexion?autre')
  await askForLetter(samia, samia.email)
  await reads(samia.page, 'Si cette adresse est connue, un e-mail vient de partir')
  const { code, link } = await letter(evening, samia, 2)
  for (let scanner = 0; scanner < 3; scanner++) expect((await fetch(link!)).status).toBe(200)
  const place = new URL(samia.page.url()).pathname
  await samia.page.close()
  samia.page = await samia.open('/connexion')
  await isAt(samia.page, place)
  await typeCode(samia, code === '123456' ? '654321' : '123456')
  await reads(samia.page, 'Ce n’est pas le bon code. Il te reste 4 essais.')
  await typeCode(samia, code!)
  await reads(samia.page, 'Bonjour Samia')

  const other = await evening.arrive('Samia', aLaptop)
  await other.page.goto(place)
  await reads(other.page, 'Ce code a déjà servi')
  await other.page.goto(link!)
  await reads(other.page, 'Ce lien a déjà servi')
  await other.page.goto('/connexion')
  await askForLetter(other, samia.email)
  const inAnotherBrowser = await evening.arrive('Samia', aLaptop)
  await inAnotherBrowser.page.goto((await letter(evening, samia, 3)).link!)
  await press(inAnotherBrowser.page, 'Entrer')
  await reads(inAnotherBrowser.page, 'Bonjour Samia')

  await inAnotherBrowser.page.goto('/compte')
  await press(inAnotherBrowser.page, 'Déconnecter Chrome, Android')
  await reads(inAnotherBrowser.page, 'C’est enregistré.')
  await signsInAgain(evening, samia, 4)
  await samia.page.goto('/compte')
  await press(samia.page, 'Me déconnecter partout')
  await isAt(samia.page, '/')
  await isSignedOut(inAnotherBrowser)
  await signsInAgain(evening, samia, 5)
  for (const { context } of [other, inAnotherBrowser]) await context.close()
})

test('4. three people write the charter at once, one of them without a network for a while, under the eyes of a reader', async () => {
  await lila.page.goto('/groupes/haute-garonne')
  await follow(lila.page, 'Écrire un texte')
  await fill(lila.page, 'Son titre', 'Charte de la Haute-Garonne')
  await press(lila.page, 'Commencer à écrire')
  await press(lila.page, 'Prendre le modèle')
  await saved(lila.page)
  const address = new URL(lila.page.url()).pathname
  const nora = await evening.arrive('Nora')
  await entersTheMovementOnly(evening, lila, nora)
  for (const { page } of [samia, karim, nora]) await page.goto(address)
  for (const { page } of [samia, karim, nora]) await says(page, 'Décider ensemble')

  await tapAfter(samia, 'Ce qui nous rassemble')
  await tool(samia.page, 'Liste à puces').click()
  await tapAfter(karim, 'D’où vient l’argent')
  await tool(karim.page, 'Nouvel article').click()
  await tapAfter(lila, 'Chaque rôle dure un an')
  const [list, article, words] = ['animer', 'Nous nous écoutons', 'Une personne, une voix']
  // A name fades two seconds after its cursor moved: it is looked for while they type.
  const named = ['Samia', 'Karim'].map((name) => lila.page.locator('.cursor .name', { hasText: name }).waitFor())
  const typed = [samia.page.keyboard.type(list), karim.page.keyboard.type(article), lila.page.keyboard.type(words)]
  await Promise.all([...named, ...typed])
  for (const { page } of [lila, samia, karim, nora]) {
    await paper(page).locator('.article li', { hasText: list }).waitFor()
    await paper(page).locator('.article-title', { hasText: article }).waitFor()
    await says(page, words)
  }
  await reads(lila.page, '4 personnes ici')
  for (const { page } of [lila, samia, karim]) await saved(page)

  await karim.context.setOffline(true)
  await state(karim.page).getByText('Hors ligne').waitFor()
  await karim.page.keyboard.type(', dans le train aussi')
  await lila.page.keyboard.type(', sans exception')
  await saved(lila.page)
  expect(await said(lila.page)).not.toContain('dans le train')
  await karim.context.setOffline(false)
  for (const { page } of [lila, samia, karim, nora])
    for (const part of [', dans le train aussi', ', sans exception']) await says(page, part)
  await saved(karim.page)

  await state(nora.page).getByText('Lecture seule').waitFor()
  expect(await nora.page.getByRole('toolbar').count()).toBe(0)
  await paper(nora.page).click()
  await nora.page.keyboard.type('Je passe outre')
  await nora.page.goto(address.replace('/ecrire', ''))
  await nora.page.locator('.reading', { hasText: ', dans le train aussi' }).waitFor()
  expect(await nora.page.locator('script[src]').count()).toBe(0)
  expect(await said(lila.page)).not.toContain('Je passe outre')
  await nora.context.close()
})

let poll = ''
const choices = ['La navette du soir', 'La cantine du collège', 'Le jardin partagé']

test('5. a poll by show of hands: opened through the form, voted on phones, changed once; nobody sees where it stands', async () => {
  const { page } = lila
  await page.goto('/groupes/haute-garonne')
  await follow(page, 'Proposer un scrutin')
  await press(page, 'Ouvrir le scrutin')
  await reads(page, 'À corriger')
  expect(await page.title()).toMatch(/^Erreur/)
  await fill(page, 'La question', 'Quel premier chantier ?')
  for (const [index, choice] of choices.entries()) await fill(page, `Proposition ${index + 1}`, choice)
  await page.locator('form button:visible', { hasText: 'Ouvrir le scrutin' }).last().click()
  await isAt(page, /^\/scrutins\/[^/]+$/)
  poll = new URL(page.url()).pathname

  await vote(lila.page, { [choices[0]!]: 'Très bien', [choices[1]!]: 'Bien', [choices[2]!]: 'Passable' })
  await vote(samia.page, { [choices[0]!]: 'Bien', [choices[1]!]: 'Insuffisant', [choices[2]!]: 'Bien' })
  await vote(karim.page, { [choices[0]!]: 'À rejeter', [choices[1]!]: 'Très bien', [choices[2]!]: 'Passable' })
  await karim.page.goto(poll)
  await follow(karim.page, 'Changer mon vote')
  await grade(karim.page, { [choices[0]!]: 'Très bien' })
  await reads(karim.page, 'Tu l’as changé une fois.')

  const passerBy = await evening.arrive('Personne')
  for (const { page: theirs } of [lila, samia, karim, passerBy]) {
    await theirs.goto(poll)
    await reads(theirs, 'En cours')
    expect(await theirs.getByRole('heading', { name: 'Le classement' }).count()).toBe(0)
    for (const door of ['result', 'counts.json', 'counts.csv', 'ballots'])
      expect((await theirs.request.get(`/api/polls/${poll.split('/').at(-1)}/${door}`)).ok(), door).toBe(false)
  }
  await passerBy.context.close()
})

test('6. it closes at its instant: the result is there for everyone, taken away and recounted in a browser and in a terminal', async () => {
  await samia.page.goto(`${poll}/voter`)
  const id = poll.split('/').at(-1)!
  await evening.db
    .updateTable('poll')
    .set({ closesAt: new Date(Date.now() + 1000) })
    .where('id', '=', id)
    .execute()
  await eventually(async () => (await fetch(`${evening.origin}/api/polls/${id}/result`)).ok)
  await samia.page.locator('#review').click()
  await press(samia.page, 'Déposer mon bulletin')
  await reads(samia.page, 'Le scrutin est fermé. Ce bulletin n’est pas compté.')

  const passerBy = await evening.arrive('Personne')
  for (const { page } of [lila, samia, karim, passerBy]) {
    await page.goto(poll)
    await reads(page, 'C’est choisi !')
    expect(await page.locator('ol .h').allInnerTexts()).toEqual([choices[0], choices[1], choices[2]])
    await reads(page, '3 votes sur 3')
    await reads(page, `« ${choices[0]} » devance « ${choices[1]} »`)
  }
  await samia.page.getByRole('link', { name: 'Qui a voté quoi' }).waitFor()
  expect(await passerBy.page.getByRole('link', { name: 'Qui a voté quoi' }).count()).toBe(0)

  expect(readFileSync(await take(passerBy, 'Décomptes (CSV)'), 'utf8')).toContain(choices[0])
  const file = await take(passerBy, 'Décomptes (JSON)')
  await follow(passerBy.page, 'Recompter')
  await reads(passerBy.page, 'Ton navigateur trouve exactement le résultat publié.')
  expect(execFileSync('npm', ['run', '--silent', 'recount', '--', file], { encoding: 'utf8' })).toMatch(
    new RegExp(choices.map((choice) => `.*${choice}.*`).join('[^]*')),
  )
  await passerBy.context.close()
})

test('7. the Primaire Populaire of 2022, imported from its counts: the ranking and the gauges published then', async () => {
  const { page } = lila
  await page.goto('/groupes/haute-garonne')
  await follow(page, 'Importer un résultat')
  await page.locator('input[type=file]').setInputFiles('db/archives/primaire-populaire-2022.json')
  await press(page, 'Importer')
  await isAt(page, /^\/scrutins\/[^/]+$/)
  await karim.page.goto(page.url())
  await reads(karim.page, 'Décomptes reconstitués')
  await reads(karim.page, 'Le recalcul donne le même classement et les mêmes mentions.')
  const shown = await karim.page.locator('ol > li:has(.grade-chip)').allInnerTexts()
  const archive = JSON.parse(readFileSync('db/archives/primaire-populaire-2022.json', 'utf8')).source.published
  const published = (archive.ranking as string[][]).flat()
  expect(shown.length).toBe(published.length)
  for (const [place, name] of published.entries()) {
    expect(shown[place]).toContain(name)
    // The seventh gauge was not published.
    expect(shown[place]!.replace(/\s/g, '').replace('−', '-')).toContain((archive.gauges[name] ?? '').replace(/\s/g, ''))
  }
  await reads(karim.page, /392.738 votes sur 466.895/)
})

test('nobody’s pages complained of anything', () => {
  expect([lila, samia, karim].flatMap(worries)).toEqual([])
})
