"""What the first pages of the site say in nynorsk and English, by the address of the page; the front page's is empty. As `first_pages`: content."""

from dataclasses import dataclass, field

from .first_pages import Body


@dataclass(frozen=True)
class Words:
    """What a page says, as far as it has it."""

    title: str
    lead: str = ""
    body: Body = field(default_factory=list)
    headline: str = ""
    introduction: str = ""
    steps_title: str = ""
    steps: list[tuple[str, str]] = field(default_factory=list)


NYNORSK = {
    "": Words(
        title="Tidgivar",
        headline="Litt av tida di kan bety mykje",
        lead=(
            "Ein tidgivar er ein vanleg person som gir av tida si til nokon som treng eit menneske ved sida av seg. Ein kaffi. Ein tur. "
            "Den første gongen på trening. Du treng ikkje kunne så mykje. Det held å kome når du har sagt at du kjem."
        ),
        body=[
            (
                "text",
                "<h2>Kva er ein tidgivar?</h2>"
                "<p>Rundt 2 000 menneske er tidgivarar i Blå Kors. Nokre serverer middag på ein kafé der alle er velkomne. Nokre går tur "
                "med éin person, kvar tysdag. Nokre står i døra og helsar, køyrer varer eller leier ein målarjobb.</p>"
                "<p>Dei er studentar, i jobb eller pensjonistar. Det dei har til felles, er at dei gir av tida si, og at dei møter andre "
                "som likeverdige. Ein tidgivar er ikkje behandlar og skal ikkje redde nokon. Ein tidgivar går ved sida av.</p>",
            ),
            (
                "quote",
                {
                    "text": "Eg trudde eg måtte kunne noko. Så viste det seg at det heldt å vere der.",
                    "by": "Slik kan ein tidgivar seie det",
                },
            ),
        ],
        steps_title="Vegen inn, i tre steg",
        steps=[
            (
                "Vi blir kjende",
                "Finn ein stad nær deg og ta kontakt. Du får svar innan tre dagar. Så møtest vi, som regel til to samtalar, og du kan spørje "
                "om alt.",
            ),
            (
                "Du lærer det viktigaste",
                "Korte modular på mobilen, nokre minutt om gongen: rolla di, teieplikt og kven du ringjer. Du kan stoppe og halde fram "
                "når du vil.",
            ),
            (
                "Du byrjar, og er ikkje åleine",
                "Ein koordinator følgjer deg frå første dag. Du bestemmer sjølv kor mykje tid du har, og du kan ta pause når livet krev det.",
            ),
        ],
    ),
    "enheter": Words(
        title="Finn ei eining",
        introduction="<p>Her er stadene der tidgivarar møter andre. Vel ein som er nær deg, og les kva dei gjer.</p>",
    ),
    "om-tidgivere": Words(
        title="Om tidgivarar",
        lead="Kven tidgivarar er, kva dei gjer, og kva dei ikkje gjer.",
        body=[
            (
                "text",
                "<h2>To slags stader</h2>"
                "<p>På <b>gatenære tiltak</b> er døra open. Det er kafear og varmestover der gjester får mat, varme og eit menneske å prate "
                "med. Tidgivarar lagar mat, serverer, tek imot i døra, køyrer varer og blir med på tur.</p>"
                "<p>I <b>Steg for Steg</b> følgjer ein tidgivar gjerne éin deltakar som byggjer eit liv etter rus. De gjer vanlege ting: "
                "kaffi, trening, kino, eit møte det er vanskeleg å gå åleine til.</p>"
                "<h2>Kva du gir</h2>"
                "<p>Du gir tid og ein vanleg kvardag. Det er nettopp det mange saknar. Du treng ikkje ha eigne erfaringar med rus. Har du "
                "det, bestemmer du sjølv om du vil fortelje det.</p>"
                "<h2>Kva du ikkje gjer</h2>"
                "<p>Du behandlar ikkje, gir ikkje råd om medisinar og tek ikkje over ansvaret for nokon. Andre har dei oppgåvene, og du veit "
                "kven du spør.</p>",
            ),
            (
                "accordion",
                {
                    "items": [
                        {
                            "title": "Kor mykje tid må eg ha?",
                            "text": "<p>Det avtaler du med eininga. Mange gir nokre timar kvar veke, andre ein kveld i månaden. Det viktigaste "
                            "er at du held det de har avtalt.</p>",
                        },
                        {
                            "title": "Treng eg utdanning?",
                            "text": "<p>Nei. Du får korte kurs før du byrjar, og nokon å ringje når du er usikker.</p>",
                        },
                        {
                            "title": "Må eg vere kristen?",
                            "text": "<p>Nei. Blå Kors byggjer på kristen tru. Dei som er med, har ulike livssyn, og alle er velkomne.</p>",
                        },
                        {
                            "title": "Kva om det ikkje passar lenger?",
                            "text": "<p>Sei frå til koordinatoren. Du kan ta ein pause, byte oppgåve eller slutte. Du får med deg "
                            "kursbevisa dine.</p>",
                        },
                    ]
                },
            ),
            (
                "callout",
                {
                    "tone": "important",
                    "title": "Dette er ikkje ei kriseteneste",
                    "text": "<p>Er det fare for liv, ring 113. Treng du lege no, ring legevakt på 116 117. Vil du snakke med nokon, ring "
                    "Mental Helse på 116 123, heile døgnet.</p>",
                },
            ),
        ],
    ),
    "personvern": Words(
        title="Personvern",
        lead="Kva vi veit om deg, kvifor, kor lenge, og kva du kan be om.",
        body=[
            (
                "text",
                "<h2>Kva vi veit</h2>"
                "<ul><li>Namn, e-post og telefon, og kva språk du vil ha.</li>"
                "<li>Kva oppdrag og kva ansvar du har, i kva eining, frå når og til når.</li>"
                "<li>Kva kurs du har teke, kva du kan dokumentere, og når det går ut.</li></ul>"
                "<p>Vi skriv aldri noko om helse, tru, økonomi eller eigne erfaringar. Vi registrerer aldri gjester eller deltakarar.</p>"
                "<h2>Kvifor</h2>"
                "<p>For å vite kven som er med, kva kvar av oss har lært, og kva som manglar før neste vakt. Det blir ikkje brukt til noko "
                "anna. Blå Kors, ved eininga di, har ansvaret. Ingen jurist har godkjent denne teksten enno.</p>"
                "<h2>Kven som ser det</h2>"
                "<p>Leiaren og koordinatoren i eininga di ser om du er klar, og kva som manglar. Dei ser ikkje svara dine på prøver. Ein "
                "administrator kan opne dei, og då ser du kven og når. Det du skriv i ein refleksjon, ser berre du. Sentralt ser dei fleste "
                "berre tal. Namn ser den som treng det til oppgåva si.</p>"
                "<h2>Kor lenge</h2>"
                "<p>Så lenge du er tidgivar, og inntil tre år etter at det siste oppdraget er slutt. Detaljar om korleis du har lese deg "
                "gjennom eit kurs, blir sletta etter tolv månader.</p>"
                "<h2>Kva du kan be om</h2>"
                "<p>Du kan be om å sjå alt som er lagra om deg, få feil retta, få det med deg, eller få det sletta. Sei frå til koordinatoren "
                "i eininga di. Er du ikkje nøgd med svaret, kan du klage til Datatilsynet.</p>"
                "<h2>Om du søkjer om å bli tidgivar</h2>"
                '<p>Kva som skjer med det du skriv då, og når det blir sletta, står på <a href="/soknad/personvern/">ei eiga side</a>.</p>'
                "<h2>Informasjonskapslar</h2>"
                "<p>Vi bruker berre dei som trengst for at du skal vere logga inn, kunne sende inn skjema trygt og få sida på språket "
                "ditt. Ingen følgjer med på kva du gjer.</p>",
            ),
        ],
    ),
    "tilgjengelighet": Words(
        title="Tilgjenge",
        lead="Alle skal kunne bruke desse sidene.",
        body=[
            (
                "text",
                "<p>Sidene er laga for å følgje krava i WCAG 2.2 på nivå AA. Dei skal verke med tastatur, skjermlesar, forstørra tekst, på "
                "ein gammal telefon og utan JavaScript. Fargar ber aldri noko åleine: det står òg med ord.</p>"
                "<p>Film og lyd har alltid tekst. Bilete har alltid ei skildring. Du kan gjere alle kursa i ditt eige tempo, og inga prøve "
                "går på tid.</p>"
                "<h2>Verkar noko ikkje?</h2>"
                "<p>Sei frå til koordinatoren i eininga di, så blir det sendt vidare. Alle kurs kan òg takast munnleg eller på papir.</p>",
            ),
        ],
    ),
}

