export const login = {
  title: 'Anmelden',
  name: 'Name',
  password: 'Passwort',
  show: 'Passwort zeigen',
  hide: 'Passwort verbergen',
  capsLock: 'Die Feststelltaste ist an.',
  submit: 'Anmelden',
  submitting: 'Anmeldung läuft …',
  failed: 'Name oder Passwort ist falsch.',
  limited: 'Zu viele Versuche. Der nächste geht in {{count}} s.',
  unavailable: 'Der Server ist nicht zu erreichen. Versuchen Sie es gleich noch einmal.',
  ended: 'Ihre Sitzung ist zu Ende. Melden Sie sich an, dann geht es weiter, wo Sie waren.',
};
