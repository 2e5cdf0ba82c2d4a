"""POISON: too many at once, a whole pack, overdose, a child may have swallowed some ("Red-flag tiers")."""

from coaching.core.safety.rule import rule

_PILLS = (
    r"(?:pills?|tablets?|tabs|caps|capsules?|gummies|gummy|gummie|supplements?|magnesium|mag|doses?|medicines?|meds|"
    r"medications?|powder|vitamins|melatonin|lozenges|sachets?|scoops|glycinate|citrate|stuff)"
)
_PACK = r"(?:pack|packs|packet|bottle|bottles|box|blister|jar|strip|container|sheet|tub|bag|tube|supply|lot|thing)"
# A whole box of something else is food.
_OF_PILLS = rf"(?! of (?!(?:{_PILLS}|mine|my|the|these|those|them|it|that|this)(?![^ ]))\w+)"
_TOOK = (
    r"(?:took|take|taken|takes|taking|swallow|swallows|swallowed|swallowing|popped|downed|gulped|ingested|ate|eaten|"
    r"eat|had|having|chewed|drank|gave|given|finished|emptied|consumed)"
)
_OF = r"(?:of |the |my |those |these |them |this |that |his |her |magnesium |mag |supplement |[0-9]+mgs? |at |all )*"
_SEVERAL = r"(?:[2-9]|[1-9]\d{1,2}|two|three|four|both|several|couple|few)"
_MANY = (
    r"(?:[5-9]|[1-9]\d{1,2}|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|hundred|"
    r"dozen|dozens|so many|a lot|lots|loads|tons|a ton|a bunch|a whole bunch)"
)
_ABOUT = (
    r"(?:like |about |around |maybe |almost |nearly |over |up to |a |all |at least |another |my |roughly |or |\d+ )*"
)
# Pills of several days are told as a count too: those go to a person (`cues`).
_NOT_SPREAD = (
    r"(?! (?:this|last|in the last|in the past|over the|so far|for the|per|each|every|a|all|the last|the past|"
    r"of the) (?:week|weeks|month|days|\d+ days|seven days|7)| days?| weeks?| since| out of| in (?:a|one|1|the|this|"
    r"total this|two|2) (?:week|month))"
)
_SLIP = (
    r"(?:accident|accidentally|accidental|mistake|mistakenly|oops|whoops|unintentionally|error|wrongly|not thinking)"
)
_ONCE = (
    r"(?:at once|all at once|at the same time|same time|at one time|in one go|in 1 go|all together|in one sitting|"
    r"in one day|in 1 day|in a day|in one night|in an hour|one after another|within (?:an|one|a few) (?:hour|hours|"
    r"minutes))"
)
_CHILD = (
    r"(?:child|childs|children|kid|kids|kiddo|baby|babys|toddler|toddlers|infant|son|sons|daughter|daughters|grandson|"
    r"granddaughter|grandchild|grandkid|grandkids|grandbaby|little one|little boy|little girl|boy|girl|nephew|niece|"
    r"year old|years old|yr old|yo|\d+yo|\d+ ?m old|month old|twins?)"
)
_INTO = (
    r"(?:got into|get into|getting into|got in|got hold of|got a hold of|got at|got his|got her|found|opened|"
    r"chewing on)"
)