ENGLISH = {
    "": Words(
        title="Tidgiver",
        headline="A little of your time can mean a lot",
        lead=(
            "A tidgiver, a “giver of time”, is an ordinary person who gives time to somebody who needs another person beside them. A coffee. "
            "A walk. The first time at the gym. You need not know very much. It is enough to come when you have said that you will."
        ),
        body=[
            (
                "text",
                "<h2>What is a tidgiver?</h2>"
                "<p>About 2,000 people are tidgivere in Blå Kors. Some serve dinner in a café where everybody is welcome. Some go for a walk "
                "with one person, every Tuesday. Some stand at the door and say hello, drive goods or lead a painting job.</p>"
                "<p>They are students, at work or retired. What they share is that they give of their time, and that they meet others as "
                "equals. A tidgiver does not give treatment and is not there to save anybody. A tidgiver walks beside.</p>",
            ),
            (
                "quote",
                {
                    "text": "I thought I had to know something. It turned out that being there was enough.",
                    "by": "What a tidgiver might say",
                },
            ),
        ],
        steps_title="The way in, in three steps",
        steps=[
            (
                "We get to know each other",
                "Find a place near you and get in touch. You hear from us within three days. Then we meet, usually for two talks, and you can "
                "ask about anything.",
            ),
            (
                "You learn what matters most",
                "Short modules on your phone, a few minutes at a time: your role, confidentiality and whom to ring. Stop and go on whenever "
                "you like.",
            ),
            (
                "You begin, and you are not alone",
                "A coordinator is with you from the first day. You decide how much time you have, and you can take a break when life asks "
                "for it.",
            ),
        ],
    ),
    "enheter": Words(
        title="Find a unit",
        introduction="<p>These are the places where tidgivere meet others. Choose one near you, and read what they do.</p>",
    ),
    "om-tidgivere": Words(
        title="About tidgivere",
        lead="Who tidgivere are, what they do, and what they do not do.",
        body=[
            (
                "text",
                "<h2>Two kinds of places</h2>"
                "<p>In a <b>street-level service</b> the door is open. These are cafés and drop-in centres where guests get food, warmth and "
                "somebody to talk to. Tidgivere cook, serve, welcome people at the door, drive goods and come along on trips.</p>"
                "<p>In <b>Steg for Steg</b> (“step by step”) a tidgiver often follows one participant who is building a life after drugs or "
                "alcohol. You do ordinary things: a coffee, the gym, a film, an appointment that is hard to go to alone.</p>"
                "<h2>What you give</h2>"
                "<p>You give time and an ordinary everyday life. That is just what many people miss. You need no experience of your own with "
                "drugs or alcohol. If you have it, you decide whether to tell.</p>"
                "<h2>What you do not do</h2>"
                "<p>You do not treat anybody, give advice on medicines or take over responsibility for anyone. Others have those tasks, and "
                "you know whom to ask.</p>",
            ),
            (
                "accordion",
                {
                    "items": [
                        {
                            "title": "How much time must I have?",
                            "text": "<p>You agree on that with the unit. Many give a few hours a week, others an evening a month. What matters "
                            "most is that you keep what you have agreed.</p>",
                        },
                        {
                            "title": "Do I need training?",
                            "text": "<p>No. You get short courses before you begin, and somebody to ring when you are unsure.</p>",
                        },
                        {
                            "title": "Do I have to be a Christian?",
                            "text": "<p>No. Blå Kors is built on Christian faith. Those who take part have different beliefs, and everybody is "
                            "welcome.</p>",
                        },
                        {
                            "title": "What if it no longer suits me?",
                            "text": "<p>Tell the coordinator. You can take a break, change to another task or stop. You take your certificates "
                            "with you.</p>",
                        },
                    ]
                },
            ),
            (
                "callout",
                {
                    "tone": "important",
                    "title": "This is not a crisis service",
                    "text": "<p>If a life is in danger, ring 113. If you need a doctor now, ring the out-of-hours service on 116 117. If you "
                    "want somebody to talk to, ring Mental Helse on 116 123, day and night.</p>",
                },
            ),
        ],
    ),
    "personvern": Words(
        title="Privacy",
        lead="What we know about you, why, for how long, and what you can ask for.",
        body=[
            (
                "text",
                "<h2>What we know</h2>"
                "<ul><li>Your name, e-mail and telephone number, and which language you want.</li>"
                "<li>Which assignments and responsibilities you have, in which unit, from when and until when.</li>"
                "<li>Which courses you have taken, what you can document, and when it lapses.</li></ul>"
                "<p>We never write anything about health, faith, money or personal experiences. We never register guests or participants.</p>"
                "<h2>Why</h2>"
                "<p>To know who takes part, what each of us has learnt, and what is missing before the next shift. It is used for nothing "
                "else. Blå Kors, by your unit, is responsible. No lawyer has approved this text yet.</p>"
                "<h2>Who sees it</h2>"
                "<p>The leader and the coordinator of your unit see whether you are ready, and what is missing. They do not see your answers "
                "in tests. An administrator can open them, and then you see who did and when. What you write in a reflection is seen by you "
                "alone. Most people at the centre see only numbers. Those who need names for their task see names.</p>"
                "<h2>For how long</h2>"
                "<p>As long as you are a tidgiver, and up to three years after your last assignment has ended. Details of how you have read "
                "your way through a course are deleted after twelve months.</p>"
                "<h2>What you can ask for</h2>"
                "<p>You can ask to see everything that is kept about you, to have mistakes corrected, to take it with you, or to have it "
                "deleted. Tell the coordinator of your unit. If you are not satisfied with the answer, you can complain to Datatilsynet, the "
                "Norwegian Data Protection Authority.</p>"
                "<h2>If you apply to be a tidgiver</h2>"
                '<p>What happens to what you write then, and when it is deleted, stands on <a href="/soknad/personvern/">a page of its own</a>.</p>'
                "<h2>Cookies</h2>"
                "<p>We use only those that are needed for you to stay logged in, to send forms safely and to get the page in your language. "
                "Nobody follows what you do.</p>",
            ),
        ],
    ),
    "tilgjengelighet": Words(
        title="Accessibility",
        lead="Everybody should be able to use these pages.",
        body=[
            (
                "text",
                "<p>The pages are made to follow the requirements of WCAG 2.2 at level AA. They are meant to work with a keyboard, with a screen "
                "reader, with enlarged text, on an old phone and without JavaScript. Colours never carry anything alone: it is said in words "
                "as well.</p>"
                "<p>Film and sound always have text. Pictures always have a description. You can take all courses at your own pace, and no "
                "test is timed.</p>"
                "<h2>Does something not work?</h2>"
                "<p>Tell the coordinator of your unit, and it is passed on. All courses can also be taken orally or on paper.</p>",
            ),
        ],
    ),
}

IN_LANGUAGES = {"nn": NYNORSK, "en": ENGLISH}
