"""The words around a number in English, Spanish, French and German: numbers, what may lead them, what they count."""


def a_set(words: str) -> frozenset[str]:
    """This will list words that stand with spaces between them."""
    return frozenset(words.split())


_ENGLISH = "zero one two three four five six seven eight nine ten"
_SPANISH = "cero uno dos tres cuatro cinco seis siete ocho nueve diez"
_FRENCH = "zéro un deux trois quatre cinq six sept huit neuf dix"
_GERMAN = "null eins zwei drei vier fünf sechs sieben acht neun zehn"
# "un" is also an article in Spanish and French.
NUMBERS = {
    word: value
    for language in (_ENGLISH, _SPANISH, _FRENCH, _GERMAN)
    for value, word in enumerate(language.split())
    if word != "un"
} | {"zwo": 2, "fuenf": 5}
"""Numbers from zero to ten by their names."""

TOO_BIG = a_set(
    """
    eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty
    seventy eighty ninety hundred thousand dozen half halves doce trece catorce quince veinte treinta cuarenta
    cincuenta sesenta setenta ochenta noventa cien medio onze douze treize quatorze quinze vingt trente quarante
    cinquante soixante demi demie elf zwölf zwoelf dreizehn zwanzig dreißig dreissig vierzig fünfzig sechzig
    siebzig achtzig neunzig hundert halb
    """
)
"""Words of larger numbers and of halves: beside a number they make another one."""

BOUNDS = (
    "less than|more than|fewer than|greater than|better than|worse than|under|over|below|above|at least|at most|up to"
    "|not|nearly|almost|between|m[aá]s de|menos de|al menos|casi|entre|plus de|moins de|au moins|presque|pas"
    "|mehr als|weniger als|mindestens|höchstens|fast|nicht|zwischen"
)
"""Before a number they say that it is not the number."""

LIMITS = (
    "(?:or|and) (?:more|less|fewer|up|over|under)|at (?:least|most)|max|maximum|minimum|tops|plus|o m[aá]s|ou plus"
    "|oder mehr"
)
"""Behind a number they say the same."""

BEFORE = a_set(
    """
    about maybe around roughly like say said a an the i i'd i'm i'll id im would will it it's its that that's
    this was is were am are been be today tonight think guess probably prob perhaps approx approximately my me
    for give gave giving answer score number rating rate option choice only just all yes yeah yep yup y ok okay
    um uh well hmm so hi hello hey now still again overall feel feeling felt solid strong weak low high rough
    and on in an last past week weeks days nights of honest honestly sorry oops unos unas como creo que diría
    diria digo quizás quizas quizá tal vez es fue era alrededor sí si hola mi una environ peut-être peut être je
    dirais c'est était une oui bonjour ma mon plutôt peu près etwa ungefähr ca circa vielleicht ich würde sagen
    glaube denke es war ist eine ein so rund wohl ja hallo mein meine
    """
)
"""What may stand before an answer in its clause."""

AFTER = a_set(
    """
    thanks thank you thx ty pls please i i'd id think guess say maybe probably prob today tonight this last past
    week now or so about overall total point points for me lol haha all in the again actually roughly ish i'm im
    it is was though gracias por favor creo hoy semana puntos merci s'il te vous plaît je pense crois
    aujourd'hui semaine danke bitte ich denke glaube heute woche punkte
    """
)
"""What may stand behind an answer without being a remark."""

TIMES = a_set(
    """
    day days night nights time times evening evenings morning mornings día días dia dias noche noches vez veces
    jour jours nuit nuits soir soirs fois tag tage tagen nacht nächte nächten mal abende
    """
)
"""What "3 days" counts."""

ELSEWHEN = a_set("ago later left until till hace atrás après vor")
"""Behind a number of days they make it a date."""

UNITS = a_set(
    """
    of more less fewer mile miles mi km kms kilometers step steps minute minutes min mins hour hours
    hr hrs second seconds week weeks month months year years mg gram grams g oz ounce ounces pound pounds lb lbs
    kg percent pill pills tablet tablets capsule capsules dose doses cup cups glass glasses egg eggs slice
    slices serving servings portion portions handful handfuls spoon spoons bean beans nut nuts almond almonds
    seed seeds bottle bottles person people kid kids child children friend friends dog dogs cat cats thing
    things question questions problem problems reason reasons call calls text texts message messages email
    emails other others o'clock oclock euros dollars minutos horas semanas meses años pastillas minuten stunden
    wochen monate jahre tabletten heures mois ans uhr
    """
)
"""What makes a number an amount of something else."""

CONJUNCTIONS = a_set("but because cause cuz since although however as pero porque mais car aber weil")
"""What a remark begins with behind a number that is spelled out."""
