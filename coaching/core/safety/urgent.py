"""URGENT: call a doctor today. Pregnancy, kidneys, medicines, dizziness, vomiting, numbness ("Red-flag tiers")."""

from coaching.core.safety import medicines
from coaching.core.safety.rule import near, rule

_BABY = r"(?:baby|child|twins|babies|newborn|son|daughter|infant|little one|bub)"
_FOR_WHAT = (
    r"(?:blood pressure|pressure|bp|heart|water|fluid|thyroid|sleeping|sleep|nerve|nerve pain|pain|bone|bones|"
    r"osteoporosis|iron|zinc|calcium|potassium|steroid|diabetes|sugar|hiv|cholesterol|anxiety|depression|stomach acid|"
    r"acid|reflux|seizure|blood|heartburn|hormone|gout|malaria|allergy|migraine|antiviral|chemo|cancer|ulcer|asthma|"
    r"copd|kidney|prostate|bladder|uti)"
)
_TABLET = (
    r"(?:pills?|tablets?|tabs|caps|capsules?|meds?|supplements?|injections?|shots?|drugs?|drops|patch|blockers?|"
    r"inhaler)"
)
_PUT_ON = (
    r"(?:put|puts|started|start|starts|starting|placed|place|has|have|switched|moved|am|im|been|going|went|got put|"
    r"currently|back|now)"
)
_CLINICIAN = (
    r"(?:doctor|doctors|doc|docs|dr|gp|physician|specialist|cardiologist|neurologist|nurse|np|pa|psychiatrist|"
    r"surgeon)"
)
_NO_MEDICINE = (
    r"(?! (?:a |an |the |my |this |your )?(?:diet|low|walking|walk|wait\w*|plan|program|programme|hold|track|list|way|"
    r"phone|bus|day|week|vacation|holiday|board|time|fire|it|that|couch|exercise|food|fruit|veg\w*|"
    r"fluid restriction))"
)
_NUMB = r"(?:numb|numbness|tingling|tingly|tingles|pins and needles|prickling)"
_MORE = (
    r"(?:new|worse|worsen\w*|spread\w*|increas\w*|grow\w*|moved|moving|creep\w*|stronger|higher|travel\w*|climb\w*|"
    r"bigger|more than|more and more|getting more|up to my|up my|into my)"
)
_FOOT = r"(?:foot|feet|toe|toes|heel|heels|sole|soles|ankle|ankles|big toe|little toe|bottom of my foot)"
_SORE = r"(?:sore|sores|ulcer|ulcers|wound|wounds|blister|blisters|lesion|lesions|cut|cuts|hole|gash|abscess)"

