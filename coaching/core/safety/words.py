"""The words worth finding in a wrong spelling, for signs of danger."""

from coaching.core.safety.spelling import Lexicon

# The words that the rules are written with and that are worth finding in a wrong spelling.
_WORDS = """
suicide suicidal suicidio disappear hopeless worthless depressed overdone goodbye killing myself unalive living
alive overdose overdosed overdosing poison poisoned poisoning swallowed swallowing accident accidentally mistake
handful capsules capsule tablets tablet bottle toddler gummies magnesium chest pain pains hurts hurting tight
tightness pressure breathe breath breathing breathless shortness trouble heart heartbeat racing pounding irregular
skipping fluttering beating faint fainted fainting passed collapsed unconscious consciousness blacked numb numbness
weak weakness slurred slurring speech droopy drooping sudden suddenly paralyzed paralysed seizure seizures
convulsion convulsions stroke headache vision blind swollen swelling throat tongue choking gasping wheezing
anaphylaxis bleeding blood bloody vomit stool stools bladder bowels bowel control ambulance pregnant pregnancy
breastfeeding kidney kidneys dialysis dialisis pacemaker myasthenia arrhythmia medicine medicines medication
medications prescribed prescription antibiotic antibiotics doctor dizzy dizziness lightheaded vertigo vomiting
vomited puking flushed flushing confused confusion disoriented sleepy drowsy lethargic palpitations tingling
spreading ulcer wound pressure diarrhea diarrhoea diarrea nausea nauseous nauseated constipated constipation bloated
bloating stomach tummy cramps watery queasy embarazada pastillas sobredosis respirar mareado mareada vomitando
rinones levothyroxine gabapentin pregabalin omeprazole lisinopril amlodipine metformin warfarin ciprofloxacin
doxycycline furosemide spironolactone hydrochlorothiazide alendronate sertraline metoprolol losartan atorvastatin
prednisone synthroid amoxicillin
"""
# Farther off than one letter, or run together.
_ALIASES = {
    "suiside": "suicide",
    "sucidal": "suicidal",
    "suacide": "suicide",
    "suicidle": "suicidal",
    "killmyself": "kill myself",
    "chestpain": "chest pain",
    "chestpains": "chest pains",
    "heartattack": "heart attack",
    "cantbreathe": "cant breathe",
    "hart": "heart",
    "chst": "chest",
    "breth": "breath",
    "breeth": "breathe",
    "brethe": "breathe",
    "seisure": "seizure",
    "seazure": "seizure",
    "feint": "faint",
    "overdoze": "overdose",
    "accidently": "accidentally",
    "accidentaly": "accidentally",
    "pregnet": "pregnant",
    "prego": "pregnant",
    "diarhea": "diarrhea",
    "diarea": "diarrhea",
    "diahrea": "diarrhea",
    "diarhoea": "diarrhoea",
    "diahorrea": "diarrhoea",
    "diarreah": "diarrhea",
    "diareah": "diarrhea",
    "diorrhea": "diarrhea",
    "direah": "diarrhea",
    "nauseas": "nausea",
    "nautious": "nauseous",
    "nauscious": "nauseous",
    "naseous": "nauseous",
    "palpatations": "palpitations",
    "palputations": "palpitations",
    "dizy": "dizzy",
    "dizi": "dizzy",
    "dissy": "dizzy",
    "vomitted": "vomited",
    "vommiting": "vomiting",
    "numbnes": "numbness",
    "queezy": "queasy",
    "queesy": "queasy",
    "arythmia": "arrhythmia",
    "arrythmia": "arrhythmia",
    "arhythmia": "arrhythmia",
    "kidny": "kidney",
    "kidnies": "kidneys",
    "antibotics": "antibiotics",
    "antibiotcs": "antibiotics",
    "perscribed": "prescribed",
    "perscription": "prescription",
    "medacine": "medicine",
    "medecine": "medicine",
    "stomache": "stomach ache",
    "stumach": "stomach",
    "tummie": "tummy",
    "tumy": "tummy",
    "cramping": "cramps",
    "xanex": "xanax",
}
# Real words one letter away from a word above: whoever writes them means them.
_MEANT = """
accidents aleve alice alie alike aline alise alize ambulances ambulante arcing arrhythmias backed badder bating
battle beading beaming bearing beasting beat beats belting berating besting betting bind blacken blacker bladders
bland blander blanked bleating bleeping blend blending blin blinds bling blink blinn blocked blond blondy bloo
bloods bloom bloop bloor blotted blotting boating bood bootle borel bottled bottler bottles bowe bowed bowen bowens
bower bowers bowes bowl bowles bowls breach breaching breadth breathed breather breathes breaths breeding brood
broody buttle camps capsula cest champs cheat chert chess chests chet chosing chowing clamps coking collapse
collapses confuse confuses confusions contro controla controle controll controlo controls contusion cooking cramp
crams craps crest crimps ditzy doctora doctors drooling droop droops dropping dropsy embarazadas fain faine fainter
faints feint flashed flashing flattering fleshed fleshing flint flushes flutter gaping gassing gawping grasping
handfuls hart harting harts headaches hear heard hearn hears hearst heartbeats hearth hearts hearty heat hunting
hunts hurling hurls hurns hurst hurt hurtful hurtling huts hutts kelling killings kinney kipling lieing liking
liming lining loving marcada marcado marejada mediation mediations medicina medicinas meditation meditations
mistaken mistakes overdoes overdoing overdone overdoses pacemakers pagemaker pails paine paint paints pairs pais
palpitation pans paralyse paralyses paralyze paralyzes parsed passe passel passer passes pasted pastilla pastilles
patillas paused pawns peacemaker peking phins pins pissed plains poisoner poisonings poisons poisson poking polson
ponding pouncing prescribe prescriber prescribes prescriptions pressured pressures prins prison proscribed
proscription punking puting racer racin racine racking raging raking raping raring rating raving raying razing
respira respiran respiras rincones sadden selling shelling shipping shool sipping skimping skipped skips skool sleep
sleeps sleezy slipping slurped slurping smelling snelling snipping sodden spelling spool spools spurred spurring
stelling stoke stoll stollen stomachs stood stoop stoops strake strike strobe strode stroked stroker strokes strome
strove sugden suicides swallower swellings swilling table tabled tables tableta tabletas tammy tangling threat
throats throaty tights timmy tinkling toddle toddlers tommy tongued tongues troubled troubles ulcers ulmer vertido
virion visions vomits water waters weka wheeling woud woukd would wounds
"""
_COVERED = ("kill", "die", "dead", "suicide", "blood")

LEXICON = Lexicon.of(
    (*_WORDS.split(), *_COVERED), aliases=_ALIASES, meant=_MEANT.split(), joined=("kms", "die", "od", "dizzy", "help")
)
