"""Figures of speech and other harmless uses, taken out of a text before the rules read it.

Each is narrow and takes out its own words only. What stands beside it is read as ever, so adding a harmless remark can
never silence a sign of danger.
"""

from coaching.core.safety.rule import phrases

# What is taken out leaves this, so that the words on its two sides do not come together.
_HARMLESS = "_"
# What may be meant figuratively or not goes to a person (`cues`).
_DOUBTFUL = "doubtful"

_SLEEP = r"(?:night|bed|bedtime|bed time|the evening|evening|\d+\w*|nine|ten|eleven|lights out)"
_FURNITURE = r"(?:the |my |our )?(?:couch|sofa|bed|recliner|armchair|chair)"
_CLEAR = phrases(
    # breath
    r"(?:took|takes|take|taking|taken) (?:my|your|our|his|her) breath away",
    r"(?:caught|catch|catching) (?:my|your|our) breath (?:and|then|before|at the top|after|on)",
    r"(?:stop|stopped|pause|paused) to catch my breath",
    r"breath taking",
    r"waste of breath",
    # death
    r"(?:dying|die|died|dies) (?:to (?:try|see|know|eat|taste|go|get|have|hear|make|meet|tell|share|start|do|cook|"
    r"find|read|learn|visit|use|show)|for (?:a|an|some|chocolate|coffee|cake|that|this|the recipe|pizza|more)|"
    r"laughing|of (?:laughter|laughing|embarrassment|boredom|curiosity|thirst lol))",
    r"to die for",
    r"(?:nearly|almost|just|literally|about) died (?:laughing|when|lol|haha|of)",
    r"laugh\w* (?:so |too )?(?:hard |much )?(?:that )?(?:i |we )?(?:nearly |almost |just |literally )*(?:died|die|"
    r"cried|choked)",
    r"die a little(?: inside)?(?: when| every)?",
    r"old habits die hard",
    r"die ?hard(?: fan)?",
    r"(?:phone|battery|car|laptop|tablet|wifi|watch|plant|plants|internet|computer|charger|ipad|app|fitbit|engine|"
    r"motor) (?:is |was |has |just |went |almost |nearly |keeps )*(?:died|dead|dies|dying)",
    r"dead (?:tired|serious|lifts?|line\w*|end|on my feet|ringer|weight lifts?|sea|batter\w*|heads?|asleep|"
    r"to the world|easy|set on|wrong|right|bugs?)",
    r"(?:over my|drop) dead (?:body|gorgeous)?",
    r"(?:half|brain|knocked) dead",
    r"(?:kill|kills|killed|killing|killin) (?:it|time|my workout|the workout|that workout|my walk|the vibe|the mood|"
    r"two birds|me lol|me haha)",
    r"(?:homework|email|emails|math|maths|job|meeting|meetings|traffic|suspense|wait|heat|humidity|commute|boss|inbox|"
    r"backlog|schedule|work|stress|diet|prices?|bills|silence|waiting|news|kids|wifi|paperwork|deadline\w*|curiosity|"
    r"temptation|smell|joke|jokes|you|cat|song) (?:is |are |really |just |always |totally |nearly |almost )*(?:kill|"
    r"kills|killed|killing) (?:me|us|the cat)",
    r"(?:jet|pain|weed) ?killers?",
    # heart, head, stroke
    r"(?:gave|give|gives|giving) (?:me|us|him|her) (?:such |nearly |almost )?(?:a )?(?:mini |small |"
    r"little )?heart attack",
    r"stroke of (?:luck|genius|midnight|inspiration)",
    r"(?:breast|back|butterfly|side|swim|swimming|brush|paint|pen|key|golf) ?stroke\w*",
    r"heart (?:healthy|shaped|emoji|is (?:full|warm|happy|singing|in it|set|light)|to heart|goes out|aches for|"
    r"hurts for|breaks for|bleeds for|warming|felt)",
    r"(?:know|knows|learned|learn|it|now) by heart",
    r"(?:change|changed) of heart",
    r"(?:heart ?rate|pulse|hr) (?:is |was |at |of |around |about |down to |only |went |dropped |from |to |like |now |"
    r"a |nice |steady )*(?:5\d|6\d|7\d|8\d|9\d|10\d)",
    r"(?:hand|hands|one|palm) on (?:my |the |your )?chest",
    r"(?:my |the )?chest (?:stayed |was |is |stays |keeps |kept |not moving |barely moved |still |moved |less |a |"
    r"and |bit )+(?:still|moving|less|quiet|belly)",
    r"chest of \w+",
    # weak and the week
    r"weak (?:coffee|tea|spots?|signal|wifi|sauce|link|links|proof|evidence|argument|point|points|excuse|will ?power|"
    r"joke|moment|sun|light|connection|for (?:\w+))",
    r"(?:proof|evidence|signal|wifi|coffee|tea|reception|connection|science|internet) (?:is |was |looks |seems |so |"
    r"too |very |a bit |pretty )*weak",
    r"weakness for (?:\w+)",
    r"(?:my|only|biggest|one) weakness is (?:\w+)",
    r"(?:last|this|next|each|every|per|all|one|past|a|the|first|second|third|once a|whole|\d+) weak(?:s)?(?= [|?]|"
    r" (?:was|is|i|has|had|went|of|so|but|and|good|bad|days|better))",
    r"weak end",
    # toilets, curtains, smells
    r"flush(?:ed|ing)? (?:the|it|them|my|all|those|that|old|away|down)(?: \w+){0,3}(?: toilet| pills| drain| loo)?",
    r"(?:royal|straight) flush\w*",
    r"faint (?:smell|scent|taste|memory|light|line|lines|sound|idea|hope|glow|music|praise|of heart|hearted)",
    r"(?:threw|throw|throwing) up (?:my|his|her|your|our) hands",
    r"confus(?:ed|ion) (?:about|by|on|with|over|as to) (?:the|your|my|this|these|that|which|what|how|when|all|if|"
    r"whether) ?(?:email\w*|text\w*|app|instructions?|dos\w*|pills?|program\w*|questions?|link\w*|quiz\w*|label\w*|"
    r"numbers?|forms?|message\w*|recipe\w*|diet|plan|exercise\w*|breath\w*|schedule|step\w*|magnesium|types?|kind\w*|"
    r"one|elemental|salt|mg|milligrams|website|page|pharmacist\w*|bottle|time|timing)",
    r"confus(?:ed|ion) (?:about|on|with|as to) (?:what|which|how|when|whether) (?:to|i|is|are|one|much|many|often)",
    # food
    r"(?:kidney|black|red kidney|dark red kidney) beans?",
    r"(?:steak and )?kidney (?:pie|pudding|shaped)",
    r"blood oranges?",
    r"baby (?:steps?|carrots?|spinach|greens|kale|potatoes|corn|shower|back ribs|sitting|sitter|sat|sitt\w*)",
    r"(?:slept|sleep|sleeping|sleeps) like a baby",
    r"(?:best|good|great|only) medicine(?: is| for|(?= [|?]))",
    r"(?:laughter|food|nature|walking|exercise|movement|sleep|rest|friendship|love) (?:is|as|was) (?:the |my |a |"
    r"good |best )*medicine",
    r"medicine (?:cabinet|ball|wheel)",
    r"iron(?:ing|ed)? (?:skillet|pan|board|rich|clothes|shirts?|man)",
    r"sick (?:and tired )?of (?:\w+)",
    r"sick (?:leave|days?|pay|note)",
    r"(?:home|love|car|sea) ?sick",
    r"poison (?:ivy|oak)",
    # sleep
    r"(?:so |very |really |too |super |nice and |pretty )*sleepy "
    rf"(?:at|by|before|around|in|near|after|when it is) (?:the )?{_SLEEP}",
    # numbness as ever
    r"(?:less|not as|not so|no longer|never) (?:numb(?:ness|ing|ed)?|tingl\w*)(?: as)?",
    r"(?:numb(?:ness|ing|ed)?|tingl\w*) ~ (?:same as|as (?:usual|always|ever|before)|like (?:always|usual|before)|"
    r"the same|no change|unchanged|less|better|improv\w*)(?: always| usual| before| ever)?",
    r"(?:same|usual|normal|old) (?:old )?(?:numb(?:ness|ing|ed)?|tingl\w*)",
    r"still (?:\w+ )?(?:numb(?:ness|ing|ed)?|tingl\w*)(?! (?:and|but) (?:worse|spread\w*|more))",
    # cutting, hurting
    r"cut(?:ting)? (?:down|back|out|up|the (?:carrots?|veg\w*|grass|fruit|onions?|cake|sugar|coffee|carbs)|my (?:hair|"
    r"nails|grass|coffee|sugar|hours|caffeine|food))",
    # cramps of the leg
    r"(?:leg|legs|calf|calves|foot|feet|toe|toes|thigh|muscle|muscles|night|nighttime|hand|hands|hamstring|finger|"
    r"fingers|arch|charley|writers?) (?:muscle |still |have |had |always |get |got |getting |keep |kept |are |"
    r"is )*cramp\w*",
    r"cramp\w* (?:up )?(?:in|of|on) (?:my |the |both |one |left |right |a )*(?:leg|legs|calf|calves|foot|feet|toe|"
    r"toes|thigh|thighs|muscles?|hands?|hamstrings?|fingers?|arch|shins?)",
    # sight, speech
    r"(?:lost|lose|losing) sight of",
    r"(?:blind|double blind) (?:date|spot|study|trial|faith|fold\w*|luck|taste)",
    r"(?:analysis) paralysis",
    r"pass(?:ed|ing)? out (?:flyers|candy|leaflets|water|snacks|invitations|papers)",
    r"expecting (?:a |an |some |my )?(?:package|rain|snow|guests?|visitors?|delivery|company|call|email|text|more|"
    r"less|better|worse|results?|to)",
)
_UNCLEAR = phrases(
    r"(?<!stomach is )(?<!stomach )(?<!tummy is )(?<!belly is )(?<!gut is )(?:kill|kills|killed|killing|killin) (?:me|"
    r"us)",
    r"(?:feel|feeling|felt) (?:like )?(?:im )?dead",
    r"(?:left|leaves|leave|leaving) (?:me|us) breathless",
    rf"(?:pass(?:ed|ing)? out|collaps(?:e|ed|ing)) (?:asleep |straight |right |early |at |by )?(?:(?:on|onto|into|"
    rf"in) {_FURNITURE}|at \d+\w*|by \d+\w*)",
    r"(?:cut|burned|burnt|burn|hurt|hit|scratched|bruised|stabbed) myself (?:shaving|cooking|chopping|slicing|"
    r"on (?:the|a)|by accident|accidentally|(?:while|when) (?:\w+ing|i (?:fell|tripped|slipped|was|dropped))|"
    r"at (?:the gym|work|yoga)|lifting|running|playing|working|with the|in the (?:kitchen|garden|gym|yard))",
    r"accidentally (?:cut|burned|burnt|hurt|hit|stabbed) myself",
    r"food poisoning",
    r"sleep paralysis",
    r"(?:wanted|want) to die of \w+",
)


def without(folded: str) -> str:
    """This will take harmless sayings out of folded text, and put "doubtful" where a saying may be meant."""
    return _UNCLEAR.sub(_DOUBTFUL, _CLEAR.sub(_HARMLESS, folded))
