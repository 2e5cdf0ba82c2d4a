"""The grammar of opt-outs as data: which words and sentences end our messages, over folded text without apostrophes."""

from coaching.core.safety.rule import phrases
from coaching.core.safety.spelling import Lexicon

_WORDS = """
stop stopall unsubscribe cancel quit remove messages message texting texts emails please discontinue terminate
number subscription program unsubscribed messaging interested anymore
"""
# Real words one letter away from those: whoever writes them means them.
_MEANT = """
stops shop step stool cancels cancer canceled cancers quite quits quilt suit removed removes remote massage massages
messaged testing tests tents teats text nexting email emailed pleased pleases pleas numbers numbed numb lumber
programs taxing tasting toasting texted exiting posts spot pots opts tops post terminated terminates discontinued
remover remorse taxes texas massaging interests uninterested canal chancel stopped
"""
LEXICON = Lexicon.of(
    _WORDS.split(),
    aliases={
        "unsuscribe": "unsubscribe",
        "unsubcribe": "unsubscribe",
        "unscubscribe": "unsubscribe",
        "unsubscrib": "unsubscribe",
        "unsubscribed": "unsubscribe",
        "unsub": "unsubscribe",
        "stp": "stop",
        "stpp": "stop",
        "stahp": "stop",
        "dtop": "stop",
        "sttop": "stop",
        "stopp": "stop",
        "quitt": "quit",
        "canel": "cancel",
        "loose": "lose",
        "msg": "message",
        "msgs": "messages",
        "msging": "messaging",
        "txt": "text",
        "txts": "texts",
        "txting": "texting",
        "programme": "program",
        "enrolment": "enrollment",
        "f": "fuck",
        "fck": "fuck",
        "fuk": "fuck",
    },
    meant=_MEANT.split(),
    joined=("stop", "quit", "end"),
)

_FILL = (
    r"(?:please|thanks|thank you|thank u|now|ok|okay|hi|hello|hey|sorry|it|this|all|everything|no|yes|yeah|today|"
    r"already|enough|immediately|asap|all of (?:it|this|these)|i said|i already said|im done|i am done|"
    r"i (?:have )?had enough|ive had enough|wrong (?:number|person)|coach|sir|maam|guys|bro|dude|man|mate|pal|buddy|"
    r"just|omg|wtf|damn|dammit|goddamn|for gods sake|ffs|are you deaf|you deaf|me|me from this|por favor|gracias|hola|"
    r"ya|i repeat|again|right now|and|message|messages|text|texts|sms|but|so|well|oh|really|kindly|cheers|lol|then|"
    r"thing|u|you|can|could|its been \w+)"
)
# A whole message, or a part of one between full stops, that is nothing else.
_KEYWORD = (
    r"(?:stop|stopall|unsubscribe|cancel|cease|opt out|optout|opting out|i opt out|revoke|discontinue|terminate|"
    r"stop (?:2|to) (?:end|stop|quit)|un subscribe|cancelar|parar|darme de baja|desuscribirme)"
)
_WEAK = (
    r"(?:end|quit|i quit|remove|halt|desist|alto|pare|paren|baja|cancele|cancelen|detener|detengan|basta|salir|"
    r"terminar|no mas|go away|no more)"
)
_MAIL = (
    r"(?:text messages?|texts?|messages?|emails?|e mails?|mail|sms|sms messages|reminders?|notifications?|alerts?|"
    r"program|course|subscription|service|place|spot|communications?|contact|enroll\w*|enrol\w*|sign ?up|membership|"
    r"participation|account|acct|spam|crap|shit|bullshit|nonsense|newsletters?|offers?|updates?|promos?|promotions?|"
    r"ads)"
)
_OUR = (
    r"(?:the |these |those |this |that |your |ur |my |any |all |more |of |sending |daily |fucking |damn |stupid |"
    r"annoying |me |with )*"
)
_OURS = (
    rf"(?:{_OUR}{_MAIL}(?: (?:or|and|nor) {_OUR}{_MAIL})*|these|those|this|it|them|all this|any of (?:this|these|it)|"
    rf"all of (?:this|these|it))"
)
# "Stop emails at 8" is a habit, not a wish of ours.
_HABIT = r"(?! (?:at|in bed|in the|after|before|from work|during|while|past|by)(?![^ ]))"
_OUR_MAIL = rf"{_OUR}{_MAIL}(?: (?:or|and|nor) {_OUR}{_MAIL})*{_HABIT}"
_LAST = (
    r"(?: (?:please|thanks|thank you|now|any ?more|any longer|again|ever|ever again|from you|from u|from you guys|"
    r"to me|for me|today|already|asap|immediately|right now|right away|at once|then|bro|dude|man|coach|about this|"
    r"at all|going forward|in future|to this number|on this number))*$"
)
_ME = (
    r"(?:me|us|my (?:phone number|mobile number|cell number|cell|number|name|phone|email address|email|address|"
    r"details|data|info|information|contact|account)|this (?:phone )?number|this phone|(?:my )?(?:her|his|their|moms|"
    r"mothers|dads|wifes|husbands|wife|husband) ?(?:\w+)?|him|her|all (?:of )?my (?:data|information|info|details)|"
    r"from (?:this|your) list)"
)
_LIST = (
    r"(?:off|from|out of|of) (?:of )?(?:the |this |that |your |ur |you |all |any |these )*(?:mailing |contact |"
    r"contacts |text |texting |sms |email |"
    rf"call )?(?:lists?|systems?|database|records?|here|this|it|files?|contacts|{_MAIL})"
)
_NEVER = r"(?:dont|never|nobody should|do no) (?:you )?(?:dare )?(?:ever )?"
_WANT = (
    r"(?:i(?:d| would)?(?: really| just| now)? (?:want|like|wish|need|prefer|have decided|decided|am ready|"
    r"choose)(?: you)?|ive decided(?: you)?)"
)
_DOING = (
    r"(?:texting|messaging|emailing|mailing|contacting|bothering|writing|writing to|sending|bugging|harassing|"
    r"spamming|pestering|calling|annoying|blowing up|messing with|messging|text|message)"
)
_CONTACT = (
    r"(?:text|message|email|mail|contact|call|bother|write to|write|bug|spam|harass|reach out to|follow up with|"
    r"follow up)"
)
_TALKED_TO = (
    r"(?:me|us|this (?:phone )?number|this phone|here|my (?:wifes|husbands|moms|mothers|dads|sons|daughters|"
    r"kids)? ?(?:phone|number|cell|wife|husband|mom|mother))"
)