RULES = (
    rule(
        "pregnancy or breastfeeding",
        r"pregnan\w*",
        r"(?:preggo|preggers)",
        rf"expecting (?:a |our |my |another |the |twins |{_BABY} )*(?:{_BABY}|first|second|third|fourth|boy|girl|"
        rf"in [a-z]+|any day)",
        r"(?:im|were|we are|she is|shes) expecting(?= [|?])",
        rf"{_BABY} (?:is |was |will be )?due",
        rf"(?:due|due date) ~ {_BABY}",
        r"my due date",
        r"(?:trimester|weeks along|months along|knocked up|with child|conceive\w*|ivf|miscarr\w*|morning sickness|"
        r"gestation\w*)",
        r"breast ?(?:fe\w+|milk)",
        r"lactat\w*",
        rf"nurs(?:e|ing) (?:my |a |our |the |his |her |another |\d+ )*(?:{_BABY}|(?:week|month|weeks|months) old|"
        rf"{_BABY})",
        r"(?:still|im|while|am|currently) nursing(?! (?:school|student|home|a|an|my|the|course|exam|job|degree|"
        r"shift))",
        r"pumping (?:milk|for)",
        r"(?:embaraz\w*|amamant\w*|lactancia|dando (?:el )?pecho|encinta)",
    ),
    rule(
        "kidney",
        r"kidneys?",
        r"(?:renal|nephro\w*|nephritis|dialysis|dialisis|egfr|gfr|creatinine|ckd)",
        r"fluid (?:limit|restriction|restricted)",
        r"(?:limit|restrict)\w* (?:my |fluids?|potassium|phosph\w*)(?: fluids?)?",
        r"(?:rinon|rinones|dialisis)",
    ),
    rule(
        "heart condition",
        r"heart block",
        r"pace ?maker",
        r"(?:defibrillator|icd implant\w*)",
        r"(?:arrh?ythmia\w*|arr?hyt?hmia\w*|dysrhythmia|a ?fib|atrial|bundle branch)",
        r"heart (?:failure|disease|condition|problems?|trouble|murmur|surgery|valve|defect|issues?|bypass|stent)",
        r"(?:bad|weak|enlarged) heart",
        r"congestive",
        r"(?:marcapasos|problemas? (?:del|de|en el) corazon)",
    ),
    rule(
        "nerve or muscle illness",
        r"myasth?enia\w*",
        r"(?:multiple sclerosis|muscular dystrophy|lambert eaton|parkinsons?|guillain\w*|motor neuron\w*|als)",
    ),
    rule(
        "blocked bowel",
        *near(r"(?:blocked|obstruct\w*|blockage|twisted|impacted)", r"(?:bowels?|intestin\w*|colon|gut)"),
        r"ileus",
    ),
    rule("named medicine", *medicines.NAMES),
    rule(
        "a medicine",
        r"(?:meds|medications?|prescri\w*|rx)",
        r"medicines?(?! (?:cabinet|ball|wheel))",
        rf"(?:new|other|different|another) {_FOR_WHAT}? ?(?:pills?|tablets?|tabs|injections?|drugs?)",
        rf"{_FOR_WHAT} {_TABLET}",
        rf"{_TABLET} (?:for|against) (?:my |the |a |high |low )*(?:{_FOR_WHAT}|nerves|headaches?|knees?|back|mood|"
        rf"infection|tooth|sinus)",
        rf"{_CLINICIAN} (?:just |has |have |had |also |wants to |will |is going to )*(?:put|puts|putting|started|"
        rf"starting|starts|placed|prescrib\w*|switched|changed|upped|increased|doubled|added) (?:me |him |her |"
        rf"my )?(?:on |to |with )?(?:\w+ )?{_NO_MEDICINE}(?:\w+)",
        rf"{_CLINICIAN} (?:gave|gives|giving|has given) (?:me|him|her) (?:a |an |some |new |two |2 |"
        rf"three )*(?:{_TABLET}|cream|something|{_FOR_WHAT}|course|antibiotic\w*|script|sample\w*)",
        r"(?:put|started|starting|placed|switched) (?:me )?on (?:a |an |some |the |my |two |new )*(?:new|something|"
        r"pills?|tablets?|blockers?|therapy|injections?|insulin|hormones?|hrt|course of)",
        rf"(?:started|starting|began|new|prescribed|put me on|put on|now on|taking daily|every day|daily) (?:taking |"
        rf"on |a |my |some |daily |low dose |baby )*(?:{medicines.COMMON})",
        rf"(?:{medicines.COMMON}) (?:daily|every day|each day|every night|twice a day|every morning)",
        r"new (?:inhaler|cream|drops|patch|patches|injection|jab|eye drops|spray)",
        r"(?:hrt|chemo|chemotherapy|immunosuppress\w*|radiation)",
        r"acid (?:blocker|reducer)s?",
        r"(?:medicina|medicinas|medicamentos?|receta|recetaron|receto|recetado)",
        r"(?:pastillas?|tabletas?) (?:para|de) (?:la |el |los )?(?:presion|corazon|tiroides|dormir|azucar|diabetes|"
        r"dolor|colesterol|ansiedad|nervios|huesos|hierro)",
        r"(?:anticoagulante\w*|diuretic\w*|antibiotic\w*)",
    ),
    rule(
        "weak",
        r"weak(?:er|ness|nesses|ened|ening|ling)?",
        r"(?:feel|feeling|feels|felt|im|so|very|really|too) week(?= [|?]| (?:all over|today|and|in|after|since|"
        r"to stand))",
        r"(?:no|lost|losing|without|zero|lack of|hardly any) (?:all |my |any )*strength",
        r"(?:legs?|knees?|arms?|muscles?) ~~ (?:jelly|jello|rubber|noodles|spaghetti|buckl\w*|gave out|gave way|"
        r"giving out|giving way|give out|give way|wont hold|like lead)",
        r"(?:cant|barely|hardly|can barely|can hardly|couldnt|unable to) (?:even )?(?:stand|get|lift) (?:up|"
        r"out of the chair|my (?:head|arms?|legs?))(?! (?:early|at|before|on time|in time|in the morning))",
        r"(?:barely|hardly) (?:even )?(?:stand|walk|move|lift|function)",
        r"(?:feeble|limp all over)",
        r"(?:debil|debilidad|sin fuerzas?)",
    ),
    rule(
        "dizzy",
        r"dizz\w*",
        r"(?:giddy|giddi\w*)(?! with (?:joy|excitement|happiness))",
        r"light ?head\w*",
        r"(?:woozy|vertigo|swimmy|off balance|unsteady|unbalanced|head rush\w*)",
        r"(?:room|head|everything|world|ceiling|house) (?:is |was |was like |starts? |started |keeps? |kept |"
        r"feels like its |seems to be |just )*(?:spin\w*|spun|swirl\w*|moving|swimming|turning|tilting)",
        r"(?:lost|losing|lose|loss of|bad|no) (?:my )?balance",
        r"(?:mareo\w*|mareada?|mareado|marea)",
    ),
    rule(
        "flushing",
        r"flush(?:ed|ing)",
        r"hot (?:flash|flush)\w*",
        r"(?:face|skin|cheeks|neck) (?:is |was |gets |got |goes |went |feels |felt |turns |turned |keeps getting |"
        r"all |so |really |very |bright |are |were |like )*(?:red|hot|burning|on fire|beet)",
        r"(?:red|hot|burning) (?:hot |and )*(?:hot )?face",
    ),
    rule(
        "vomiting",
        r"vomit\w*",
        r"(?:throw|throws|throwing|threw|thrown) (?:it |everything |that |dinner |breakfast |lunch )*up",
        r"(?:puk(?:e|ed|ing|es)|barf\w*|upchuck\w*|hurled|hurling|retch\w*|dry heav\w*|spewed|spewing)",
        r"(?:being|was|been) sick (?:twice|\d|once|all night|all morning|all day|after (?:eating|dinner|lunch|"
        r"breakfast|the pill|taking)|in the night|into|three times|several)",
        r"(?:being|keep being|kept being) sick",
        r"(?:cant|couldnt|cannot) (?:keep|hold) (?:\w+ ){0,3}down",
        r"chuck\w* up",
        r"(?:devolv\w*|devuelto|arcad\w*)",
    ),
    rule(
        "low blood pressure",
        *near(
            r"(?:blood pressure|bp)",
            r"(?:low|dropp\w*|drops|drop|fell|falling|tank\w*|crash\w*|plummet\w*|bottomed|too low|hardly any|"
            r"sinking)",
        ),
        r"(?:blood pressure|bp|pressure) (?:\w+ ){0,3}(?:[5-8]\d|9[0-4])(?:/| over | / )\d\d",
        r"(?:[6-8]\d|9[0-4])(?:/| over )[345]\d",
        r"hypotens\w*",
        r"(?:presion) (?:muy |esta |arterial )*baja",
    ),
    rule(
        "confused",
        r"confus(?:ed|ion)",
        r"(?:disorient\w*|delirious|delirium)",
        r"(?:dont|doesnt|didnt|not) (?:know|remember|sure) (?:where (?:i|he|she) (?:am|is|was)|who (?:i|he|she) (?:am|"
        r"is)|what day it is|what day its|what year)",
        r"(?:confundid[oa]|desorientad[oa])",
    ),
    rule(
        "very sleepy",
        r"(?:very|so|too|extremely|really|super|unusually|overly|incredibly|crazy|insanely|"
        r"abnormally) (?:\w+ )?sleepy",
        r"sleepy (?:all|the whole|every) (?:day|the time|afternoon|morning)",
        r"(?:cant|couldnt|barely|hardly|hard to|trouble|struggl\w* to|unable to|not able to|"
        r"difficult to) (?:even )?(?:stay|staying|keep|keeping) (?:myself |my )?(?:awake|eyes open)",
        r"(?:hard|difficult|impossible|unable|cant|couldnt|wont|trouble) (?:to )?(?:wake|rouse|waking)(?: him| her|"
        r" me| my \w+| them)?(?: up)?(?! (?:early|earlier|at|before|on time|in time|for work|for|in the morning))",
        r"(?:drows\w*|letharg\w*)",
        r"(?:keep|kept|keeps) (?:falling asleep|nodding off|dozing off)",
        r"(?:fell|fall|falling) asleep (?:at the wheel|while driving|driving|standing|mid|at my desk|at work|"
        r"in the middle)",
        r"(?:much|mucho|demasiado) sueno",
    ),
    rule("palpitations", r"palpit\w*", r"palpitaciones"),
    rule(
        "numbness new or worse",
        rf"{_MORE} ~ {_NUMB}",
        rf"{_NUMB} ~~ {_MORE}",
        r"(?:went|gone|going|goes|getting|gets|got|become\w*|becoming|became|started|starting|turned|turning|now|"
        r"suddenly|just) ~ numb(?:ness|ing|ed)?",
        rf"{_NUMB} (?:just |suddenly )?(?:started|began|since|for the first time|this morning|last night)",
        r"(?:foot|feet|toes|hand|hands|leg|legs|fingers|heel)(?: is| are| feels?| getting| even|"
        r" a bit)* number (?:than|and|now|every)",
        r"(?:more|more and more|even more|very) numb(?:ness|ing|ed)?",
        r"numb (?:spots?|patch\w*|areas?)",
        r"(?:entumecid[oa]s?|hormigueo) ~ (?:mas|peor|nuevo|subiendo)",
    ),
    rule(
        "sore on the foot",
        r"(?:open|weeping|infected|oozing|bleeding|pus filled|deep|raw) (?:sores?|wounds?|ulcers?|blisters?|cuts?)",
        r"(?:wound|sore|ulcer|cut) (?:is |was |has |still |stays |looks |again )*(?:open|weeping|oozing|infected)",
        rf"(?:hole|crack|split|gash|cut|wound|sore) in (?:my |the |his |her |left |right )*{_FOOT}",
        rf"(?:{_SORE}|raw spot|open spot) (?:\w+ )?(?:on|under|between|underneath|at) (?:my |the |his |her |both |"
        rf"left |right |of |side |bottom |ball |a |one |little |big |back )*{_FOOT}",
        rf"{_FOOT} (?:ulcers?|wounds?|sore(?= [|?]| (?:that|wont|is open))|blisters?)(?! (?:from the gym|after))",
        rf"(?:{_FOOT}|{_SORE}) ~~ (?:wont|not|isnt|doesnt|never|slow to|hasnt) heal\w*",
        rf"{_FOOT} (?:is |are |has |have |turned |turning |looks |look |went |going |gone |gets |getting |all |a bit |"
        rf"so |really |its |been "
        r")+(?:black|blue|purple|gangren\w*|infected|oozing|discolou?red|changed colou?r|a different colou?r)",
        r"(?:gangren\w*|diabetic foot|foot ulcer)",
        r"(?:ulcera|llaga|herida) ~ (?:pie|pies|dedo|talon)",
    ),
)
