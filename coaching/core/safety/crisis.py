"""CRISIS: wish to die, suicide, self-harm, not wanting to go on (safety rules of the programme, "Red-flag tiers")."""

from coaching.core.safety.rule import rule

_SELF = r"(?:my|him|her|them|your|our|one)sel(?:f|ves)"
_WHOSE = r"(?:my|his|her|their|your|our)(?: own)?"
_WANT = (
    r"(?:want|wants|wanted|wanting|wish|wishes|wished|like|hope|hoping|rather|ready|plan|plans|planning|try|tried|"
    r"trying|thought|thoughts|ways?|think|thinking|prefer|need|urge|urges|feel|feels|deserve|decided)"
)
_NOT_WANT = (
    r"(?:dont|doesnt|didnt|not|never|cant|couldnt|no longer|wouldnt|stopped)(?: really| even| just| think i)? (?:want|"
    r"wants|wanted|wanting|wish|care|feel like|see why|see how|know why|know how|see the point|see any point)"
)
_BE_HERE = (
    r"(?:live|living|alive|be alive|exist|existing|existence|be around|carry on|carrying on|go on living|being here|"
    r"do life|do this life|face (?:another day|life)|keep living|be here(?! (?:at|for|on|in|when|today|now))|"
    r"wake up(?! (?:at|so|too|early|earlier|late|before|with|\d+\w*|in the))|go on(?! (?:a|an|the|my|any|with|holiday|"
    r"vacation|walks?|pills|meds|medication|about|insulin|statins|long)))"
)
_GONE = (
    r"(?:gone|dead|disappear|disappeared|vanish|vanished|die|died|wasnt here|wasnt around|wasnt there|werent here|"
    r"werent around|werent there|not here|not around|killed myself|never born)"
)
_WITHOUT_ME = (
    rf"(?:without (?:me|him|her)|(?:if|when|once) (?:i|im|he|hes|she|shes) (?:just |simply )?(?:was |were |"
    rf"am )?{_GONE})"
)
# Cutting of other things, and harm by accident, are taken out by `idioms`.
_HARM = (
    r"(?:cut|cuts|cutting|hit|hits|hitting|bite|biting|hurt|hurts|hurting|harm|harms|harming|burn|burned|burnt|"
    r"burning|stab|stabbing|shoot|shooting|shot|hang|hanging|hanged|drown|drowning|starve|starving|punish|punishing|"
    r"strangle|choke|mutilate|injure|injuring|scratch|scratching|bruise|bruising)"
)

