"""EMERGENCY: chest, breath, fainting, face, speech, limbs, sight, head, swelling, heart, blood ("Red-flag tiers").

Loss of bladder or bowel control and sudden loss of sight stand here because the red flags of numbness say so.
"""

from coaching.core.safety.rule import ODD, near, rule, wide

_CHEST = r"(?:chest|breast ?bone|sternum|rib ?cage)"
_ILL = (
    r"(?:pain\w*|hurt\w*|ache\w*|aching|tight\w*|pressure|pressing|heavy|heaviness|squeez\w*|crush\w*|burn\w*|"
    r"discomfort|uncomfortable|sore|weird|funny|strange|odd|off|stabb\w*|sharp|spasm\w*|constrict\w*|clench\w*|"
    r"elephant|weight|killing|throb\w*|pound\w*|hammer\w*|sting\w*|numb(?:ness|ing|ed)?|twinge\w*|grip\w*|vice|full|"
    r"bad|tearing|ripping|radiat\w*|sitting on|brick)"
)
_BREATH = r"(?:breath|breathe|breathes|breathing|breaths|air|oxygen)"
# Trouble with the exercise is no trouble with breath.
_NO_EXERCISE = (
    r"(?! (?:exercises?|practice|drills?|rounds?|techniques?|work|part|things?|habit|tips?|lessons?|video|routine|"
    r"at night|in 4|for 4|in for|out for|slow\w*|deep\w*|that slow\w*|the way|like you|as you|today because|"
    r"because i forgot))"
)
_CANT = r"(?:cant|couldnt|cant even|unable to|not able to|wasnt able to|barely|hardly|can barely|can hardly)"
_LIMB = (
    r"(?:arms?|legs?|hands?|foot|feet|fingers?|toes?|face|body|limbs?|side|thighs?|half|knees?|lips|wrist|ankles?|"
    r"anything below|lower)"
)
_WHICH = (
    r"(?:my |his |her |the |one |left |right |own |big |whole |entire |lower |both |either |of |part |any |in |moms |"
    r"dads )*"
)
_SIDE = r"(?:one|left|right|1|the other|whole left|whole right|half)"
_ONE_LIMB = r"(?:(?:my |his |her |the )?(?:left|right|one|other) (?:arm|hand|leg|foot|side))"
_LIMP = (
    r"(?:numb(?:ness|ing|ed)?|weak\w*|paraly\w*|tingl\w*|droop\w*|heavy|limp|dead|useless|asleep|lifeless|sagg\w*|"
    r"wont move|hanging)"
)
_HEART = r"(?:heart|heart ?beats?|heart ?rate|pulse|ticker)"
_BEAT = (
    r"(?:racing|races|raced|pound\w*|skip\w*|flutter\w*|irregular\w*|thump\w*|thud\w*|hammer\w*|jump\w*|stopping|"
    r"stops|stopped|erratic|all over the place|uneven|out of (?:my|his|her) chest|(?:too|so|really|very|super|"
    r"extremely|crazy|pretty) fast|beat\w* (?:so |really |very |too |super )?(?:fast|hard|weird|funny|slow\w*)|"
    r"going (?:so |really |very |too |like )*(?:fast|crazy|mad|the clappers|a hammer|hell|nuts)|doing (?:flips|"
    r"somersaults|funny|weird|backflips|strange)\w*|all over|off|(?:too|so|really|very|super|extremely|"
    r"dangerously) (?:slow|low)|funny|weird|crazy|hurt\w*|pain\w*|ache|aches|aching|squeez\w*|tight\w*|flip\w*|"
    r"burst\w*|explod\w*|missing|misses|missed|out of rhythm|off beat|wont slow|wont calm|through the roof|dropp\w*|"
    r"drops)"
)
_STOOL = (
    r"(?:stools?|poo|poos|poop\w*|bowels?|bowel movements?|toilet|loo|rectum|rectal|bottom|butt|shit|diarrh?oea|"
    r"diarrhea|bm|bms|number twos|pee|urine|wipe|wiped|wiping|number two|crap|turd)"
)
_WENT = r"(?:peed|wet|pissed|soiled|pooped|crapped|shit|shat|messed|peeing|wetting|soiling|pooping)"

