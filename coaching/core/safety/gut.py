"""GUT: loose or hard stools, cramps, nausea, stomach ache, bloating ("Red-flag tiers", class GI)."""

from coaching.core.safety.rule import near, rule, wide

_TUM = r"(?:stomach|stomachs|tummy|belly|abdomen|abdominal|guts?|tum|insides|intestines?|bowels?)"
_STOOL = (
    r"(?:stools?|poo|poos|poop|poops|pooping|bowels?|bowel movements?|bm|bms|motions?|shits?|number two|dump|bottom|"
    r"bum)"
)
_FILL = (
    r"(?:hi |hello |hey |coach |just |still |a |bit |little |very |really |too |so |quite |pretty |kind of |sort of |"
    r"about |maybe |not |but |ok |yes |and |im |its |was |feel |feeling |things are |again |today |please |thanks |"
    r"thank |you |sorry |\d+ )*"
)
_LAST = (
    r"(?: again| today| please| thanks| thank| you| now| though| after| still| tonight| this| morning| week| too|"
    r" sorry)*"
)

RULES = (
    rule(
        "loose",
        r"diarr?h?o?ea\w*",
        r"(?:the|got|have|having|had|bad) (?:the )?(?:runs|trots|squits|shits|squirts)",
        rf"{_STOOL} ~ (?:loose\w*|runny|water\w*|soft|liquid|mushy|like water)",
        rf"(?:loose|looser|runny|watery|liquid|mushy) (?:\w+ )?(?:{_STOOL}|{_TUM})",
        rf"{_TUM} (?:is |was |feels |a |bit |very |still |so |really |little |too |been |has )*(?:loose|runny|watery)",
        rf"(?<=[|?] ){_FILL}(?:loose|watery|runny){_LAST}(?= [|?])",
        r"(?:very|bit|little|too|really|quite|pretty|so) (?:loose|watery|runny)(?! (?:fit\w*|clothes|shirt|pants|"
        r"shoes|eyes|nose|end|grip|jeans|dress|top|around|soup|sauce|collar|belt))",
        r"(?:on|in|to|stuck on|stuck in|living in|living on|glued to|off|for|visiting) (?:the |my )*(?:toilet|"
        r"bathroom|loo|restroom|potty|john) (?:all|every|constantly|\d+ times|many times|nonstop|non stop|since|like|"
        r"for hours|so much|a lot|again and again)",
        r"(?:shitting|pooping) (?:water|liquid|nonstop|all)",
        r"explosive",
    ),
    rule(
        "cramps or pain",
        *near(
            _TUM,
            r"(?:ach\w*|hurt\w*|pain\w*|cramp\w*|upset|sore|queasy|churn\w*|rumbl\w*|killing|sick|in knots|unsettled|"
            r"gurgl\w*|burn\w*|in bits|in a state|playing up|a mess|unhappy|turning|flipping)",
        ),
        *wide(_TUM, r"pains?"),
        rf"{_TUM} (?:is |was |feels |felt |a |bit |not |very |so |really )*(?:bad|off|trouble|issues?|problems?|"
        rf"not right|funny|weird|messed up)",
        rf"(?:bad|upset|sour|nervous|funny|dodgy|sensitive) {_TUM}",
        r"(?:stomach|tummy|belly) ?aches?",
        r"cramp(?:s|y)",
        r"indigestion",
    ),
    rule(
        "nausea",
        r"nause\w*",
        r"queas\w*",
        r"sick to (?:my|the|his|her) (?:stomach|tummy)",
        r"(?:feel|feeling|feels|felt|feelin) (?:\w+ ){0,2}sick(?! (?:of|and tired))",
        r"(?:makes?|made|making) me (?:\w+ )?(?:sick|ill)(?! of)",
        r"going to be sick",
        r"sickly",
        r"puk(?:ey|y)",
        r"sickface(?= [|?])",
    ),
    rule(
        "constipation",
        r"constipat\w*",
        r"(?:cant|couldnt|havent|hasnt|not|unable to|trouble|hard to|hardly|didnt|no|problems?|difficulty|"
        r"struggl\w*) (?:been |able |to |been able to |had |have |a |gone |go |even |really )*(?:poo|poop|pooped|"
        r"pooping|pooed|bowel movements?|bm|number two)",
        r"(?:havent|hasnt|cant|couldnt|not) (?:been |gone |go |able to go )(?:to )?(?:the )?(?:toilet|bathroom|loo)",
        rf"(?:hard|hardened|dry|rock hard) {_STOOL}",
        r"(?:havent|hasnt|not) (?:gone|been) (?:in|for|since) (?:\w+ )?(?:days?|week|monday|tuesday|wednesday|"
        r"thursday|friday|saturday|sunday)",
        r"(?:pooping|passing|shitting) (?:bricks|rocks|pellets|stones)",
        rf"{_STOOL} (?:is |are |was |were |still |very |so |really |too )*(?:hard|dry|rock)",
        r"(?:all )?(?:blocked|stopped|bunged|backed) up(?! (?:nose|traffic|sink|drain|at|the))",
    ),
    rule(
        "bloating",
        r"bloat\w*",
        r"trapped (?:gas|wind)",
        r"gas pains?",
        r"(?:swollen|distended) (?:belly|stomach|tummy|abdomen)",
    ),
    rule(
        "Spanish: tummy",
        r"(?:diarrea|nauseas?|estrenid[oa]|estrenimiento|retortijon\w*|colicos?|hinchazon|suelto)",
        r"(?:duele|dolor|malestar|ardor|mal) ~ (?:estomago|panza|barriga|vientre|tripa)",
        r"ganas de vomitar",
    ),
)