RULES = (
    rule(
        "overdose",
        r"over ?dos\w*",
        r"od(?:ed|ing|s)?(?! on (?:chocolate|kale|cookies|nuts|sugar|netflix|cheese|spinach|almonds))",
        r"poison\w*",
        r"sobre ?dosis",
        r"(?:envenen|intoxic)\w*",
    ),
    rule(
        "too many",
        rf"(?:too|to) many {_OF}{_PILLS}",
        rf"(?:too|to) much {_OF}{_PILLS}",
        r"(?:took|taken|swallowed|popped) (?:way |far |wayyy |a bit |a little )?(?:too|to) (?:much|many)(?! (?:time|"
        r"on|work|space|notes|naps|breaks|photos|pictures|steps|coffee|sugar|food|long|effort|for|weight))",
        rf"too many ~ (?:i )?(?:took|had|swallowed) ~ {_SEVERAL}",
        r"(?:how many|how much) ~~ (?:too many|too much) [|?] (?:i )?(?:just )?(?:took|had|swallowed)",
        rf"more {_PILLS} than (?:i|the|one|you|my)",
        rf"{_TOOK} {_ABOUT}{_MANY} {_OF}{_PILLS}{_NOT_SPREAD}",
        rf"{_SEVERAL} {_OF}(?:{_PILLS} |of them |magnesium ){{0,3}}{_ONCE}",
        rf"(?:took|swallowed|had) ~~ {_SEVERAL} ~ {_ONCE}",
        rf"(?:took|swallowed|popped|downed|necked) {_ABOUT}{_MANY} of (?:them|those|these)(?! (?:days|walks|nuts|"
        rf"minutes))",
        rf"(?:took|taken|swallowed|had) {_SEVERAL} (?:\w+ )?instead of (?:\w+ )?(?:1|one|2|two|a|the|half)",
        r"(?:took|taken|swallowed) the (?:lot|whole lot|entire lot)",
        r"(?:overdone|overdid|over did|exceeded|gone over|went over|over) (?:the|my) (?:dos\w*|limit|amount|max\w*)",
        r"(?:took|taken|swallowed|had) (?:a |the )?(?:whole )?(?:weeks|months|days|few days|two days|2 days) (?:worth|"
        r"pills|tablets|doses|supply|meds)",
        r"(?:more than|over) (?:the label|i should|the (?:recommended|max\w*|daily)) ~ (?:dos\w*|said|says|pills|"
        r"have)",
        rf"{_MANY} {_OF}{_PILLS} ~ (?:today|tonight|this morning|just now|last night)",
        r"(?:megadose|mega dose)\w*",
        r"(?:1[5-9]\d\d|[2-9]\d{3}|\d{5,6})(?:mg|mgs|milligrams?)(?!(?: of| per day| a day| daily)? (?:vitamin|vit|c|"
        r"omega|fish|potassium|sodium|salt|turmeric|protein|calcium|limit))",
        r"(?:\d{1,2}|one|two|three|four|five|six|several) ?(?:g|gm|grams?) (?:of )?(?:the |my )?(?:magnesium|"
        r"mag)(?! (?:is|are|in|per) )",
    ),
    rule(
        "a whole pack",
        rf"{_TOOK} (?:about |almost |nearly |like |up )*(?:the |a |my |an )?(?:whole|entire|full|all the|all my|"
        rf"half the|half a|half my|rest of the|rest of my) {_OF}(?:of the )?(?:pill |magnesium |supplement |"
        rf"gummy )*{_PACK}{_OF_PILLS}",
        rf"(?:finished|emptied|downed) ~ {_PACK}{_OF_PILLS} ~ {_ONCE}",
        rf"(?:took|swallowed|popped|ate|downed|taken) (?:them |it |they )?all (?:of )?(?:the|my|his|her|those|these|"
        rf"todays|tomorrows) (?:\w+ )?{_PILLS}(?! (?:this|last) (?:week|month))",
        r"(?:took|swallowed|popped|ate|downed|taken) (?:them |it )?all (?:of )?(?:them|it|those|these|mine|todays|"
        r"tomorrows)(?= [|?]| (?:too|at|in|by|now|today|last|this|because))",
        r"(?:took|swallowed|popped|downed|taken) (?:all of (?:them|those|these)|them all)(?! (?:for|to|on|with|out) )",
        r"(?:took|swallowed) everything(?= [|?])",
        r"(?:took|swallowed|popped) (?:them|it|pills) all(?= [|?]| at once| by)",
        rf"(?:took|taken|take|swallowed|popped|had|ate|eaten) ~ (?:handful|handfuls|hand full|fistful|fist full|bunch|"
        rf"mouthful)s? of {_OF}(?:{_PILLS}|them|those)",
        r"(?:took|taken|swallowed|popped) ~ (?:handful|hand full|fistful)(?! of)",
    ),
    rule(
        "a lot of pills",
        rf"(?:took|taken|swallowed|popped|downed|necked|ate|eaten|had|gave) ~~ (?:load|loads|whole|entire|bunch|tons?|"
        rf"heaps?|pile|handfuls?|lots|dozens?|mouthful) ~ {_PILLS}",
        r"(?:pack|packs|packet|strip|bottle|box) ~ (?:gone|empty|finished) ~ (?:took|swallowed|ate|had) (?:them|it|"
        r"all|the lot)",
        rf"(?:load|loads|whole lot|bunch|tons?|heaps?|pile|handfuls?|dozens?) of {_OF}{_PILLS} ~~ (?:took|taken|"
        rf"swallowed|ate|gone)",
    ),
    rule(
        "double dose",
        r"(?:double|doubled|doubling|triple|tripled) (?:up )?(?:on |of )?(?:the |my |a |todays |up |it )*(?:dos\w*|"
        r"pills?|magnesium|mag|tablets?|capsules?|supplements?|meds|medicine)",
        r"(?:took|taken|had|take) (?:a )?(?:double|triple|twice the|second|2nd|third|extra|another extra) (?:amount|"
        r"dos\w*|pill|tablet|capsule|one|magnesium|serving)",
        r"(?:twice|double|triple|three times|3 times|4 times|2x|3x|10x|ten times) (?:the |my )(?:usual |normal |"
        r"recommended |right |max\w* )?(?:dos\w*|amount|limit)",
        r"(?:took|taken|had) ~ twice ~~ (?:accident|accidentally|mistake|oops|forgot|forgetting|error)",
        r"(?:forgot|forgetting|didnt remember|didnt realize|not remember\w*) ~~ (?:already )?(?:taken|took|"
        r"had) ~~ (?:took|again|second|another|more|twice)",
        r"(?:took|taken) ~~ (?:again|twice|another|more) ~~ (?:forgot|already taken|already took|already had)",
    ),
    rule(
        "by mistake",
        rf"{_SLIP} (?:i )?(?:just )?(?:took|taken|take|swallowed|ate|had|taking) ~ (?:{_SEVERAL}|{_PILLS}|double|"
        rf"twice|all|extra|"
        r"it|them|more|wrong)",
        rf"(?:took|taken|take|swallowed|ate|had) ~ (?:{_SEVERAL}|{_PILLS}|double|twice|all|extra|it|them|"
        rf"more) ~~ {_SLIP}",
        r"(?:took|taken|swallowed) (?:mine|my own|my pills?|my magnesium) and ~~ (?:too|as well|also)",
        rf"wrong {_PILLS} (?:by|took|taken|i)",
        r"(?:took|taken|swallowed) (?:the )?wrong (?:dose|pill|pills|amount|medicine|tablet|bottle|one|ones)",
        rf"{_TOOK} ~~ (?:thinking|thought) ~ (?:candy|sweets|candies)",
    ),
    rule(
        "a child",
        rf"(?:my |the |our |a |his |her |old |little )(?:{_CHILD}) ~ (?:swallowed|swallow|ingested)(?! (?:hard|water|"
        rf"food|the (?:food|water)|his pride))",
        rf"{_CHILD} ~~ (?:ate|eaten|eat|eating|swallowed|swallowing|took|chewed|licked|drank|{_INTO}) ~ (?:{_PILLS}|"
        rf"pill bottle|medicine|one of my|some of my|my bottle|the bottle|my bottles|bottle of {_PILLS})",
        rf"{_CHILD} ~~ (?:put|had|has|with) ~ (?:{_PILLS}) ~ mouth",
        rf"(?:gave|given|fed) (?:my |the |our |his |her )?(?:{_CHILD}) ~ (?:my |of my |the wrong )(?:{_PILLS})",
    ),
    rule(
        "Spanish: too many",
        r"(?:tome|tomo|tomado|trague|trago|tragado|comio|comi|tomaron|ingerido) ~ (?:todas|todo|demasiad\w+|muchas|"
        r"varias|un monton|el frasco|la caja|(?:[5-9]|\d\d)) ~ (?:pastillas|capsulas|tabletas|pildoras|magnesio|"
        r"entero|entera)",
        r"(?:hijo|hija|nino|nina|bebe|nieto|nieta) ~~ (?:trago|tomo|comio|tragado|comido|tomado) ~ (?:pastillas?|"
        r"capsulas?|tabletas?|pildoras?|medicina|medicamento)",
    ),
)
