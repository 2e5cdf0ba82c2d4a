"""Where a person says they are: names of towns, states and countries, and the time zones they lie in."""

from collections.abc import Iterable, Mapping

Places = Mapping[str, tuple[str, ...]]
"""A name (lower case, no accents, no dots) and its IANA zones; more than one means that somebody must say which."""

_REGIONS = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
# Zones whose last part is no town that a person would name, or a word of another meaning.
_NO_TOWNS = """act beulah center christmas creston currie easter johnston knox lhi marengo monticello north nsw oral
    resolute south vevay vincennes virgin wake west winamac yap"""
# Big towns that give no zone its name, other spellings, and states and countries that keep one time (or all but their
# far islands do). Each line: a zone and the names that mean it, parted by commas.
_ALIASES = """
Africa/Accra: ghana
Africa/Addis_Ababa: ethiopia
Africa/Algiers: algeria
Africa/Cairo: egypt, giza, luxor, hurghada, sharm el sheikh
Africa/Casablanca: morocco, marrakech, marrakesh, fez, rabat, tangier, agadir
Africa/Dakar: senegal
Africa/Dar_es_Salaam: tanzania, zanzibar, arusha
Africa/Harare: zimbabwe
Africa/Johannesburg: south africa, cape town, durban, pretoria, joburg
Africa/Kampala: uganda
Africa/Kigali: rwanda
Africa/Lagos: nigeria, abuja
Africa/Nairobi: kenya, mombasa
Africa/Tunis: tunisia
Africa/Windhoek: namibia
America/Anchorage: alaska, fairbanks
America/Argentina/Buenos_Aires: argentina
America/Bogota: colombia, medellin, cali
America/Boise: idaho falls
America/Chicago: illinois, wisconsin, minnesota, iowa, missouri, oklahoma, louisiana, arkansas, alabama, mississippi,
    texas, houston, dallas, austin, san antonio, fort worth, new orleans, baton rouge, minneapolis, st paul,
    saint paul, twin cities, milwaukee, madison, st louis, saint louis, kansas city, omaha, des moines, memphis,
    nashville, oklahoma city, tulsa, little rock, wichita, huntsville, montgomery
America/Costa_Rica: costarica
America/Denver: colorado, colorado springs, boulder, utah, salt lake city, provo, montana, billings, wyoming,
    new mexico, albuquerque, santa fe, el paso
America/Detroit: michigan, ann arbor, grand rapids, lansing
America/Edmonton: alberta, calgary, banff
America/Guatemala: antigua guatemala
America/Guayaquil: ecuador, quito
America/Halifax: nova scotia
America/Havana: cuba
America/Jamaica: montego bay
America/Lima: peru, cusco, cuzco
America/Los_Angeles: california, washington state, la, l a, hollywood, san francisco, sf, san diego, sacramento,
    oakland, fresno, long beach, palo alto, silicon valley, nevada, las vegas, vegas, reno, seattle, tacoma, spokane,
    portland oregon, oregon
America/Managua: nicaragua
America/Mexico_City: guadalajara, puebla, oaxaca, cdmx
America/Cancun: tulum, playa del carmen
America/Montevideo: uruguay
America/New_York: nyc, new york city, manhattan, brooklyn, queens, bronx, new york state, new jersey, newark,
    connecticut, hartford, massachusetts, boston, rhode island, vermont, new hampshire, maine, pennsylvania,
    philadelphia, philly, pittsburgh, delaware, maryland, baltimore, washington dc, washington d c, dc, d c,
    virginia, west virginia, north carolina, charlotte, raleigh, durham, south carolina, charleston, ohio,
    cleveland, columbus, cincinnati, atlanta, savannah, orlando, miami, tampa, fort lauderdale, jacksonville,
    buffalo, syracuse, niagara falls, portland maine, georgia usa
America/Panama: panama city panama
America/Phoenix: arizona, tucson, scottsdale, flagstaff, sedona, grand canyon
America/Puerto_Rico: san juan puerto rico
America/Santiago: chile, valparaiso
America/Santo_Domingo: dominican republic, punta cana
America/Sao_Paulo: rio, rio de janeiro, brasilia, salvador da bahia, belo horizonte, porto alegre, curitiba
America/Toronto: ottawa, quebec, quebec city
America/Vancouver: british columbia, whistler, victoria bc
America/Winnipeg: manitoba
Asia/Baku: azerbaijan
Asia/Bangkok: thailand, phuket, chiang mai, koh samui, pattaya
Asia/Beirut: lebanon
Asia/Colombo: sri lanka
Asia/Dhaka: bangladesh
Asia/Dubai: uae, united arab emirates, abu dhabi, emirates
Asia/Ho_Chi_Minh: vietnam, hanoi, da nang, ho chi minh city
Asia/Hong_Kong: hongkong, hk
Asia/Jakarta: bandung, java
Asia/Makassar: bali, denpasar, ubud, lombok
Asia/Jerusalem: israel, tel aviv, haifa
Asia/Kabul: afghanistan
Asia/Karachi: pakistan, lahore, islamabad
Asia/Kathmandu: nepal, pokhara
Asia/Kolkata: india, delhi, new delhi, mumbai, bombay, bangalore, bengaluru, chennai, madras, hyderabad, pune,
    ahmedabad, jaipur, goa, kochi, kerala, agra
Asia/Kuala_Lumpur: malaysia, penang, kl
Asia/Manila: philippines, cebu
Asia/Phnom_Penh: cambodia, siem reap
Asia/Qatar: doha
Asia/Riyadh: saudi arabia, jeddah, mecca, medina
Asia/Seoul: south korea, korea, busan, jeju
Asia/Shanghai: china, beijing, peking, shenzhen, guangzhou, chengdu, wuhan, hangzhou, xi'an, xian, nanjing
Asia/Taipei: taiwan, kaohsiung
Asia/Tashkent: uzbekistan
Asia/Tbilisi: republic of georgia
Asia/Tokyo: japan, kyoto, osaka, nagoya, sapporo, fukuoka, hiroshima, nara, okinawa, yokohama, kobe
Asia/Vientiane: laos, luang prabang
Asia/Yangon: myanmar, burma
Asia/Yerevan: armenia
Atlantic/Canary: canary islands, tenerife, gran canaria, lanzarote, fuerteventura, las palmas
Atlantic/Reykjavik: iceland
Australia/Adelaide: south australia
Australia/Brisbane: gold coast, cairns, queensland
Australia/Hobart: tasmania
Australia/Perth: western australia
Australia/Sydney: new south wales, canberra
Europe/Amsterdam: netherlands, holland, rotterdam, hague, utrecht, eindhoven
Europe/Athens: greece, crete, thessaloniki, santorini, mykonos, rhodes, corfu
Europe/Belgrade: serbia
Europe/Berlin: germany, munich, munchen, muenchen, hamburg, cologne, koln, koeln, frankfurt, stuttgart, dusseldorf,
    duesseldorf, leipzig, dresden, nuremberg, nurnberg, hannover, hanover, bremen, bonn, heidelberg, freiburg
Europe/Bratislava: slovakia
Europe/Brussels: belgium, antwerp, bruges, ghent
Europe/Bucharest: romania, cluj
Europe/Budapest: hungary
Europe/Copenhagen: denmark, aarhus
Europe/Dublin: ireland, galway, limerick
Europe/Helsinki: finland, tampere, turku, lapland
Europe/Istanbul: turkey, turkiye, ankara, izmir, antalya, bodrum
Europe/Kyiv: ukraine, lviv
Europe/Lisbon: portugal, porto, algarve, faro
Europe/Ljubljana: slovenia
Europe/London: uk, united kingdom, england, scotland, wales, great britain, britain, northern ireland, edinburgh,
    glasgow, liverpool, leeds, bristol, cardiff, oxford, sheffield, nottingham, brighton
Europe/Luxembourg: luxemburg
Europe/Madrid: spain, barcelona, seville, sevilla, malaga, bilbao, granada, mallorca, majorca, ibiza, alicante
Europe/Malta: valletta
Europe/Oslo: norway, bergen, trondheim, tromso
Europe/Paris: france, lyon, marseille, marseilles, toulouse, bordeaux, lille, strasbourg, cannes, provence, corsica
Europe/Prague: czechia, czech republic, brno
Europe/Riga: latvia
Europe/Rome: italy, milan, milano, venice, florence, turin, bologna, palermo, sicily, sardinia, tuscany, pisa, verona
Europe/Sofia: bulgaria
Europe/Stockholm: sweden, gothenburg, goteborg, malmo, uppsala
Europe/Tallinn: estonia
Europe/Tirane: albania, tirana
Europe/Vienna: austria, wien, salzburg, innsbruck, graz, tyrol
Europe/Vilnius: lithuania
Europe/Warsaw: poland, krakow, cracow, gdansk, wroclaw, poznan
Europe/Zagreb: croatia, dubrovnik, zadar
Europe/Zurich: switzerland, geneva, geneve, basel, bern, lausanne, lucerne, zuerich
Indian/Maldives: male maldives
Indian/Mahe: seychelles
Pacific/Auckland: new zealand, wellington, christchurch, queenstown
Pacific/Easter: easter island
Pacific/Honolulu: hawaii, maui, oahu, kauai, waikiki, kona
Pacific/Tahiti: bora bora, french polynesia
"""
# More than one place has the name, or the place keeps more than one time.
_AMBIGUOUS = """
alexandria: Africa/Cairo America/New_York
america: America/New_York America/Los_Angeles
arlington: America/New_York America/Chicago
aurora: America/Denver America/Chicago
australia: Australia/Sydney Australia/Perth
birmingham: Europe/London America/Chicago
brazil: America/Sao_Paulo America/Manaus
cambridge: Europe/London America/New_York
canada: America/Toronto America/Vancouver
cartagena: America/Bogota Europe/Madrid
cordoba: America/Argentina/Cordoba Europe/Madrid
florida: America/New_York America/Chicago
georgia: Asia/Tbilisi America/New_York
glendale: America/Phoenix America/Los_Angeles
hamilton: America/Toronto Pacific/Auckland
idaho: America/Boise America/Los_Angeles
indiana: America/Indiana/Indianapolis America/Chicago
indonesia: Asia/Jakarta Asia/Makassar
jersey: Europe/Jersey America/New_York
kansas: America/Chicago America/Denver
kazakhstan: Asia/Almaty Asia/Aqtau
kentucky: America/Kentucky/Louisville America/Chicago
kingston: America/Jamaica America/Toronto
la rioja: America/Argentina/La_Rioja Europe/Madrid
leon: Europe/Madrid America/Mexico_City
manchester: Europe/London America/New_York
merida: America/Merida Europe/Madrid
mexico: America/Mexico_City America/Tijuana
mongolia: Asia/Ulaanbaatar Asia/Hovd
naples: Europe/Rome America/New_York
nebraska: America/Chicago America/Denver
newcastle: Europe/London Australia/Sydney
norfolk: Pacific/Norfolk America/New_York
north dakota: America/Chicago America/Denver
odessa: Europe/Kyiv America/Chicago
ontario: America/Toronto America/Los_Angeles
pasadena: America/Los_Angeles America/Chicago
petersburg: Europe/Moscow America/Indiana/Petersburg
portland: America/Los_Angeles America/New_York
richmond: America/New_York America/Vancouver
rochester: America/New_York America/Chicago
russia: Europe/Moscow Asia/Vladivostok
san jose: America/Los_Angeles America/Costa_Rica
san juan: America/Puerto_Rico America/Argentina/San_Juan
santa cruz: America/Los_Angeles America/La_Paz
south dakota: America/Chicago America/Denver
springfield: America/Chicago America/New_York
st johns: America/St_Johns America/Antigua
tennessee: America/Chicago America/New_York
toledo: Europe/Madrid America/New_York
united states: America/New_York America/Los_Angeles
us: America/New_York America/Los_Angeles
usa: America/New_York America/Los_Angeles
u s: America/New_York America/Los_Angeles
valencia: Europe/Madrid America/Caracas
victoria: Australia/Melbourne America/Vancouver
washington: America/New_York America/Los_Angeles
"""


def places(zones: Iterable[str]) -> Places:
    """This will make the table of places from the names of all known zones, e.g. zoneinfo.available_timezones().

    A zone that is not among them gives no place: what is found can always be used.
    """
    known, left_out = set(zones), set(_NO_TOWNS.split())
    found: dict[str, tuple[str, ...]] = {}
    for zone in sorted(known, reverse=True):  # of two names of one place ("Asia/Istanbul") the first stays
        name = zone.rsplit("/", 1)[-1].replace("_", " ").replace("-", " ").lower()
        if zone.startswith(_REGIONS) and name not in left_out:
            found[name] = (zone,)
    for line in _lines(_ALIASES):
        zone, _, names = line.partition(":")
        if zone in known:
            found |= {name.strip(): (zone,) for name in names.split(",")}
    for line in _lines(_AMBIGUOUS):
        name, _, several = line.partition(":")
        found[name] = tuple(several.split())
    return found


def _lines(table: str) -> list[str]:
    """The lines of a table; one that begins with spaces goes on with the line before."""
    return [line.strip() for line in table.replace("\n    ", " ").splitlines() if line.strip()]