# Only at some hours, only for some days: a person asks what is wanted.
_NOT_ALWAYS = (
    r"(?! (?:late|at|before|after|on|during|so (?:late|early|often|much)|until|till|in the (?:morning|night|evening|"
    r"middle)|for (?:a|the|\d+)|while|when|every|today|tonight|this week|tomorrow)(?![^ ]))"
)
# "How do I stop this" asks for the way out, in whatever order of words.
ALWAYS = phrases(
    rf"(?:can|could|may) (?:i|we) (?:please |just |kindly )*(?:be|get) (?:taken|removed|unsubscribed|dropped|"
    rf"deleted)(?: {_LIST})?{_LAST}",
    rf"(?:how|where) (?:do|can|could|to|would|should|may)(?: i| we)? (?:stop|end|cancel|turn off|quit|leave|"
    rf"block) {_OURS}{_LAST}",
    r"(?:how|where) (?:do|can|could|to|would)(?: i| we)? (?:unsubscribe|opt out|get off|cancel|stop|turn (?:these|"
    r"this|it|them) off|"
    rf"get out of|get rid of) ?(?:(?:of |from )*{_OURS}|(?:this|the|your) list)?{_LAST}",
    r"(?:what|which word) (?:do|should|can|must) i (?:text|send|reply|type|press|say|write) (?:to|for) (?:stop|end|"
    r"quit|cancel|unsubscrib\w*|opt)",
    rf"(?:will|would|can|could) (?:you|u|someone)(?: please| just| kindly)? (?:stop|quit|cancel|unsubscribe|"
    rf"remove me)(?: {_OURS}| {_DOING}(?: {_TALKED_TO})?)?{_LAST}",
    rf"(?:told|asked|ask|asking|begging|begged|tell|telling) (?:you|u)(?: guys)? to (?:stop|"
    rf"quit)(?: {_DOING})?(?: {_TALKED_TO})?{_LAST}",
    r"no (?:me )?(?:envien?|manden?|escriban?|molesten?|contacten?|llamen?)(?: \w+){0,4}",
)
WISH = phrases(
    rf"^(?:{_FILL} )*{_KEYWORD}(?: (?:{_FILL}|{_KEYWORD}|from (?:this|these|all|your list|the list)))*$",
    rf"wrong (?:number|person)(?: {_FILL})*$",
    rf"^(?:{_FILL} )*(?:stop|cancel|end) (?:these|those|them){_LAST}",
    rf"(?:stop|quit|cease) {_DOING}(?: {_TALKED_TO}(?![^ ]){_NOT_ALWAYS}|{_LAST})",
    rf"(?<!i )(?:stop|quit) sending (?:me |us )?(?:these|those|this|them|anything|{_OUR_MAIL})",
    rf"(?<!i )(?<!boss )(?:stop|end|quit|cancel|discontinue|terminate|halt|block|cease|drop|ditch|"
    rf"kill) (?:with )?{_OUR_MAIL}",
    rf"(?:stop|quit|end) (?:receiving|getting) (?:these|those|this|them|{_OUR_MAIL})",
    r"unsubscrib(?:e|ing)(?! (?:users|people))",
    r"(?:wish|want|decision|request|right|need)(?:s)? to (?:stop|unsubscribe|opt out|be removed)$",
    rf"{_WANT} (?:my (?:number|name|email|data|details|info)|me|to be|them|it)(?: to be)? (?:removed|deleted|off|"
    rf"taken off|erased|gone|out)(?: {_LIST})?{_LAST}",
    r"get off my (?:phone|back|case)",
    r"^(?:stop|stopall) (?:im|ive|i|thank\w*|please|you|youre|this is|theres|hes|shes|were|leave|who)",
    r"opt(?:ing)? (?:me |us )?out",
    rf"(?:take|get|remove|delete|erase|drop|strike|scrub|clear|kick|rwmove|pull) {_ME} {_LIST}",
    rf"(?:take|get|remove|delete|erase|drop|kick|block) (?:me|us|my (?:number|name|data|email|email address|"
    rf"phone number|information|info|details)|all (?:of )?my (?:data|information|info|details)|"
    rf"this number)(?: off)?{_LAST}",
    rf"(?:remove|delete|erase) (?:my |all |all my )*(?:data|information|info|details|email address|email|phone number|"
    rf"number)(?: from (?:your|the) \w+)?{_LAST}",
    r"(?:remove|delete) (?:her|his|their|moms|mothers|dads|wifes|husbands) (?:number|phone|name|email)",
    rf"get rid of my (?:number|email|data){_LAST}",
    r"(?:get|got|have) (?:my|this) number .{0,40}remove it",
    rf"(?:be|get|got|been) (?:taken|removed|deleted|dropped|unsubscribed) {_LIST}",
    rf"(?:be|been) (?:taken off|removed|unsubscribed){_LAST}",
    rf"(?:remove|delete|erase) {_ME}(?: (?:and|or) {_ME})+{_LAST}",
    r"(?:texts|messages|emails) (?:are |is |arent |isnt )?(?:not )?(?:welcome|wanted|unwelcome|unwanted) ?(?:here)?$",
    r"(?:unwanted|unsolicited) (?:texts?|messages?|emails?)",
    rf"(?:lose|forget|delete|erase) (?:my|this) (?:phone )?number{_LAST}",
    rf"{_NEVER}{_CONTACT} {_TALKED_TO}{_NOT_ALWAYS}",
    rf"^(?:{_FILL} )*{_NEVER}(?:contact|bother|message|text|email|follow up){_LAST}",
    rf"{_NEVER}send (?:me |us )?(?:any|more|anything|{_OURS})(?! (?:late|at|before|after|until|with))",
    rf"^(?:{_FILL} )*no(?: more)? (?:of )?(?:{_OURS}|texting|emailing){_LAST}",
    rf"no (?:more )?{_OUR}(?:text messages|texts|texting|messages|emails|sms|correos|mensajes)(?: please| from you|"
    rf" to me){{1,2}}",
    rf"(?:i )?(?:dont|no longer|never|do no longer)(?: even| ever| really)? (?:want|wish|need|wanted|asked for|"
    rf"care for) (?:to (?:get|receive|have|see) )?(?:any |more |anymore )*{_OURS}{_LAST}",
    rf"(?:dont|no longer|not)(?: even| ever| really)? (?:want|wish|care)(?: to)? (?:be (?:in|part of|on|contacted|"
    rf"texted|messaged|emailed|bothered|a part of)|get|receive|hear from|do|continue|participate|take part|"
    rf"keep (?:getting|receiving)|carry on with)(?:ing)? ?(?:with |in |by |from |of |you |on |doing )*(?:{_OURS}|"
    rf"this program|your list|this list|the list)?{_LAST}",
    rf"i(?:d| would)? (?:prefer|rather|like) (?:to )?not (?:to )?(?:get|receive|continue|hear from|be (?:texted|"
    rf"messaged|emailed|contacted|bothered|called|in|part of|on))(?: \w+){{0,4}}{_LAST}",
    rf"{_WANT} to (?:stop|quit|cancel|end|leave|withdraw|drop out|unsubscribe|be removed|be taken off|get off|opt out|"
    rf"discontinue)(?: (?:from |of |off )*(?:{_OURS}|your list|this list|the list))?{_LAST}",
    rf"(?:have|need|going) to (?:stop|quit|cancel|end|leave|drop out of|withdraw from) {_OUR_MAIL}",
    rf"{_WANT} (?:these|those|them|{_OUR}{_MAIL}) to (?:stop|end){_LAST}",
    r"(?:make|making) (?:them|these|the (?:texts|messages|emails)) stop",
    r"(?:texts|messages|emails|reminders) (?:need|must|have|should|got) (?:to )?(?:stop|end)(?:ed)?",
    rf"{_WANT} (?:out|off)(?: of)?(?: (?:the|this|your) (?:program|list|course))?{_LAST}",
    rf"(?:im|i am|were) (?:leaving|quitting|dropping out of|out of|done with|finished with|through with|"
    rf"over) {_OUR}(?:{_MAIL})",
    rf"^(?:{_FILL} )*(?:im |i am )?done with {_OUR}(?:texts|messages|emails|program|reminders)",
    r"(?:count|let|sign) me out",
    rf"(?:not|no longer|never|never been|not even)(?: really| at all)? interested(?: in (?:{_OURS}|this|your \w+|"
    rf"the program|any of this))?{_LAST}",
    rf"(?:didnt|never|did not|havent) (?:even )?(?:sign|signed|subscribe|subscribed|agree|agreed|enroll|enrolled|ask|"
    rf"asked|request|requested|opt|opted)(?: up| in)?(?: (?:for|to) (?:{_OURS}|be texted|you))?{_LAST}",
    r"(?:withdraw|revoke|take back|rescind|cancel) (?:my |all |any )*(?:consent|permission|authorization)",
    r"(?:dont|never|no longer|didnt) (?:consent|agree to (?:this|these|any of this|be)|"
    r"give (?:you )?(?:my )?(?:consent|permission)|have (?:my )?(?:consent|permission))",
    r"without my (?:consent|permission)",
    r"cancel (?:all|everything)(?: of)?(?: this| it| these)?$",
    r"leave (?:me|us) (?:the \w+ |tf )?alone(?! (?:with|at|in|for))",
    r"^(?:please |just |oh )*(?:fuck|piss|bugger|eff|f|sod|screw|buzz|back)(?: the \w+)? (?:off|you)",
    rf"^(?:{_FILL} )*(?:go away|get lost|go to hell|buzz off){_LAST}",
    rf"^(?:{_FILL} )*(?:this is |its |reported as |reporting as |such )?(?:a )?(?:spam|scam|junk)(?: {_FILL})*$",
    r"(?:this )?(?:isnt|is not|not|no longer) \w+(?: phone| number| cell){1,2}",
    r"(?:no longer|doesnt|dont|does not)(?: even)? (?:has|have|own|use|belong to)(?: \w+){0,2} (?:this|that) (?:phone|"
    r"number|cell)",
    r"this (?:phone|number|cell) (?:no longer|doesnt|does not) belong\w*",
    # Spanish
    r"(?:para|pare|paren) de (?:escribir|enviar|mandar|molestar|contactar|llamar|textear)\w*",
    r"(?:deje|deja|dejen) de (?:escribir|enviar|mandar|molestar|contactar|llamar|textear)\w*",
    r"(?:ya )?no (?:quiero|deseo) (?:mas |recibir |seguir |que me |sus |estos |esto )*(?:mensajes|textos|correos|nada|"
    r"recibiendo|escriban|participar)",
    r"no (?:mas|mas de) (?:mensajes|textos|correos|esto)",
    r"no (?:mensajes|textos|correos)",
    r"(?:dar\w*|darme|denme|dame|demen|quiero la) de baja",
    r"quiero (?:cancelar|salir|salirme|parar|terminar)(?: (?:esto|todo|el programa|la suscripcion))?$",
    r"(?:quiten|quite|quita|borren|borre|eliminen|elimine|saquen|saque)(?:me)? (?:mi numero|mi correo|mis datos|"
    r"de (?:la|su|tu|esta) lista)",
    r"(?:quiten|quite|quita|saquen|saque|borren|borre)me",
    r"numero equivocado|persona equivocada",
    r"dejenme en paz|dejeme en paz",
    r"cancel\w+ (?:la |mi |todo|el )*(?:suscripcion|programa|todo|mensajes)",
)
# Words with a life of their own count when the message is nothing else, or when they are its last or first word.
WEAK = phrases(rf"^(?:{_FILL} )*{_WEAK}(?: (?:{_FILL}|{_WEAK}))*$")
# Said against stopping, or asked about the programme.
OTHERWISE = phrases(
    r"(?:cant|couldnt|dont|wont|never|not|wouldnt|didnt|shouldnt|doesnt)(?: (?:want|wish)(?: you)?(?: to)?| (?:ever|"
    r"you|just|you dare|please|even))* (?:stop|quit|unsubscribe|cancel|end|quitting|stopping)",
    r"^(?:do|does|should|shall|must|when|if) (?:i|we|you|it|this|that|the|these)",
    r"^(?:will|is|are|can|may) (?:i|we|it|this|that|the|these|they)",
    r"^(?:what|when) (?:happens|do|does|will|is|if|time)",
    r"(?:pick|picked|press|pressed|type|typed|enter|entered|give|gave|send|sent|choose|chose|put|answered|replied|"
    r"wrote|said|took|dialed|called) (?:\w+ ){0,3}wrong number",
    r"(?:end|ending) it(?: all)?$",
    r"(?:might|maybe|may|perhaps|thinking of|thinking about|considering|whether) (?:\w+ ){0,3}(?:stop|quit|cancel|end|"
    r"leave)\w*",
    r"(?:my|the|a) (?:doctor|doc|gp|nurse|boss|pharmacist|husband|wife|trainer) (?:told|said|says|wants|asked|tells)",
    r"(?:hate|sad|sorry|shame) (?:that )?(?:this|it|the program) (?:ends?|is ending)",
)
# The keyword as an exercise.
PRACTICE = phrases(r"^(?:i )?stop (?:and )?(?:breathe|rest|stretch)")
NEGATED = phrases(
    r"(?:dont|didnt|never) want (?:\w+ ){0,3}to (?:stop|end)",
    r"(?:cant|couldnt|wont|wouldnt|dont|never|not)(?: (?:want|wish)(?: you)?(?: to)?)? (?:stop|quit|cancel|quitting|"
    r"stopping)",
)
# May be meant for us or not: a person asks.
UNCLEAR = phrases(
    r"(?:end|ending) it(?: all)?$",
    rf"^(?:{_FILL} )*(?:im done|i am done|enough|enough already|no thanks|no thank you|no gracias|"
    rf"thanks but no thanks|shut up|useless|delete|break|give me a break|for fucks sake)(?: {_FILL})*$",
    r"(?:im|i am) good no thank(?:s| you)",
    rf"^(?:{_FILL} )*(?:who is this|whos this|who dis|who are you|who u|who this|quien es)",
    r"how did (?:you|u) get (?:my|this) number",
    r"who (?:gave|signed|enrolled|added)(?: you| me| u){1,2}",
    r"(?:too many|so many|too much|way too many) (?:texts|messages|emails|texting|reminders|notifications)",
    r"(?:you|u|yall|you guys) (?:text|message|email|write) (?:me )?(?:too|so|way too) (?:much|often|many)",
    r"why (?:do|are|r|did) (?:you|u)(?: keep| still| always)? (?:text|message|email|contact|texting|messaging|"
    r"emailing|contacting|bother|bothering)\w*",
    r"(?:stop|quit|end|cancel|skip|pause) (?:the |these |with the |all the |sending the |asking )*(?:questions?|"
    r"quizzes|quiz|dose (?:reminders?|texts?)|check ?ins?|tips?|asking|dose reminders|polls?|surveys?|jokes)(?: me|"
    r" please| now)*$",
    r"no more (?:morning|evening|night|daily|weekend|early|late|quiz|dose) (?:texts?|messages?|emails?|questions|"
    r"reminders)",
    r"stop the (?:quizzes|quiz|questions|tips|check ins|dose \w+)",
    r"take me off (?:the |of the )?(?:dose|quiz|question|morning|evening)",
    r"(?:can|may|could|should|might|maybe|if) (?:i|we) (?:just |now |please |should |could |can )*(?:stop|quit|cancel|"
    r"leave|end)(?: now| this| it| the program| please)*$",
    r"i (?:might|may|will probably|should probably|think i will|think ill|might have to|may have to) (?:stop|quit|"
    r"cancel|leave|drop)(?: out)?(?: of)?(?: the| this)?(?: program| course)?$",
    r"(?:thinking (?:of|about)|considering) (?:quitting|stopping|leaving|canceling|cancelling|"
    r"dropping)(?: out)?(?: of)?(?: the| this)?(?: program| course)?$",
    r"(?:is there|any) (?:a |any )?way to (?:\w+ or )?(?:stop|pause|cancel|end|turn)",
    r"(?:i )?(?:hate|dislike|cant stand) (?:this|these|it|your)(?: \w+)?$",
    r"(?:this|it|these|they)(?: \w+)? (?:is|are|s) (?:so |very |really |too |getting )*(?:annoying|useless|stupid|"
    r"a waste of time|pointless|bullshit|crap|ridiculous|too much)",
    r"(?:not|isnt|doesnt work|not really|not working) for me",
    r"(?:i will|ill|im going to|going to) (?:report|block|sue) (?:you|this|u)",
    rf"(?:stop|quit) {_DOING} {_TALKED_TO}",
    rf"{_NEVER}{_CONTACT} {_TALKED_TO}",
    r"(?:im|i am|think im|were|we are) (?:all )?(?:done|finished|out)(?: here| with this| with it)?$",
    r"(?:not sure|dont know|unsure|doubt)(?: if| whether| that)? i (?:want|wish|care|will) (?:to )?(?:carry on|"
    r"continue|keep|go on|stay)",
    r"(?:stop|pause|quit) (?:for|until) (?:a|the|now|two|2|next|about|\d+)",
    r"(?:dont|didnt|no longer) (?:like|enjoy|love|find) (?:these|the|your|any of) (?:texts|messages|emails|questions)",
    r"when (?:do|can|should) (?:i|we) (?:stop|quit)$",
    r"make it stop",
    r"(?:i )?(?:need|have) to (?:stop|quit)(?: now| this| it)?$",
    r"(?:want|wanted) it to (?:stop|end)",
    r"i (?:dont|no longer) want to do (?:this|it)(?: any ?more)?$",
    r"(?:waste of (?:my )?time)",
    r"no more$",
    r"^(?:end|quit|cancel|remove|baja|alto)$",
    r"^nosign$",
)
EMAILS = phrases(r"(?:emails?|e mails?|emailing|mailings?|newsletters?|correos?|inbox|email address|mail)")
TEXTS = phrases(r"(?:texts?|texting|sms|text messages?|phone|number|messages|mensajes|textos)")
THOSE = phrases(r"(?:them|these|those)")
EVERYTHING = phrases(r"(?:all of|everything|every|both|stopall|leave me|contact|program|course)")
# The channel that is to go on.
_FINE = r"(?:is|are|r|s|would be) (?:ok|okay|fine|good|great|better|best|enough|welcome|alright|all right|perfect|cool)"
KEPT = phrases(
    rf"(?:the )?(?:texts?|texting|sms|emails?|email|emailing) {_FINE}(?: with me| for me| though| by me)?",
    r"(?:but |and |just |please |only )*(?:keep|continue|still) (?:on )?(?:the |sending |to |me |with |getting |want |"
    r"your |like )*(?:texts?|texting|sms|emails?|emailing)(?: me| coming)*",
    r"(?:but |and |just |please )*(?:prefer|rather (?:have|get|use|do)|id like|i like|want only|only want|want just|"
    r"just want|only|just)(?: to (?:get|receive|have))?(?: these| them| it| the| your| your \w+)*(?: by| via|"
    r" through)? (?:texts?|texting|sms|emails?|email)(?: me)*(?: only)?(?! (?:messages|list))",
    r"rather get (?:these|them|it|emails?|texts?)(?: by)? ?(?:emails?|texts?)?",
    r"(?:texts?|sms|emails?)(?: messages)? only(?: please)?",
    r"(?:email|text) me(?: please)? instead(?: of \w+)?",
    r"(?:email|text) instead",
    r"instead of (?:texting|emailing|texts|emails)",
)
OTHER_CHANNEL = phrases(r"(?:instead|only|just|rather|prefer)")
