export const demo = {
  title: 'Das sind Demo-Kameras: Tragen Sie Ihre in .env ein',
  text: 'Legen Sie neben package.json eine Datei .env mit diesen Zeilen an, setzen Sie Ihre Werte ein und starten Sie Mini-NVR neu.',
  copied: 'Kopiert.',
  hide: 'Vorerst ausblenden',
};
