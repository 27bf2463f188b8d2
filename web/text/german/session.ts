export const session = {
  endOthers: 'Alle anderen beenden',
  everywhere: 'Überall abmelden',
  everywhereTitle: 'Überall abmelden?',
  everywhereText:
    'Jeder Browser und jedes Telefon muss sich neu mit Name und Passwort anmelden, auch dieser Browser. Die Aufzeichnung läuft weiter.',
  stay: 'Angemeldet bleiben',
  othersEnded: 'Alle anderen Sitzungen sind beendet.',
};
