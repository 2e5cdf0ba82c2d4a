"""Weak signs: no class of their own, but a person must read the text at once (amber)."""

from coaching.core.safety import medicines
from coaching.core.safety.rule import near, rule

_PETS = r"(?:dog|dogs|cat|cats|puppy|kitten|pet|horse)"

RULES = (
    rule("a doubtful saying", r"doubtful"),
    rule(
        "despair",
        r"(?:nothing|none of it|nothing really) matters",
        r"(?:pointless|meaningless|empty inside|dead inside|numb inside|broken inside)",
        r"(?:see|seeing) (?:the|any|no) point",
        r"(?:giving|given|give) up(?= [|?]| (?:completely|on everything|now|all|hope|entirely))",
        r"(?:losing|lost|out of) my mind",
        r"(?:going|gone) (?:crazy|insane|mad)",
        r"(?:over|nothing left|no place|no hope|no future|nothing) for me(?= [|?]| (?:here|any ?more|now))",
        r"(?<!dont )(?<!not )(?<!didnt )(?:want|need) (?:it|it all|all of this|everything|this|all this|"
        r"the pain) (?:just )?to (?:stop|end|be over|go away)",
        r"(?:want|wanted) out(?: of (?:it|it all|all of it|all this|everything|life|this life|this world))?(?= [|?])",
        r"cant (?:keep|go|live|carry) (?:going |on |living )?(?:like|with) (?:this|it)",
        r"hurts? too much",
        r"(?:tired|afraid|scared) of (?:everything|myself|people|what i might do)",
        r"(?:try|trying) to stop me",
        r"(?:goodbye|good bye|farewell) (?:to|my)",
        r"(?:giv\w*|gave) away (?:all )?my (?:things|stuff|belongings|possessions|dog|cat|pets?)",
        r"(?:wrote|writing|write|made) my will",
        r"(?:sav\w*|stash\w*|hoard\w*|collect\w*) (?:up )?(?:my |the |all my )?pills",
        r"pills (?:and|with) (?:alcohol|booze|vodka|wine|whiskey|liquor)",
        r"(?<!glue )(?<!nail )(?<!massage )(?:gun|pistol)s?",
        r"(?:just )?shoot me",
        r"death(?! (?:by chocolate|valley|star))",
        r"(?:need|want) to feel (?:pain|something)",
        r"exit (?:plan|bag)|final exit",
        r"(?:afraid|scared) to (?:go home|sleep|be alone|be home)",
        r"cant cope",
        r"(?:its|is|it) (?:all )?over for me",
        r"cant (?:take|handle|bear|cope with) (?:this|it|life)(?! (?:with|at|in|to|on|daily|as|because|before|until|"
        r"after|today|tonight|for|off|from|out|every|yet|now|till|during|while))",
        r"(?:cant|couldnt) (?:even )?get out of bed(?! (?:early|before|at|in time|on time))",
        r"(?:only|one) (?:one )?way to (?:stop|end|escape) (?:this|the|my|it)",
        r"(?:im |i am |am )?going to jump(?! (?:in|on|into|rope|for|back|start|ahead|to|right))",
        r"(?:cant take|cant bear|cant stand|tired of) (?:this|the|my) (?:pain|life|suffering)",
        r"(?:feel|feeling|felt|im) (?:so |really |completely )*(?:trapped|broken|numb inside|lost and|helpless|"
        r"useless and)",
        r"(?:really |badly |seriously )struggling|struggling (?:right now|badly|a lot|so much|mentally)",
        r"(?:at|reached|past) (?:my|the) (?:limit|breaking point|end of my (?:rope|tether))",
        r"done with (?:everything|life|it all|people|the world)",
        r"dont know what to do (?:any ?more|any longer|with myself)",
        r"(?:never|not) (?:want to )?(?:get|getting) (?:up|out of bed)(?= [|?]| (?:again|any ?more|ever))",
        r"everything (?:feels|is|seems|looks) (?:so |really )*(?:dark|black|hopeless|pointless|heavy|grey|gray|empty)",
        r"nothing (?:brings|gives|makes) me (?:any )?(?:joy|pleasure|happy|hope)",
        r"(?:wrote|written|writing|left|leaving) (?:a |my )?(?:note|letter)s? (?:for|to) (?:the|my|everyone)",
        r"(?:swallow me|be done with (?:it|everything|life|it all)|nearly time|its time to go)",
        r"(?:feel|feeling|felt|am|im|been|really|so|very) (?:\w+ )?low(?= [|?]| (?:today|lately|again|and|all|mood))",
        r"(?:tell|telling) my (?:family|kids|children|wife|husband|mom|mum|dad|daughter|son|sister|"
        r"brother) (?:that )?i (?:love|loved)",
        r"(?<=[|?] )(?:goodbye|good bye|farewell)(?= [|?]| (?:all|everyone|world))",
        r"cant (?:do|take|handle|cope|stand|keep|bear) (?:with )?(?:this|it|life|anything|things|going|much more|"
        r"another day|anymore|any more)(?: any ?more| any longer| much longer)?(?= [|?]| (?:any ?more|any longer|"
        r"it is|its|im|everything|i))",
        r"(?<!never )(?:i|just|to|ready to|want to) give up(?! (?:coffee|sugar|smoking|bread|meat|dairy|wine|alcohol|"
        r"soda|caffeine|chocolate|on (?:kale|sugar)|my|the))",
        r"whats the (?:point|use)(?! of (?:the|this|magnesium|these|taking|counting))",
        r"no (?:point|hope|future)(?: any ?more| left|(?= [|?]))",
        r"no point (?:anymore|any more|in (?:trying|it|this|anything|me))",
        r"want to jump(?! (?:rope|in|into|for|higher|start|on))",
        r"hopeless\w*",
        r"(?:worthless|useless person|hate (?:my life|myself|being me|living)|loathe myself|failure as)",
        r"depress\w*",
        r"(?:despair|desperate|suffering)\w*",
        r"(?:nobody|no one) cares",
        r"(?:all|so|completely|totally) alone",
        r"(?:nobody|no 1) (?:understands|likes|loves|wants|needs) me",
        r"(?:had|have had|ive had) enough of (?:everything|life|it all|all of it|this life|this world)",
        r"(?:had enough)(?= [|?])",
        r"(?:end it|end this|ending it)(?! (?:at|with|by|early|on|in|the|week|month|now that))",
        r"(?:not sure|dont know|dunno|idk|unsure)(?: if| how| whether| that)* (?:i|i can|can i|"
        r"much longer i can) (?:can |could )*(?:keep going|go on|carry on|cope|do this)",
        r"(?:breaking|break|broke|fall|falling|fell) (?:down|apart)(?= [|?]| (?:crying|in tears|again|completely|"
        r"mentally))",
        r"(?:wont|will not|not going to) be (?:here|around)",
        r"(?:mental|nervous) breakdown",
        r"crying (?:all|every|nonstop|non stop|for|myself)",
        r"(?:lost everything|lost all|lost the plot|in a dark place|dark place|dark thoughts|bad thoughts|"
        r"scary thoughts|voices)",
        r"(?:no puedo mas|ya no puedo|no aguanto mas|deprimid[oa]|depresion)",
    ),
    rule(
        "a word of death",
        r"(?:die|dies|died|dying|dead|kill|kills|killed|killing|alive|razors?|razor blades?|funeral|passed away)",
    ),
    rule(
        "cannot",
        r"(?:cant|couldnt|unable to|not able to) (?:even |really )?(?:see|hear|speak|talk|move|feel|think|walk|"
        r"stand up|swallow|function|get up)(?! (?:the|why|how|that|what|it being|a|any|you|your|it|much|where|when|"
        r"this|right now|now|to|today because|far|outside|early|at|before|on time|in time|my (?:email|phone|messages?|"
        r"app|link)))",
        r"cough\w* up",
        r"(?:weeks|days) late",
        r"leaking",
    ),
    rule(
        "dying",
        r"(?:im|i am|is|hes|shes) (?:literally |really |actually )?(?:dying|dead inside)",
        r"(?:going|about) to die",
        r"dying here",
    ),
    rule(
        "unwell",
        r"(?:feel|feels|feeling|felt|feelin) (?:\w+ )?(?:awful|terrible|horrible|dreadful|rotten|like crap|like shit|"
        r"like death|like hell|really bad|very bad|so bad|unwell|very ill|very unwell|not right|strange|weird|off|"
        r"wrong|rough|out of it|foggy|shaky|faintish|odd|ill)(?! like)",
        r"(?:dont|doesnt|didnt|not|isnt) feel(?:ing)? (?:\w+ )?(?:right|well|good at all|myself|normal|ok|okay)",
        r"something (?:is |feels |seems |just |really |seriously |very |s )*(?:wrong|off|not right|"
        r"bad)(?! (?:with (?:the|your|my (?:phone|email|app|link))))",
        r"(?:very|really|seriously|so) (?:sick|ill|unwell)(?! of)",
        r"(?:shaky|shaking|trembling|tremors?|twitching|brain fog|foggy|wobbly|winded|sweating a lot|cold sweat\w*|"
        r"clammy)",
        r"(?:get|got|getting|gets|taken|fell) (?:very |really |so |a lot |much )*(?:ill|sick)(?! of)",
        r"(?:been|was) (?:very |really |so )?(?:sick|ill)(?! of)",
        r"dizzyface",
        r"(?:going|about) to (?:fall|collapse|keel)(?! (?:asleep|in love))",
        r"(?:cirrhosis|liver (?:disease|failure)|lungs?|lupus|graves disease)",
    ),
    rule(
        "severe pain",
        r"(?:severe|unbearable|excruciating|agoniz\w*|agonis\w*|intense|extreme|terrible|horrible|awful|worst|"
        r"stabbing|crazy) (?:\w+ )?(?:pains?|cramps?|aches?|headaches?)",
        r"pains? (?:is |was |are |feels |so |really |just |getting )*(?:unbearable|severe|excruciating|horrible|"
        r"terrible|intense|extreme|out of control|too much|killing)",
        r"(?:agony|in so much pain|in a lot of pain|screaming in pain|crying (?:in|from) pain|cant stand the pain|"
        r"doubled over)",
        r"(?:headaches?|head ache|migraine) ~~ (?:wont go away|very bad|really bad|so bad|for days|since)",
        r"(?:bad|splitting|pounding|blinding|massive) (?:headaches?|head ache|migraine)",
        r"(?:pain|it|this) (?:\w+ ){0,5}(?:unbearable|excruciating)",
        r"jaw (?:pain|ache|hurts)",
        r"(?:cant|couldnt|barely|hardly) walk(?! (?:far|today|this|because|in the|outside|as|the dog|when its))",
    ),
    rule(
        "illness",
        r"(?:fever\w*|covid\w*|the flu|influenza|pneumonia|infection|infected|sepsis|shingles|uti|norovirus|"
        r"food poison\w*|stomach bug|rash|hives|allergic|jaundice|blood clot|dvt|cancer|tumou?rs?|chemo\w*|diagnosed|"
        r"hepatitis|bronchitis|concussion|hernia|ulcers?|gallstones?)",
        r"(?:temperature|temp) (?:of |is |was |at |up to |over )*(?:3[89]|4[0-2]|10[0-5])",
        r"(?:stung|bee sting|wasp sting)",
        r"(?:side effects?|symptoms?|biopsy|mri|ct scan|x ?ray|blood clot|specialist|allergy)",
        r"(?:head|back|leg|legs|arm|stomach|chest|neck|knee|hip|tooth) (?:is |are )killing(?! (?:it|time))",
        r"(?:gyp|muddled?|in a state)",
        r"(?:fiebre|infeccion|alergia|sarpullido|cancer)",
        r"(?:wounds?|sores|pus|puss|ooz\w*|drool\w*|abscess|lump|gangren\w*|spotting)(?! (?:of sugar|sum))",
        r"(?:cant|couldnt|hard to|hurts to|trouble|painful to|difficulty|difficult to) (?:even )?swallow\w*",
        r"(?:fumes|electrocuted|snake ?bite|bit by|bitten|rusty nail|stepped on (?:a|glass|something sharp))",
        r"(?:cant|wont) stop (?:cough\w*|bleed\w*|shak\w*|cry\w*|sweat\w*)",
        r"(?:calf|leg|ankle|arm|hand|joint|knee|eye|gland|neck)s? ~ (?:swollen|swelling|red and hot|red hot|"
        r"hot and red|warm and red)",
        r"(?:hasnt|hasnt yet|not|doesnt|wont|isnt|didnt) (?:seem to |seems to |really )?(?:heal\w*|clos(?:ed|ing) up)",
        r"(?:lost|losing) (?:\w+ )?(?:pounds|kilos|weight|lbs) (?:without|and (?:i )?(?:dont|not))",
        r"(?:no|lost my|poor|zero) appetite",
        r"(?:red|itchy|swollen) (?:all over|welts)",
        r"(?:swollen|swelling|swelled|swells?) (?:\w+ )?(?:leg|calf|eyes?|hands?|ankles?|feet)",
    ),
    rule(
        "hospital",
        r"(?:hospital\w*|emergency|urgent care|intensive care|icu|a and e|a&e)",
        r"(?:in|at|to) (?:the )?er",
        r"(?:surgery|surgical|operation|operated|procedure|anesthesia|anaesthetic|colonoscopy)",
        r"(?:poison control|999|112)(?= [|?]| now| please)",
    ),
    rule(
        "senses",
        r"(?:cloudy|foggy|yellow) (?:eyes|vision|skin)",
        r"(?:vision|eyesight) (?:is |has |gets |was |got )*(?:affected|changed|worse|bad|cloudy|dim|funny|weird|off)",
        r"(?:blur\w*|double vision|seeing double|see double|seeing (?:spots|stars|flashes)|floaters)",
        r"(?:pass|passing) (?:blood|stones)",
        r"numb(?:ness|ing|ed)?",
        r"(?:entumecid\w*|dormid[oa]s? (?:los|las|mis) (?:pies|manos|piernas))",
        r"out of breath",
        r"hyperventilat\w*",
        r"(?:panic|anxiety) attacks?",
        r"heart ?burn",
        r"hallucinat\w*",
        r"(?:cant|couldnt|unable to|trouble|not|havent|havent been able to|not able to|hasnt) (?:to )?(?:pee\w*|"
        r"urinate|urinating|go pee)",
        r"(?:pulse|heart ?rate|hr|bpm) (?:\w+ ){0,3}(?:4[5-8]|1[2-3]\d)(?! (?:min|minutes|seconds|days))",
        r"(?:1[89]\d|2\d\d)(?:/| over )\d{2,3}",
        r"(?:high|sky high|rising|spik\w*) (?:blood pressure|bp)",
        r"chest ~ (?:cold|infection|congest\w*)",
    ),
    rule(
        "heart or chest",
        r"(?:my|his|her) (?:heart|ticker|chest)",
        r"heart (?:going|goes|keeps|doing|feels|felt|stuff|thing|again)",
        r"chest (?:going|goes|keeps|doing|feels|felt|thing|again)",
    ),
    rule(
        "accident",
        r"(?:had|having) (?:an |a little |another )?accident",
        r"didnt (?:feel|notice) (?:it|myself) (?:coming|happening|going)",
    ),
    rule(
        "blood",
        r"(?:bleed\w*|bled|blood(?= [|?]| (?:in|on|from|when|everywhere|coming|loss|all|clots?))|bloody (?:nose|mouth|"
        r"mess|towel|tissue|urine|cough)|(?:is|was|are|were|all) bloody(?= [|?])|hemorrhag\w*|nosebleeds?|sangre|"
        r"sangrado|sangrando)",
    ),
    rule(
        "injury or violence",
        r"(?:fell|fallen|slipped|tripped|falling)(?! (?:asleep|in love|off the wagon|behind|short|through|back|for|"
        r"apart|out|out of|into bed|into a))",
        r"(?:had|took|bad|nasty) (?:a )?(?:bad |nasty )?fall",
        r"(?:hit|banged|bumped|knocked|cracked) (?:my|his|her) head",
        r"(?:hit|kicked|punched|struck|knocked) (?:in|on) (?:the|my|his|her) (?:head|face|stomach|chest)",
        r"(?:kill|murder|shoot|stab|strangle) (?:him|her|them|someone|somebody|you|people|everyone|my (?:husband|wife|"
        r"boss|kids|mother|father))",
        r"(?:used|using) too much",
        r"(?:car|bike|motorcycle) (?:accident|crash|wreck)",
        r"(?:broke|broken|fractured) (?:my|a|his|her) (?:\w+)",
        r"(?:hit|hits|hitting|beats|beating|abus\w*|raped|assault\w*|chok\w*|threaten\w*|hurting|"
        r"attacked) (?:on )?(?:me|us|my kids|her)",
        r"abus(?:e|ed|ive|ing)",
        r"(?:hurt|harm|attack) (?:someone|somebody|people|others|him|her|them|my (?:kids|wife|husband|family))",
        r"(?:not|dont feel|isnt|never|arent) safe",
        r"(?:afraid|scared) (?:of|for) (?:him|her|my (?:life|husband|wife|partner|boyfriend|dad))",
        r"(?:sliced|slashed|gashed|stabbed) (?:myself|himself|herself)",
        r"(?:cut|burned|burnt|sliced|stabbed) (?:my|his|her) (?!hair|nails|grass|hours|food|bread|sugar|coffee|dinner|"
        r"toast|calories|carbs|intake)\w+",
        r"(?:weaponface|graveface)",
    ),
    rule(
        "too much of something",
        r"(?:took|take|taken|had|taking|swallowed) (?:\w+ ){0,3}(?:[3-9]|\d\d|three|four|five|six|seven|"
        r"eight) (?:\w+ ){0,2}(?:pills?|tablets?|caps|capsules?|gummies|doses)",
        r"(?:took|taken|swallowed) ~~~ by (?:mistake|accident)",
        r"(?:misread|mixed up|got wrong) (?:the |my )?(?:label|dos\w*|pills|bottle|bottles|instructions)",
        r"(?:took|taken|swallowed|had) (?:\w+ ){0,4}(?:more than (?:i should|the label|usual|one pill)|wrong (?:one|"
        r"ones|pills?))",
        r"(?:1[0-4]\d\d)(?:mg|mgs|milligrams?)",
        r"(?:had|took|taken) double",
        r"(?:took|taken) (?:it|one|them|my dose|my pill) twice(?: today| already)?(?! (?:a|per|daily|this))",
        r"(?:whole|entire|two|three|2|3) (?:bottles?|fifth|pints?|handles?) of (?:vodka|whiskey|whisky|wine|rum|gin|"
        r"tequila|liquor|alcohol)",
        r"(?:drunk|drinking a lot|drinking too much|relapsed|high on|cocaine|heroin|meth|fentanyl)",
        r"(?:havent|not|hasnt) (?:eaten|been eating|drunk|had anything to (?:eat|drink)|drank)(?: anything| much|"
        r" a thing)? (?:in|for|since) (?:days|\w+ days|a week|\w+)",
        rf"{_PETS} ~~ (?:ate|eaten|got into|swallowed|chewed) ~~ (?:pills?|capsules?|magnesium|gummies|tablets?|"
        rf"supplements?|bottle|medicine|some|one)",
        rf"(?:{medicines.COMMON})",
        r"(?:milk of magnesia|magnesium citrate drink|enema)",
    ),
    rule(
        "may be pregnant",
        r"(?:missed|late) (?:my |a )?period",
        r"my period is late",
        r"nursing(?= [|?])",
        r"(?:new ?born|having a baby)",
        r"(?:trying for|try for|planning|want) (?:a|another) baby",
        r"ttc",
        r"(?:week|baby|pregnancy|ultra ?sound) scan",
        r"(?:feeding|feed|fed) (?:my|our|the) (?:baby|newborn|little one)",
        r"(?:9|[1-3]\d|4[0-2]) weeks (?:today|tomorrow|gone|now)",
    ),
    rule(
        "calls for help",
        r"(?:help|save) (?:me|us|my)(?! (?:sleep|relax|remember|choose|find|with|understand|stay|get|feel|to|calm|"
        r"a lot|so much|pick|walk))",
        r"(?:need|please|send|get) (?:me )?(?:some )?help(?= [|?]| (?:now|asap|urgently|fast|quick|please|"
        r"immediately))",
        r"(?:sos|mayday|its urgent|urgent help|very urgent|auxilio|ayuda|ayudame|socorro)",
        r"(?:im|so|really|very) (?:scared|frightened|terrified)",
    ),
    rule("chest", *near(r"chest", r"(?:infection|rattl\w*|cold|wrong|issue)")),
)