RULES = (
    rule(
        "chest",
        *wide(rf"{_CHEST}(?! (?:press|cold|infection|congest\w*|day|exercise|stretch|fly|of drawers))", _ILL),
        rf"{_CHEST} (?:is |was |feels |felt |has been |just |still |really |so |kind of |a bit |very )*(?:hurt\w*|"
        rf"tight\w*|{_ILL})",
        rf"(?:sitting|standing|weight|elephant|brick|band|pressing|squeezing) (?:\w+ )?(?:on|around|across) (?:my |"
        rf"his |her )?{_CHEST}",
        rf"(?:pain\w*|ach\w*|tight\w*|pressure) ~~~ {_CHEST}",
        *wide(_CHEST, rf"(?:pain\w*|hurt\w*|{ODD})"),
        rf"(?:like|as if) ~~ (?:on|across|around|squeezing|stuck in|in|through|into) (?:my |his |her |the )?{_CHEST}",
        rf"{_CHEST} ~~ (?:elephant|sitting on|standing on|wrapped|in a vice)",
        r"(?:pain\w*|ach\w*|hurt\w*|numb(?:ness|ing|ed)?|tingl\w*|shooting|radiat\w*) ~ (?:left arm|jaw and|and jaw|"
        r"arm and|down my arm)",
        r"left arm ~ (?:pain\w*|ach\w*|hurt\w*|numb(?:ness|ing|ed)?|tingl\w*|heavy|weak\w*)",
        r"angina",
    ),
    rule(
        "breath",
        rf"{_CANT} (?:really |even |seem to |hardly |properly |fully |just )*(?:breathe|breath){_NO_EXERCISE}",
        rf"{_CANT} (?:really |even |seem to )*(?:get|catch|draw|take|find) (?:in )?(?:my |a |any |enough |a full |"
        rf"a deep |in )*{_BREATH}",
        rf"(?:hard|harder|difficult|tough|hurts|painful|struggle|struggling|trouble|impossible|heavy|"
        rf"unable) (?:for me )?(?:to |when i |when |if i )(?:even |really |properly |fully )*(?:breathe|"
        rf"breath){_NO_EXERCISE}",
        rf"(?:difficulty|difficulties|trouble|troubles|problems?|hard time|struggl\w*|issues?|labou?red|shallow|rapid|"
        rf"noisy|heavy) (?:with |in |to |my |even |catching |getting |for |a |enough |any |his |her )*(?:breathing|"
        rf"breath|breathe|air|oxygen){_NO_EXERCISE}",
        r"(?:my|his|her) breath\w* (?:is |was |feels |felt |has been |gets |got |has gotten )+(?:really |so |very |"
        r"a bit |too )*(?:bad|hard|short|shallow|labou?red|fast|difficult|worse|off|weird|tight|stopp\w*|painful|"
        r"restricted|rapid|raspy|heavy)",
        r"breathing (?:is |was |feels |gets |has become )(?:really |so |very |a bit |too )*(?:bad|short|labou?red|"
        r"difficult|worse|shallow|painful|hard)(?! to (?:remember|do|fit|find|keep|stick|get|follow|learn|focus))",
        *wide(rf"(?:my|his|her) breath(?:ing)?{_NO_EXERCISE}", ODD),
        r"short(?:ness|er)? (?:of|on|in) (?:breath|air|breathe|breathing)",
        rf"(?:not|isnt|arent|never|without|dont|cant) (?:get |getting |got |have )(?:enough |any |much )*{_BREATH}",
        r"(?:lost|losing|stopped|stops|stop) (?:my )?breath(?:ing)?(?! (?:exercises?|practice|rounds?))",
        r"breathless\w*",
        r"(?:gasp|wheez|suffocat|asphyxiat)\w*",
        r"(?:choking|choke|choked)(?! (?:up|on kale|back tears))",
        r"asthma attack",
        r"cant (?:inhale|exhale)",
        r"(?:turning|turned|going|went|are|is|lips) (?:lips )?blue(?: lips)?(?= [|?]| (?:lips|in the face|around))",
        r"blue lips",
    ),
    rule(
        "fainting",
        r"faint(?:ed|ing|s|y)?",
        r"pass(?:ed|es|ing)? out",
        r"black(?:ed|ing|s) out",
        r"blackouts?(?! (?:curtains?|blinds?|shades?|mask))",
        r"collaps(?:e|ed|es|ing)",
        r"(?:lost|losing|lose|loss of) consciousness",
        r"(?:unconscious|unresponsive)",
        r"syncope",
        r"(?:woke|came to|waking|found (?:him|her|me|myself)) (?:up )?on the (?:floor|ground|bathroom floor)",
        r"(?:went|going|gone) (?:all )?limp",
        r"keel\w* over",
        r"out cold",
        r"(?:hit|dropped to|dropped on|fell to|ended up on|collapsed to) (?:the )?(?:deck|floor|ground)",
        r"everything (?:just |suddenly )*(?:went|goes|going|turned|gone) (?:black|dark|white|grey|gray)",
    ),
    rule(
        "face",
        *wide(r"(?:face|mouth|cheek|eyelid|eye|lip)", r"(?:droop\w*|dropped|drooped)"),
        *near(
            r"(?:face|mouth|cheek|eyelid|smile|lip|eye)",
            r"(?:droop\w*|sagg\w*|lopsided|crooked|paraly\w*|dropping|slack)",
        ),
        *wide(
            r"(?:face|smile|mouth|cheek|eyelid)",
            r"(?:wonky|crooked|lopsided|uneven|(?:not|isnt|wont|doesnt|cant) mov\w*|frozen|fallen|slack)",
        ),
        *near(r"(?:face|cheek|mouth)", r"(?:numb(?:ness|ing|ed)?|tingl\w*)"),
        r"(?:face|cheek|mouth) (?:is |feels |felt |went |has gone |got |so |all )*(?:heavy|weak|dead|frozen|uneven|"
        r"asleep)",
        r"(?:side|half) of (?:my |his |her |the )?(?:face|mouth|body|head) ~ (?:\w+)",
        r"half (?:my|his|her) (?:face|body)",
    ),
    rule(
        "speech",
        r"slur\w*",
        rf"(?:{_CANT}|trouble|hard to|difficulty|struggl\w*|difficult to|problems?) (?:with |to |really |even |"
        rf"seem to |just )*"
        r"(?:speak|speaking|speech|talk|talking|form words|find words|say words|get (?:my |the |any )*words?|"
        r"find (?:my |the )*words)(?! (?:right now|now|at the moment|to|today|later|tonight|with|about|on the|in|"
        r"during|while|when|highly|for long|enough))",
        r"(?:words?|speech|sentences) (?:just |are |is |were |was |keep |all |not )*(?:come|comes|coming|came|get|"
        r"getting|sound|sounds|slip|feel|feels|going|gone|off|funny|weird|garbled|jumbled|muddled|mumbled|mixed|"
        r"strange|thick)(?: out)? ?(?:wrong|jumbled|mixed|funny|garbled|slurred|muddled|weird|strange|backwards|"
        r"confused|right|off|odd|up|all)?",
        *wide(r"(?:my|his|her|the)? ?speech", rf"(?:gone|{ODD})"),
        r"(?:garbled|jumbled|mumbled) (?:speech|words)",
        r"(?:talking|speaking|talk|speak|sound|sounding) (?:like )?(?:funny|gibberish|nonsense|weird|drunk|im drunk|"
        r"a drunk)",
    ),
    rule(
        "sudden or one-sided",
        *wide(
            r"(?:sudden|suddenly|all of a sudden|out of nowhere|abrupt\w*)",
            r"(?:numb(?:ness|ing|ed)?|weak\w*|paraly\w*|limp|collaps\w*|no strength|no feeling)",
        ),
        rf"(?:sudden|suddenly|all of a sudden|out of nowhere) ~~ (?:{_ONE_LIMB}) ~ (?:{_LIMP})",
        rf"(?:sudden|suddenly|all of a sudden|out of nowhere) (?:my |his |her |the )?{_LIMB} (?:\w+ )?{_LIMP}",
        *near(r"(?:sudden|suddenly|all of a sudden|out of nowhere)", r"(?:headaches?|head ache|migraine|head pain)"),
        rf"{_SIDE} (?:half|side|part)(?: of)?(?: my| his| her| the)?(?: body| face| head)? ~ {_LIMP}",
        rf"{_LIMP} ~ {_SIDE} (?:side|half)",
        r"(?:left|right|one|my|his|her) (?:arm|hand|leg)(?: is| was| feels| felt| went| has gone| got| just| so|"
        r" really| and| are| suddenly)* (?:weak\w*|limp|dead|useless|paraly\w*|lifeless|heavy)",
        rf"{_ONE_LIMB} ~~ (?:dead|limp|useless|lifeless|paraly\w*|gave way|wont work|wont move|drag\w*)",
        r"weak\w* (?:in |on |of )(?:my |his |her |the )?(?:left|right|one) (?:arm|hand|leg|side|foot)",
        r"weak (?:left|right) (?:arm|hand|leg|side)",
    ),
    rule(
        "limb without feeling or power",
        rf"(?:{_CANT}|dont|no longer|cannot) (?:really |even |hardly )*(?:move|feel|lift|raise|"
        rf"use) {_WHICH}{_LIMB}(?! (?:better|the))",
        rf"(?:no|lost|losing|lost all|zero|without|loss of) (?:all |any )*(?:feeling|sensation|movement|use) (?:in|of|"
        rf"from|at|below) {_WHICH}{_LIMB}",
        rf"{_LIMB} (?:wont|doesnt|dont|not|will not|stopped|isnt|arent|aint) (?:move|moving|work|working|respond|"
        rf"responding|do what|doing what|lift|listen\w*)",
        r"paraly[sz]\w*",
        r"saddle (?:numb(?:ness|ing|ed)?|area)",
        r"(?:numb(?:ness|ing|ed)?|no feeling) ~ (?:groin|genitals|private parts|crotch|inner thighs)",
    ),
    rule(
        "sight",
        r"(?:lost|losing|loss of|lose) (?:all |my |the |some |his |her |part of my |half my )*(?:sight|vision|"
        r"eyesight)(?! of)",
        r"(?:went|going|gone|go|turned) (?:\w+ )?blind",
        r"(?:suddenly|half|temporarily|momentarily) blind",
        rf"{_CANT} (?:even |really |suddenly )*see(?: (?:out of|a thing|anything|from|properly|at all|clearly|"
        rf"straight|well|with|much|out|"
        r"my hand|on (?:one|my|the) (?:side|left|right))|(?= [|?]))",
        r"(?:blind|black) (?:in|out of) (?:one|my|the|his|her|both) (?:\w+ )?eyes?",
        r"(?:vision|sight|eyesight) (?:is |was |just |suddenly |has |all )*(?:gone|went|black|blacked|disappear\w*|"
        r"vanish\w*|goes|lost)",
        *wide(
            r"(?:vision|sight|eyesight)(?! of)",
            r"(?:gone|vanish\w*|disappear\w*|blacked|went|fading|faded|lost|losing|cut out|missing)",
        ),
        *near(r"(?:sudden|suddenly|all of a sudden)", r"(?:blur\w*|double vision|vision|seeing double|sight)"),
        r"(?:curtain|shadow|veil) ~ (?:eye|eyes|vision)",
    ),
    rule(
        "worst headache",
        r"worst (?:\w+ )?(?:headaches?|head ache|head pain|migraine|pain in my head)",
        r"thunder ?clap",
        r"(?:headaches?|head ache|migraine|head) ~~ (?:worst|ever had|of my life|explod\w*|unbearable|never had|"
        r"hit me like)",
    ),
    rule(
        "swelling",
        *near(r"(?:throat|lips?|tongue|face|mouth|airway)", r"(?:swell\w*|swoll\w*|puff\w*|balloon\w*)"),
        *near(r"(?:throat|airway|windpipe)", r"(?:clos\w*|tight\w*|shut\w*|block\w*|constrict\w*|seizing|swelling)"),
        r"(?:tongue|lips?|throat) (?:is |are |feels? |felt |has |have |gone |went |got |looks? |so |really |all |"
        r"very |like its )*(?:huge|massive|enormous|big|bigger|fat|thick|enlarged|heavy|funny|tight|itchy and)",
        r"anaphyla\w*",
        r"epi ?pen",
    ),
    rule(
        "heart",
        *near(_HEART, _BEAT),
        *wide(r"(?:my|his|her) (?:heart|pulse|ticker)", rf"(?:fast|quick|slow|{ODD})(?! (?:walk|food))"),
        r"(?:irregular|slow|abnormal|rapid|fast|skipped|missed|extra) (?:heart ?beats?|heart rhythms?|pulse)",
        r"(?:tachycardia|bradycardia|cardiac arrest)",
        r"heart attack\w*",
        r"(?:pulse|heart ?rate|hr|heart ?beat|bpm|heart) (?:is |was |at |of |around |about |like |down to |up to |"
        r"over |under |only |beating |really slow |rate |says |said |hit |reads |reading |showing |resting |"
        r"dropped to |went to |went up to |between )*(?:[23]\d|4[0-4]|1[4-9]\d|2[0-4]\d)(?! (?:min|mins|minutes|"
        r"seconds|sec|days|times|points|percent|weeks|years))",
        r"(?:[23]\d|4[0-4]|1[4-9]\d|2[0-4]\d) ?bpm",
    ),
    rule(
        "seizure",
        r"(?:seizures?|convuls\w*|epilep\w*)",
        r"(?:had|having|has|have) (?:\w+ ){0,4}fits?(?! (?:of|and|for|body|pic|my|me|in|into))",
        r"(?:fitting|was fitting) (?:on the floor|for \w+ minutes|again)",
        r"foam\w* ~ mouth",
        r"shak\w* ~ (?:uncontrollabl\w*|violently|all over)",
    ),
    rule(
        "blood",
        *near(
            r"(?:vomit\w*|threw up|throw\w* up|puk\w*|cough\w*|spit\w*|spat|barf\w*|being sick|sickface|brought up|"
            r"bringing up)",
            r"blood\w*",
        ),
        *wide(r"(?:blood\w*|bleed\w*|bled)", _STOOL),
        r"(?:pass|passed|passing) (?:\w+ )?blood",
        r"(?:vomit\w*|puk\w*|threw up|throwing up) ~~ (?:coffee grounds|dark brown)",
        rf"(?:black|tarry|tar like|maroon|dark red|jet black) (?:and )?(?:tarry |sticky |looking |loose )?{_STOOL}",
        rf"{_STOOL} (?:is |are |was |were |came out |looks |look |looked |looking |turned |has been |been |"
        rf"coming out |all |very |jet |"
        r"really |so |pitch |gone |went |has turned |dark and )*(?:black|tar\w*|like tar|maroon)",
    ),
    rule(
        "bladder or bowel",
        r"(?:lost|losing|loss of|lose|no|cant|couldnt|lack of|without|not) (?:have |having |any |the |my |all |"
        r"of )*control\w* (?:of |over |my |the |his |her |when i )*(?:bladder|bowels?|pee\w*|poop?\w*|urine|bathroom|"
        r"go)",
        r"(?:bladder|bowel) control",
        rf"{_WENT} (?:my|him|her|them)sel(?:f|ves)",
        rf"{_WENT} (?:in )?(?:my |the |his |her )(?:pants|bed|underwear|trousers|sheets|undies)",
        r"incontinen\w*",
        r"(?:cant|couldnt) (?:hold|control|keep) (?:in |back )?(?:my |the )*(?:pee|wee|bladder|poop|poo|urine|bowels?|"
        r"water|shit|it in|myself)",
        r"(?:leaking|leak|leaked) (?:urine|pee|stool|poop)",
    ),
    rule("stroke", r"(?:mini )?stroke", r"tia", r"brain bleed", r"aneurysm"),
    rule(
        "calls for rescue",
        r"911",
        r"(?:call\w*|dial\w*|rang|ring) (?:the )?(?:999|112|paramedics?|emergency)",
        r"(?:ambulance|paramedics?)",
        r"(?:feel|feels|felt|feeling|think|thought|like|if|might|may) (?:like |that )?(?:im|i was|hes|shes|i might|"
        r"i may|i will|i am) (?:be |literally |actually |really |about to |going to |gonna )*(?:dying|die)(?! (?:of|"
        r"to|from (?:laughing|boredom)))",
        r"not breathing(?! (?:right|the|exercises?|enough exercises?|slowly|deeply|today))",
        r"not respond\w* (?:and|to|at all)",
    ),
    rule(
        "Spanish: emergency",
        r"(?:duele|dolor|presion|opresion|aprieta|apretado|ardor) ~ pecho",
        r"pecho ~ (?:duele|aprieta|apretado|oprimido)",
        r"no (?:puedo|puede|podia|pude) respirar",
        r"(?:falta|faltaba|sin|me quedo sin|no tengo) (?:de |el )*(?:aire|aliento|respiracion)",
        r"(?:me ahogo|me asfixio|ahogando(?:me)?)",
        r"(?:cuesta|dificultad|dificil|problemas) (?:para |de |al )?(?:respirar|hablar)",
        r"(?:desmay\w*|infarto|derrame|convulsion\w*|ataque al corazon|ataque cardiaco|paro cardiaco|inconsciente)",
        r"(?:vomit\w*|escup\w*|tos\w*) ~ sangre",
        r"sangre ~ (?:heces|popo|caca|vomito|excremento|orina|bano)",
        r"(?:heces|popo|caca) negr\w+",
        r"no (?:siento|puedo mover|puedo sentir) (?:el|la|los|las|mi|mis) (?:pierna|piernas|brazo|brazos|cara|pie|"
        r"pies|mano|manos|lado)",
        r"(?:cara|boca|lado|brazo|mitad de la cara) ~ (?:dormid[oa]|adormecid[oa]|paralizad[oa]|caid[oa]|torcid[oa]|"
        r"chueca)",
        r"(?:late|latiendo|rapido|acelerado|palpita|duele|salta) ~~ corazon",
        r"(?:duerme|durmio|dormida|paralizo|caida) ~~ (?:cara|boca|lado)",
        r"mitad de (?:la cara|mi cara|la boca|mi cuerpo)",
        r"(?:corazon) ~ (?:acelerado|rapido|late|palpita|latiendo|duele)",
        r"(?:labios|lengua|garganta|cara) ~ (?:hinchad[oa]s?|hincha|cierra|cerrando)",
        r"(?:ambulancia|emergencia|urgencias)",
        r"(?:no veo|perdi la vista|me quede ciego|me quede ciega)",
    ),
)
