"""Letters that no model here was trained on: (language, words it may read as, text)."""

HEATED = ("hot", "boiling")
BETWEEN = ("displeased", "hot")
CALM = ("calm",)

LETTERS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    (
        "de",
        HEATED,
        "Sehr geehrte Damen und Herren,\n\nnun erreicht uns bereits die dritte Lieferung ohne "
        "Prüfzeugnis, und seit gestern steht unsere Linie. Wenn Sie das bis morgen nicht in "
        "Ordnung bringen, übernimmt unser Anwalt.\n\nBeispiel GmbH, Einkauf",
    ),
    (
        "de",
        HEATED,
        "Ihr seid wirklich das Allerletzte. Zwei Monate Warten und dann so ein Pfusch! Ich will"
        " mein Geld zurück, und zwar sofort, ihr Gauner!",
    ),
    (
        "de",
        HEATED,
        "WARUM ANTWORTET MIR KEIN MENSCH? DIE ANLAGE STEHT SEIT FREITAG UND SIE SIND IM "
        "WOCHENENDE! DAS IST EINE FRECHHEIT!",
    ),
    (
        "de",
        HEATED,
        "Sehr geehrter Herr Wagner, wir fordern Sie letztmalig auf, die Mängel bis 30. "
        "September zu beseitigen. Nach Ablauf der Frist werden wir ohne weitere Korrespondenz "
        "Klage einbringen. Hochachtungsvoll, Kanzlei im Auftrag der Mandantin",
    ),
    (
        "de",
        HEATED,
        "Mit solchen Leuten mache ich keine Geschäfte mehr. Stornieren Sie alles, was noch "
        "offen ist, und streichen Sie uns aus Ihrer Kartei.",
    ),
    (
        "de",
        HEATED,
        "Viermal angerufen, viermal vertröstet. Meine Geduld ist am Ende. Entweder Sie schicken"
        " heute noch jemanden oder ich beauftrage auf Ihre Kosten eine andere Firma.",
    ),
    (
        "de",
        HEATED,
        "Das schlägt dem Fass den Boden aus. Sie stellen uns eine Leistung in Rechnung, die nie"
        " erbracht wurde, und mahnen dann auch noch. Die Mahnung können Sie sich sparen, "
        "darüber reden jetzt die Anwälte.",
    ),
    (
        "de",
        HEATED,
        "Grüezi, so geht es nicht weiter. Trotz mehrmaliger Reklamation regnet es in die Küche,"
        " der Parkettboden ist hin. Ich halte Sie für den Schaden haftbar und setze eine letzte"
        " Frist bis Montag.",
    ),
    (
        "de",
        HEATED,
        "Sagen Sie mal, haben Sie eigentlich den Verstand verloren? Sie löschen unseren Shop "
        "mitten im Weihnachtsgeschäft! Wissen Sie, was uns das kostet?!",
    ),
    (
        "de",
        HEATED,
        "Unser Vertrauen ist restlos aufgebraucht. Wir kündigen die Vereinbarung aus wichtigem "
        "Grund mit sofortiger Wirkung und behalten uns Schadenersatz vor.",
    ),
    (
        "de",
        HEATED,
        "Ich lasse mich von Ihrer Sachbearbeiterin nicht als Lügnerin hinstellen. Ich verlange "
        "eine schriftliche Entschuldigung und werde mich beim Bürgermeister beschweren.",
    ),
    (
        "de",
        HEATED,
        "Seit sechs Wochen laufe ich meinem Honorar hinterher. Man antwortet nicht, man hebt "
        "nicht ab, man lügt mich an. Ab heute läuft die Sache über ein Inkassobüro.",
    ),
    (
        "de",
        HEATED,
        "Es kotzt mich an. Jedes einzelne Mal dasselbe Theater mit euch. Behaltet euren Kram, "
        "ich bin weg.",
    ),
    (
        "de",
        BETWEEN,
        "Leider war der Ansprechpartner beim dritten Versuch wieder nicht erreichbar. Das ist "
        "für uns langsam unerfreulich, bitte melden Sie sich.",
    ),
    (
        "de",
        BETWEEN,
        "Die Farbe der Fassade weicht deutlich vom Muster ab. Damit sind wir nicht "
        "einverstanden und bitten um einen Vorschlag, wie Sie das beheben wollen.",
    ),
    (
        "de",
        BETWEEN,
        "Ich hatte um Rückruf am Vormittag gebeten, es ist jetzt 17 Uhr. Schade, so habe ich "
        "den ganzen Tag gewartet.",
    ),
    (
        "de",
        BETWEEN,
        "Die Abrechnung ist schon wieder fehlerhaft, zwei Positionen sind doppelt. Bitte "
        "schauen Sie sorgfältiger hin und schicken Sie uns eine neue.",
    ),
    (
        "de",
        BETWEEN,
        "Wir sind etwas irritiert, dass der Umbau ohne Rücksprache begonnen wurde. Der Lärm "
        "stört den Betrieb erheblich.",
    ),
    (
        "de",
        CALM,
        "Guten Tag Frau Steiner, könnten Sie mir bitte die Rechnung vom Mai noch einmal als PDF"
        " schicken? Ich finde sie in unserer Ablage nicht. Vielen Dank!",
    ),
    (
        "de",
        CALM,
        "Wir bestellen hiermit 50 Stück der Artikelnummer 4402 zum Preis laut Angebot vom 3.2. "
        "Liefertermin bitte KW 12. Mit freundlichen Grüßen, Einkauf",
    ),
    (
        "de",
        CALM,
        "Herzlichen Dank für die schöne Feier und die nette Führung durch das Werk!",
    ),
    (
        "de",
        CALM,
        "Sehr geehrte Damen und Herren, im Anhang finden Sie den unterschriebenen Vertrag "
        "zurück. Bitte senden Sie uns ein gegengezeichnetes Exemplar.",
    ),
    (
        "de",
        CALM,
        "Servus Karl, passt der Dienstag um zwei auch für euch? Dann buche ich den Raum. LG Eva",
    ),
    (
        "de",
        CALM,
        "Unser Büro ist am Freitag wegen Betriebsausflug geschlossen. Ab Montag sind wir wieder"
        " für Sie da.",
    ),
    (
        "de",
        CALM,
        "Danke für das Angebot. Bevor wir entscheiden, hätten wir noch zwei Fragen: Gibt es "
        "eine Garantieverlängerung, und ist der Aufbau im Preis enthalten?",
    ),
    (
        "de",
        CALM,
        "Das Paket ist heute gut angekommen, alles vollständig. Die Rechnung haben wir zur "
        "Zahlung freigegeben.",
    ),
    (
        "de",
        CALM,
        "Im Auftrag von Dr. Fuchs darf ich Ihnen den Termin am 9. Juni um 14 Uhr bestätigen. "
        "Parken können Sie im Hof.",
    ),
    (
        "de",
        CALM,
        "Die Schulung am Mittwoch war sehr hilfreich. Könnten wir im Herbst einen zweiten Teil "
        "für das Lager machen?",
    ),
    (
        "de",
        CALM,
        "Bitte denken Sie daran, dass die Zufahrt über die Nordstraße bis Ende August gesperrt "
        "ist. Lieferungen bitte über Tor 3.",
    ),
    (
        "de",
        CALM,
        "Grüezi Frau Keller, ich bestätige den Eingang Ihrer Unterlagen. Die Prüfung dauert "
        "etwa zehn Tage. Freundliche Grüsse, Gemeindeverwaltung",
    ),
    (
        "de",
        CALM,
        "Kleine Korrektur zu meiner Mail von vorhin: Es sind 14 Personen, nicht 12. Sorry für "
        "die Verwirrung!",
    ),
    (
        "de",
        CALM,
        "Für den Jahresabschluss brauchen wir noch die Saldenbestätigung. Eine Rücksendung bis "
        "zum 20. reicht völlig.",
    ),
    (
        "de",
        CALM,
        "Gratuliere zum neuen Standort, das Gebäude sieht großartig aus! Wir kommen gerne zur "
        "Eröffnung.",
    ),
    (
        "de",
        CALM,
        "Zur Info: Der Server wird am Sonntag zwischen 6 und 8 Uhr neu gestartet. Bitte vorher "
        "abmelden.",
    ),
    (
        "de",
        CALM,
        "Haben Sie den Artikel auch in Größe 42? Und wie lange wäre die Lieferzeit nach "
        "Vorarlberg?",
    ),
    (
        "de",
        CALM,
        "Die Statik ist geprüft und freigegeben. Pläne und Berechnung habe ich auf die "
        "Plattform gestellt.",
    ),
    (
        "de",
        CALM,
        "Wir würden den Wartungsvertrag gerne um ein Jahr verlängern. Schicken Sie uns bitte "
        "die Unterlagen dafür?",
    ),
    (
        "de",
        CALM,
        "Der Rechtsanwalt unserer Versicherung braucht für die Akte nur noch Ihre Anschrift. "
        "Danke für die Mithilfe!",
    ),
    (
        "de",
        CALM,
        "Macht nichts, dass es einen Tag länger dauert, wir haben noch genug auf Lager.",
    ),
    (
        "en",
        HEATED,
        "Dear Sirs,\n\nYet again a delivery has reached us without its test certificate, the "
        "third one now, and since yesterday our line has been down. Fix this by tomorrow or our"
        " lawyer takes over.\n\nExample Ltd, Purchasing",
    ),
    (
        "en",
        HEATED,
        "You lot are unbelievable. Two months of waiting and then this botched job! I want my "
        "money back right now, you crooks!",
    ),
    (
        "en",
        HEATED,
        "WHY IS NOBODY ANSWERING ME? THE PLANT HAS BEEN DOWN SINCE FRIDAY AND YOU ARE AWAY FOR "
        "THE WEEKEND! THIS IS OUTRAGEOUS!",
    ),
    (
        "en",
        HEATED,
        "Dear Mr Wagner, this is our final request that you remedy the defects by 30 September."
        " Once that date has passed we shall issue proceedings without further correspondence. "
        "Yours faithfully, for and on behalf of our client",
    ),
    (
        "en",
        HEATED,
        "I don't do business with people like this. Cancel whatever is still open and take us "
        "off your list.",
    ),
    (
        "en",
        HEATED,
        "Four calls, four excuses. My patience has run out. Either you send somebody today or I"
        " get another firm in and you will be paying for it.",
    ),
    (
        "en",
        HEATED,
        "This beats everything. You bill us for work that was never done and then you have the "
        "cheek to send a reminder. Save your breath, the lawyers are talking now.",
    ),
    (
        "en",
        HEATED,
        "It cannot go on like this. In spite of several complaints it is raining into the "
        "kitchen and the floor is ruined. I hold you liable for the damage, and you have until "
        "Monday.",
    ),
    (
        "en",
        HEATED,
        "Have you lost your mind? You deleted our shop in the middle of the Christmas season! "
        "Do you have any idea what that costs us?!",
    ),
    (
        "en",
        HEATED,
        "All trust is used up. We terminate the agreement for cause with immediate effect and "
        "reserve the right to claim damages.",
    ),
    (
        "en",
        HEATED,
        "I will not be made out to be a liar by your clerk. I demand a written apology and I am"
        " taking this complaint to the mayor.",
    ),
    (
        "en",
        HEATED,
        "I have been chasing my fee for six weeks. You don't answer, you don't pick up, you lie"
        " to me. As of today a collection agency is handling it.",
    ),
    (
        "en",
        HEATED,
        "I'm so sick of this. Every single time the same circus with you people. Keep your "
        "stuff, I'm out.",
    ),
    (
        "en",
        HEATED,
        "Very bad company!! I wait 2 month for the machine and you not answer. Where is my "
        "money? I will go to the court if you not pay back this week!",
    ),
    (
        "en",
        BETWEEN,
        "Unfortunately your contact could not be reached at the third attempt. This is becoming"
        " rather unpleasant for us, please get in touch.",
    ),
    (
        "en",
        BETWEEN,
        "The colour of the facade is clearly different from the sample. We do not agree with "
        "that and ask you for a proposal how to put it right.",
    ),
    (
        "en",
        BETWEEN,
        "I had asked for a call in the morning and it is 5 pm now. A pity, I waited in all day.",
    ),
    (
        "en",
        BETWEEN,
        "The statement is wrong again, two items are in there twice. Please look more carefully"
        " and send us a new one.",
    ),
    (
        "en",
        BETWEEN,
        "We were somewhat irritated that the building work began without asking us. The noise "
        "is disrupting our business.",
    ),
    (
        "en",
        CALM,
        "Good morning Ms Steiner, could you send me the May invoice again as a PDF please? I "
        "can't find it in our files. Many thanks!",
    ),
    (
        "en",
        CALM,
        "We hereby order 50 pieces of article 4402 at the price quoted on 3 February. Delivery "
        "in week 12 please. Kind regards, Purchasing",
    ),
    (
        "en",
        CALM,
        "Thank you for the lovely party and the tour of the plant!",
    ),
    (
        "en",
        CALM,
        "Dear Sir or Madam, please find enclosed the signed contract. Kindly return a "
        "countersigned copy.",
    ),
    (
        "en",
        CALM,
        "Hi Carl, does Tuesday at two work for you as well? Then I'll book the room. Eva",
    ),
    (
        "en",
        CALM,
        "Our office is closed on Friday for the company outing. We are back on Monday.",
    ),
    (
        "en",
        CALM,
        "Thanks for the quote. Before we decide we have two more questions: is there an "
        "extended warranty, and does the price include assembly?",
    ),
    (
        "en",
        CALM,
        "The parcel arrived safely today, everything complete. The invoice has been approved "
        "for payment.",
    ),
    (
        "en",
        CALM,
        "On behalf of Dr Fox I can confirm your appointment on 9 June at 2 pm. You can park in "
        "the yard.",
    ),
    (
        "en",
        CALM,
        "Wednesday's training was very helpful. Could we do a second part for the warehouse in "
        "the autumn?",
    ),
    (
        "en",
        CALM,
        "Please remember that access via North Street is closed until the end of August. "
        "Deliveries through gate 3 please.",
    ),
    (
        "en",
        CALM,
        "I confirm that we have received your documents. The check takes about ten days. Kind "
        "regards, Town Hall",
    ),
    (
        "en",
        CALM,
        "Small correction to my earlier mail: it is 14 people, not 12. Sorry for the confusion!",
    ),
    (
        "en",
        CALM,
        "For the annual accounts we still need the balance confirmation. It is quite enough if "
        "you return it by the 20th.",
    ),
    (
        "en",
        CALM,
        "Congratulations on the new site, the building looks great! We'd love to come to the "
        "opening.",
    ),
    (
        "en",
        CALM,
        "For your information: the server will be restarted on Sunday between 6 and 8. Please "
        "log off before.",
    ),
    (
        "en",
        CALM,
        "Do you have this in size 42? And how long would delivery to Leeds take?",
    ),
    (
        "en",
        CALM,
        "The structural design has been checked and released. Drawings and calculation are on "
        "the platform.",
    ),
    (
        "en",
        CALM,
        "We would like to extend the maintenance contract by a year. Could you send us the papers?",
    ),
    (
        "en",
        CALM,
        "The solicitor of our insurance only needs your address for the file. Thanks for your "
        "help!",
    ),
    (
        "en",
        CALM,
        "No harm in it taking a day longer, we still have enough in stock.",
    ),
    (
        "de",
        HEATED,
        "Guten Tag, unsere Kunden rufen hier im Minutentakt an, weil Ihre Ware nicht kommt. Sie"
        " haben Freitag zugesagt, dann Montag, jetzt angeblich Donnerstag. Wir ziehen die "
        "Bestellung zurück und kaufen die Teile bei Ihrem Mitbewerber.",
    ),
    (
        "de",
        HEATED,
        "Wir haben Ihre Stellungnahme gelesen und können darüber nur den Kopf schütteln. Unser "
        "Rechtsbeistand wird sich mit Ihnen in Verbindung setzen.",
    ),
    (
        "de",
        HEATED,
        "Das ist doch ein schlechter Scherz! Sie berechnen mir 400 Euro für zehn Minuten Arbeit"
        " und kaputt ist das Ding immer noch?",
    ),
    (
        "de",
        HEATED,
        "Ihr Verhalten gegenüber unserer Lehrlingin war unter jeder Kritik. Solange Sie sich "
        "nicht entschuldigen, betritt von Ihrer Firma niemand mehr unser Gelände.",
    ),
    (
        "de",
        HEATED,
        "SCHON WIEDER KEIN INTERNET!!! SEIT GESTERN!!! WIE LANGE SOLL DAS NOCH DAUERN???",
    ),
    (
        "de",
        HEATED,
        "Ich bin fassungslos. Mein Vater liegt seit fünf Stunden auf dem Gang, und Ihre Ärztin "
        "sagt, ich soll mich nicht so anstellen.",
    ),
    (
        "de",
        BETWEEN,
        "Wir warten noch auf die Gutschrift für die retournierten Teile. Sie war für letzte "
        "Woche angekündigt, das ist etwas ärgerlich.",
    ),
    (
        "de",
        BETWEEN,
        "Die Übersetzung enthält leider viele Fehler. So können wir sie dem Kunden nicht geben.",
    ),
    (
        "de",
        CALM,
        "Unser Chauffeur steht ab 10 Uhr vor dem Werkstor und nimmt die Muster gleich mit.",
    ),
    (
        "de",
        CALM,
        "Könnten Sie mir sagen, ob die Rampe auch für Lkw mit 12 Tonnen ausgelegt ist?",
    ),
    (
        "de",
        CALM,
        "Der Kostenrahmen für das Projekt liegt bei 80.000 Euro. Ein Vorschlag mit zwei "
        "Varianten wäre ideal.",
    ),
    (
        "de",
        CALM,
        "Anbei die Reisekostenabrechnung für Mai samt Belegen. Falls etwas fehlt, melden Sie "
        "sich gern.",
    ),
    (
        "de",
        CALM,
        "Merci für d Offerte, mir nämed d Variante B. Liebe Gruess, Regula",
    ),
    (
        "de",
        CALM,
        "Im Protokoll fehlt noch der Name von Frau Albrecht, sonst ist alles richtig.",
    ),
    (
        "en",
        HEATED,
        "Hello, our own customers are ringing every minute because your goods do not come. You "
        "said Friday, then Monday, now supposedly Thursday. We are withdrawing the order and "
        "buying the parts from your competitor.",
    ),
    (
        "en",
        HEATED,
        "We read your statement and can only shake our heads. Our legal counsel will be in "
        "touch with you.",
    ),
    (
        "en",
        HEATED,
        "Is this some kind of bad joke? You charge me 400 for ten minutes of work and the thing"
        " is still broken?",
    ),
    (
        "en",
        HEATED,
        "The way you treated our apprentice was beneath contempt. Until you apologise nobody "
        "from your company sets foot on our premises.",
    ),
    (
        "en",
        HEATED,
        "NO INTERNET AGAIN!!! SINCE YESTERDAY!!! HOW LONG IS THIS GOING TO TAKE???",
    ),
    (
        "en",
        HEATED,
        "I am speechless. My father has been lying in the corridor for five hours and your "
        "doctor tells me not to make such a fuss.",
    ),
    (
        "en",
        BETWEEN,
        "We are still waiting for the credit note for the returned parts. It was announced for "
        "last week, which is a little annoying.",
    ),
    (
        "en",
        BETWEEN,
        "The translation has a lot of mistakes in it, unfortunately. We can't give it to the "
        "client like this.",
    ),
    (
        "en",
        CALM,
        "Our driver will be at the gate from 10 and takes the samples with him.",
    ),
    (
        "en",
        CALM,
        "Could you tell me whether the ramp is designed for 12 ton trucks as well?",
    ),
    (
        "en",
        CALM,
        "The budget for the project is 80,000. A proposal with two options would be ideal.",
    ),
    (
        "en",
        CALM,
        "Please find my travel expenses for May with receipts. Let me know if anything is missing.",
    ),
    (
        "en",
        CALM,
        "We confirm the booking for two nights, breakfast included. The rate is per room.",
    ),
    (
        "en",
        CALM,
        "Ms Albright's name is missing in the minutes, otherwise everything is right.",
    ),
    (
        "de",
        HEATED,
        "Seit der Umstellung stimmt keine einzige Abrechnung mehr. Meine Mitarbeiter warten auf"
        " ihr Gehalt, und Ihr Support schickt mir Links. Ich verlange, dass das heute jemand in"
        " Ordnung bringt, der davon etwas versteht.",
    ),
    (
        "de",
        HEATED,
        "Mit sofortiger Wirkung untersagen wir Ihnen, in unserem Namen aufzutreten. Jeder "
        "weitere Verstoß hat eine Unterlassungsklage zur Folge.",
    ),
    (
        "de",
        HEATED,
        "Ganz ehrlich, ihr könnt mich mal. So etwas Unfähiges habe ich selten erlebt.",
    ),
    (
        "de",
        HEATED,
        "Wer trägt bei Ihnen eigentlich die Verantwortung? Im Kreißsaal ist die Klimaanlage "
        "ausgefallen, und wir sollen ein Ticket eröffnen?",
    ),
    (
        "de",
        HEATED,
        "Ihre Mahnung ist eine Unverschämtheit. Die Rechnung ist seit März bezahlt, der Beleg "
        "liegt Ihnen zweimal vor. Noch so ein Schreiben, und ich wende mich an die "
        "Verbraucherzentrale.",
    ),
    (
        "de",
        HEATED,
        "Nach diesem Auftritt Ihres Kollegen ist für uns Schluss. Den Rahmenvertrag lassen wir "
        "auslaufen, neue Aufträge bekommen Sie von uns keine mehr.",
    ),
    (
        "de",
        BETWEEN,
        "Die Bügel am Gerüst klappern seit Tagen, sodass wir nachts kaum schlafen. Könnten Sie "
        "das bitte endlich beheben?",
    ),
    (
        "de",
        BETWEEN,
        "Wir haben den Katalog erhalten, allerdings mit veralteten Preisen. Das macht uns im "
        "Verkauf Schwierigkeiten.",
    ),
    (
        "de",
        BETWEEN,
        "Die Unterlagen sind zum wiederholten Mal unvollständig. Bitte prüfen Sie sie vor dem "
        "Absenden.",
    ),
    (
        "de",
        CALM,
        "Für die Begehung am Freitag brauchen wir Helm und Warnweste, beides haben wir in Ihrer"
        " Größe da.",
    ),
    (
        "de",
        CALM,
        "Wir haben zwei neue Lehrlinge und würden sie gern zum Grundkurs anmelden. Gibt es noch"
        " Plätze?",
    ),
    (
        "de",
        CALM,
        "Bezüglich Ihrer Anfrage: Ja, die Pumpe ist auch in Edelstahl lieferbar, der Aufpreis "
        "beträgt 90 Euro.",
    ),
    (
        "de",
        CALM,
        "Die Mängel aus der Abnahme sind erledigt, das Protokoll ist unterschrieben. Danke für "
        "die zügige Arbeit.",
    ),
    (
        "de",
        CALM,
        "Unser Zug hat Verspätung, wir sind etwa zwanzig Minuten später bei Ihnen.",
    ),
    (
        "de",
        CALM,
        "Die Beschwerdestelle ist übersiedelt. Neue Adresse: Rathausplatz 2, erster Stock.",
    ),
    (
        "en",
        HEATED,
        "Since the migration not one payslip has been right. My people are waiting for their "
        "wages and your support sends me links. I want this sorted today by somebody who knows "
        "what they are doing.",
    ),
    (
        "en",
        HEATED,
        "With immediate effect you are forbidden to act in our name. Any further breach will "
        "result in an injunction.",
    ),
    (
        "en",
        HEATED,
        "Honestly, get stuffed. I have rarely come across anything so inept.",
    ),
    (
        "en",
        HEATED,
        "Who is in charge at your place? The air conditioning in the delivery room has failed "
        "and we are supposed to open a ticket?",
    ),
    (
        "en",
        HEATED,
        "Your reminder is an impertinence. The invoice was paid in March and you have had the "
        "receipt twice. One more letter like this and I turn to the consumer advice centre.",
    ),
    (
        "en",
        HEATED,
        "After your colleague's performance we are finished. We will let the framework contract"
        " run out and there will be no new orders from us.",
    ),
    (
        "en",
        BETWEEN,
        "The scaffolding has been rattling for days and we hardly sleep at night. Could you "
        "please finally fix it?",
    ),
    (
        "en",
        BETWEEN,
        "We received the catalogue, but with outdated prices. That gives our sales people a "
        "hard time.",
    ),
    (
        "en",
        BETWEEN,
        "The paperwork is incomplete once again. Please check it before you send it.",
    ),
    (
        "en",
        CALM,
        "For the site visit on Friday we need helmet and vest, we have both in your size.",
    ),
    (
        "en",
        CALM,
        "We have two new apprentices and would like to enrol them for the basic course. Are "
        "there places left?",
    ),
    (
        "en",
        CALM,
        "Regarding your question: yes, the pump is available in stainless steel too, it costs "
        "90 euros more.",
    ),
    (
        "en",
        CALM,
        "The snags from the inspection have been dealt with and the report is signed. Thank you"
        " for the swift work.",
    ),
    (
        "en",
        CALM,
        "Our train is delayed, we will be with you about twenty minutes late.",
    ),
    (
        "en",
        CALM,
        "The complaints office has moved. New address: 2 Town Hall Square, first floor.",
    ),
    (
        "de",
        HEATED,
        "Ich habe Ihnen vertraut, und Sie haben mich im Regen stehen lassen. Sechs Monate "
        "Planung sind für die Katz. Dass Sie nicht einmal den Mut haben, mich anzurufen, sagt "
        "alles.",
    ),
    (
        "de",
        HEATED,
        "Wenn die Bremsen bis Montag nicht repariert sind, fahren unsere Kinder mit einem "
        "anderen Unternehmen, und der Gemeinderat erfährt, warum.",
    ),
    (
        "de",
        HEATED,
        "Was glaubt Ihr Herr Direktor, wer er ist? Uns Praktikanten vor allen Leuten als "
        "Tagediebe zu bezeichnen!",
    ),
    (
        "de",
        HEATED,
        "Der Pfusch an der Fassade fliegt raus. Sie bekommen von uns keinen Groschen, und wenn "
        "Sie klagen wollen: nur zu.",
    ),
    (
        "de",
        BETWEEN,
        "Leider sind wir mit dem neuen Ansprechpartner nicht warm geworden. Fragen bleiben "
        "tagelang liegen.",
    ),
    (
        "de",
        BETWEEN,
        "Die zugesagten Musterbücher sind auch diese Woche nicht gekommen. Woran liegt es?",
    ),
    (
        "de",
        CALM,
        "Wir übernehmen die Kosten für das Taxi, bitte heben Sie die Quittung auf.",
    ),
    (
        "de",
        CALM,
        "Der Vortrag dauert 30 Minuten, danach ist Zeit für Fragen. Das Honorar überweisen wir "
        "wie vereinbart.",
    ),
    (
        "de",
        CALM,
        "Falls das Paket beim Nachbarn liegt: Hausnummer 14, Familie Brunner.",
    ),
    (
        "de",
        CALM,
        "Die Jury hat entschieden, Ihr Projekt ist unter den besten fünf. Wir gratulieren und "
        "laden Sie am 3. Juli ein.",
    ),
    (
        "en",
        HEATED,
        "I trusted you and you left me standing in the rain. Six months of planning down the "
        "drain. That you don't even have the courage to ring me says it all.",
    ),
    (
        "en",
        HEATED,
        "If the brakes are not repaired by Monday our children will travel with another "
        "company, and the council will learn why.",
    ),
    (
        "en",
        HEATED,
        "Who does your director think he is? Calling us trainees idlers in front of everybody!",
    ),
    (
        "en",
        HEATED,
        "The mess on the facade is coming out again. You will not see a penny from us, and if "
        "you want to sue, go ahead.",
    ),
    (
        "en",
        BETWEEN,
        "Sorry to say we are not getting on with the new contact. Questions are left lying for "
        "days.",
    ),
    (
        "en",
        BETWEEN,
        "The sample books you promised have not come this week either. What is the reason?",
    ),
    (
        "en",
        CALM,
        "We cover the taxi, please keep the receipt.",
    ),
    (
        "en",
        CALM,
        "The talk takes 30 minutes, then there is time for questions. We transfer the fee as "
        "agreed.",
    ),
    (
        "en",
        CALM,
        "In case the parcel is at the neighbour's: number 14, the Brown family.",
    ),
    (
        "en",
        CALM,
        "The jury has decided and your project is among the best five. Congratulations, we "
        "invite you for 3 July.",
    ),
)