RULES = (
    rule(
        "suicide",
        r"suicid\w*",
        r"kms",
        rf"(?:{_WANT}|plan|going) (?:to |of |about |on )+(?:take an |an )?over ?dos(?:e|ing)",
        rf"(?:kill|kills|killing|killed|off|offing|offed|end|ending|top|topping|neck) {_SELF}",
        rf"(?:do|doing) {_SELF} in",
        r"unaliv\w*",
        rf"(?:take|takes|taking|took|end|ends|ending|ended) {_WHOSE} li(?:fe|ves)",
        r"(?:end|ending) it all",
        rf"(?:{_WANT}|going) ~ (?:end|ending) (?:it|everything|things)(?! (?:at|with|by|early|earlier|now that|on|for|"
        rf"the))",
    ),
    rule(
        "wish to die",
        rf"{_WANT}(?: to| 2| about| of| that| i| he| she| they| could| would| can| should| me| just| like| really| be"
        r"| a| were| was| am| off){0,5} (?:die|dead)(?! (?:to|for|tired|serious|lifts?|of (?:laughter|laughing|"
        r"embarrassment|boredom|curiosity)|laughing))",
        r"(?:feel|feels|like|thoughts|thinking|think|dream|dreaming|fantasi[sz]\w*|wish) (?:of |about |like |for |"
        r"to be )*dying",
        r"(?:ways?|how|want|wants|easy|easiest|painless|need|needs|takes?|enough|pills|quick|"
        r"quickest) ~ to die(?: painlessly| peacefully)?(?! (?:for|laughing|of laughter|of embarrassment))",
        r"(?:never|not|without) (?:ever )?wak(?:e|ing)(?: up)? (?:ever |again|tomorrow)",
        r"(?:peace with|ways? to|hope of|dream of|thoughts of|pray for) not wak\w*",
        r"(?:want|wish|like|rather|could) ~ sleep forever",
        r"death (?:is|would be|seems|sounds|feels) (?:\w+ ){0,3}(?:only|escape|way|easier|better|answer|good|relief|"
        r"peaceful|welcome)",
        r"(?:disappear|vanish|vanished|gone) forever",
        r"better off (?:dead|gone|not here)",
        r"(?:ill|i will|might|could|want|going|should|thinking of|thinking about|maybe) (?:\w+ ){0,3}(?:take|taking|"
        r"swallow|swallowing|down) (?:all (?:of )?(?:the|my|these|those) (?:\w+ )?(?:pills|tablets|meds|capsules|"
        r"medicine|medication)|the whole (?:bottle|box|pack|lot)|every (?:pill|tablet)|the lot|"
        r"enough pills)(?! (?:with|at|after|before|in|on|daily|as|like|every|when))",
        r"better dead",
        r"how (?:do|can|could|would|to)(?: i| you| people)? (?:just )?die(?! (?:for|out|down|of laugh\w*))",
        r"(?:tired|sick|exhausted|weary) of ~~ (?:alive|living)(?! (?:room|with|in|here))",
        r"(?:rather|prefer|wish) (?:to |i (?:was|were|could) )?not (?:to )?(?:be )?(?:alive|exist|existing|living|"
        r"live|be here|wake up)",
        r"(?:let|help) me die",
        r"(?:think|thinking|thought|thoughts|wonder|wondering|imagine|imagining) (?:about |of |what its like |"
        r"how )*(?:not being (?:around|here|alive)|not existing|not to exist|being dead|being gone)",
        r"(?:dont|not|no longer) (?:deserve|want|care) to (?:be alive|live|exist)",
        r"(?:wish|wished|if) ~ (?:never|not|wasnt|hadnt)(?: been)? born",
        rf"{_WANT} ~ (?:disappear|vanish|cease to exist|stop existing|not exist)",
        r"(?:hope|hoping|wish|want|pray|rather|prefer|easier|better|nice|glad|relief|love|peaceful|fine) ~~ (?:never|"
        r"not|dont|wont|didnt|couldnt) (?:have to |to |ever |just )*wake(?: up)?(?! (?:at|so|too|early|late|before|"
        r"up))",
        r"want my life to (?:end|be over|stop)",
    ),
    rule(
        "no wish to live",
        rf"{_NOT_WANT} (?:to |me |i |should |the point in |the point of |any |in |of |keep |just |even |have to |"
        rf"on )*{_BE_HERE}",
        r"(?:keep|keep on|go on|continue) living(?! (?:with|in|here))",
        r"(?:no|without|any|a single|lost|found no|see no) (?:more |good |real |other )?(?:reason|will|desire|wish|"
        r"cause)s? (?:left )?(?:for me |for him |for her )?(?:to (?:live|go on|be here|be alive|keep going|exist|"
        r"stay alive)|for living)",
        r"nothing ~ live for",
        r"nothing ~ worth living(?: for)?",
        r"lost (?:the|my|all) will",
        r"(?:life|living) (?:isnt|aint|not|is not|is no longer|doesnt feel|doesnt seem|hardly|is hardly|is it|"
        r"it is not) ~ worth (?:it|living)",
        r"(?:it|this) (?:isnt|is no longer|doesnt feel) ~ worth (?:living|it any ?more)",
        r"(?:not|isnt|aint|no longer) worth living",
        r"(?:no |the |any |what |even )*(?:point|sense|meaning|purpose) (?:of|in|to) (?:living|being alive|life|"
        r"existing|my life|being here|going on)",
        r"whats? (?:is )?the (?:point|use) (?:of|in) (?:living|being alive|being here|life|existing|going on|"
        r"anything)",
        r"no (?:point|use|sense) (?:in |of |to )?(?:living|being alive|life|existing|going on|anything any ?more)",
        r"why (?:am i (?:still )?|be )(?:alive|living|here any ?more)",
        r"(?:tired|sick|weary|done|fed up|over|exhausted|had enough|break|rest|scared of|cant stand) (?:of |with |"
        r"from |pretending to be |to be )*(?:living|being alive|alive|existing|existence|my life|this life|being here|"
        r"breathing)(?! (?:here|in|at|with|on|the|exercises?|next|near))",
        r"(?:hate|loathe|despise) (?:being alive|being here|living|existing|to be alive)",
        r"(?:tired|sick|weary|done|fed up|had enough|exhausted) (?:of|with|from) life",
        r"done living",
        r"(?:cant|couldnt|dont think i can|not|dont want to|cannot) (?:live|living|go on living) (?:with|"
        r"like) (?:this|it|the pain|myself|the guilt|that)",
        r"(?:cant|couldnt|cannot) (?:face|bear|do|stand) (?:living|life|being alive|another day)",
        r"(?:cant|couldnt|cannot) (?:go|carry) on(?! (?:a|the|my|any|walks?|holiday|vacation|facebook|the app|"
        r"instagram))",
        r"(?:give|giving|gave|given) up on (?:life|living|everything|myself)",
        r"if i (?:just )?(?:died|killed myself|(?:was|were) (?:dead|gone)|disappeared|vanished|(?:wasnt|"
        r"werent) (?:here|around|alive))",
        r"(?:only|no|no other|any other|any) way out",
        r"(?:life|living) is (?:too much|unbearable|pointless|meaningless|hopeless|over|not for me)",
        r"my life is over",
    ),
    rule(
        "burden",
        rf"(?:better|happier|easier|fine|relieved|glad|ok|okay|happy|cope|manage) (?:off )?(?:all )?{_WITHOUT_ME}",
        r"(?:better|happier|easier|relieved|glad|fine) ~ if i (?:was|were|wasnt|werent|am|died|left|disappeared|didnt|"
        r"had|wasn)(?! (?:more|less|thinner|slimmer|fitter|able|in bed|to|on|at|a|walking|sleeping))",
        rf"(?:nobody|anybody|anyone|who|wouldnt|wont|not|no 1) ~ (?:miss|missed|notice|care|cry|mourn|"
        rf"come to) ~~ {_GONE}",
        r"(?:nobody|no 1|anybody|anyone) (?:would|will|ll|is going to|d|ever)?(?: even| ever| really)? ?(?:miss|mourn|"
        r"grieve) (?:me|for me)",
        r"nobodyd miss me",
        r"(?:burden|dead weight) (?:to|on|for) (?:everyone|everybody|my|the|others|people|them|him|her|you|all|"
        r"society)",
        r"(?:just|such|only|nothing but|feel like|am|im) a burden",
    ),
    rule(
        "self-harm",
        r"self ?harm\w*",
        r"self ?injur\w*",
        rf"{_HARM} {_SELF}",
        r"(?:slit|slits|slitting|slash|slashed|cut|cutting) ~ (?:wrists?|veins?)",
        r"(?:cut|cutting|burn|burning|burned|burnt|hurt|hurting|hit|hitting|crash|crashed|starv\w*|injur\w*|"
        r"scratch\w*) ~~ (?:on purpose|purposely|deliberately|intentionally)",
        r"(?:cut|cuts|cutting|scratch|scratching|burn|burning) (?:up )?my (?:arms|wrists|thighs|skin)(?! (?:while|"
        r"cooking|on the|on a|gardening|in the))",
        r"cutting again",
        r"relaps\w* ~ cutting",
        r"(?:been|started|start|keep|kept|still|back to|urges? to|want to|need to|resist|relapsed and|stop) (?:cut|"
        r"cutting)(?: again| lately| more| a lot)?(?= [|?]| (?:again|lately|since|my (?:arms?|legs?|thighs?|wrists?|"
        r"skin)))",
    ),
    rule(
        "plan to die",
        rf"(?:{_WANT}|going) ~ (?:jump|jumping|step|stepping|throw myself|drive|driving) (?:my car )?"
        r"(?:off|in front|from|under|into) (?:of )?(?:a|an|the|my|that|this)? ?(?:bridge|roof|building|train|trains|"
        r"window|cliff|balcony|traffic|tree|wall|truck|bus|car|edge|tracks)",
        r"noose",
        r"(?:gun|pistol|rifle|razor|blade|knife|rope) ~~ (?:myself|my head|my mouth|my wrists?|end it|end this)",
        r"(?:use|using) (?:it|this|that) on (?:me|myself)",
        r"(?:razor|blade|knife|scissors|lighter|cigarette)s? ~ (?:to|on|across|into) (?:my )?(?:arms?|wrists?|legs?|"
        r"thighs?|skin|throat|neck)",
        r"(?:goodbye|good bye|farewell|suicide|final) (?:letter|letters|note|notes|message)",
        r"goodbye (?:everyone|everybody|world|forever|cruel world|all)",
        r"(?:wrote|written|writing|write) ~ goodbyes?",
        r"said (?:all )?my goodbyes",
        r"(?:jumping|leaping|throwing myself) (?:off|in front|under|out) (?:of )?(?:a|the) (?:bridge|roof|building|"
        r"train|window|cliff|balcony)",
        r"this is my (?:last|final) (?:message|text|goodbye|night|day alive|day on earth)",
        r"(?:wont|not going to|will not) be (?:here|around|alive) (?:for )?(?:much longer|any ?more|any longer|"
        r"very long|long)",
        r"(?:when|after|once) (?:im|i am) (?:gone|dead)(?! (?:on|to|for|from|away))",
        r"pills ~~ (?:take|taking|swallow|swallowing) (?:them|all)",
        r"(?:about|going|ready|want) to (?:take|swallow) (?:them|it) all",
        r"tonight is the night",
    ),
    rule(
        "Spanish: wish to die",
        r"(?:quier\w*|quisiera|ganas de|deseo|pienso en|pensado en|voy a) ~ (?:morir\w*|matar(?:me|se)|desaparecer|"
        r"no vivir)",
        r"me quier\w* (?:morir|matar)",
        r"matarme",
        r"(?:quitar(?:me|se)|me quito|quito) la vida",
        r"no (?:quier\w*|tengo ganas de|puedo) (?:seguir )?(?:vivir|viviendo|existir|despertar)",
        r"(?:quiero|ganas de|vale la pena) seguir (?:viv[ao]|viviendo|aqui|adelante)",
        r"(?:quiero|ganas de|vale la pena) seguir (?:viv[ao]|viviendo|aqui|adelante)",
        r"(?:vale|tiene) (?:la pena|sentido) (?:vivir|la vida|seguir viviendo)",
        r"acabar con (?:mi vida|todo)",
        r"mejor (?:estar |estaria )?muert[oa]",
        r"(?:hacerme dano|cortarme|lastimarme|me corto)",
        r"me quiero ir de este mundo",
    ),
)
