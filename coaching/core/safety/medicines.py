"""Names of medicines which magnesium meets, and of the commonest others: naming one is URGENT."""

# The first groups are those of the programme's facts, "Interactions and spacing"; then what people take most.
# Brand names are those of the United States, the United Kingdom and Spain. Needs the sign-off of a pharmacist.
_GROUPS = {
    "quinolone antibiotics": r"""ciprofloxacin cipro levofloxacin levaquin moxifloxacin avelox ofloxacin norfloxacin
        delafloxacin quinolones?""",
    "tetracycline antibiotics": r"""tetracyclines? doxycycline doxy minocycline minocin demeclocycline tigecycline
        vibramycin lymecycline""",
    "bisphosphonates and other medicines for bone": r"""alendronate alendronic fosamax risedronate actonel ibandronate
        ibandronic boniva zoledronic reclast bisphosphonates? etidronate pamidronate prolia""",
    "thyroid": r"""levothyroxine levothyroxin levotiroxina thyroxine synthroid levoxyl unithroid euthyrox eutirox
        liothyronine cytomel armour_thyroid eltroxin""",
    "HIV, above all integrase inhibitors": r"""dolutegravir tivicay triumeq dovato juluca bictegravir biktarvy
        raltegravir isentress elvitegravir stribild genvoya cabotegravir cabenuva antiretroviral\w* truvada descovy""",
    "nerve pain": r"""gabapentin gabapentina neurontin gralise horizant pregabalin pregabalina lyrica""",
    "iron and others that bind": r"""ferrous feosol nitrofurantoin macrobid macrodantin penicillamine quinidine
        eltrombopag promacta""",
    "loop and thiazide diuretics": r"""furosemide furosemida lasix bumetanide bumex torsemide torasemide
        hydrochlorothiazide hctz microzide chlorthalidone chlortalidone indapamide metolazone bendroflumethiazide
        diuretics? diuretico""",
    "potassium-sparing diuretics": r"""spironolactone espironolactona aldactone eplerenone inspra amiloride triamterene
        dyazide maxzide""",
    "acid blockers": r"""omeprazole omeprazol prilosec esomeprazole nexium lansoprazole prevacid pantoprazole protonix
        rabeprazole aciphex dexlansoprazole dexilant ppi ppis famotidine pepcid losec""",
    "calcium-channel blockers": r"""amlodipine amlodipino norvasc nifedipine procardia diltiazem cardizem verapamil
        calan felodipine nicardipine calcium_channel_blockers?""",
    "blood pressure": r"""lisinopril enalapril ramipril benazepril quinapril perindopril losartan valsartan olmesartan
        telmisartan irbesartan candesartan metoprolol atenolol bisoprolol carvedilol propranolol nebivolol labetalol
        clonidine hydralazine doxazosin beta_blockers? ace_inhibitors?""",
    "heart rhythm": r"""digoxin lanoxin amiodarone flecainide sotalol dofetilide""",
    "blood thinners": r"""warfarin coumadin jantoven apixaban eliquis rivaroxaban xarelto dabigatran pradaxa edoxaban
        clopidogrel plavix heparin blood_thinners? anticoagula\w*""",
    "diabetes and weight": r"""metformin metformina glucophage glipizide glimepiride insulin insulina ozempic
        semaglutide wegovy mounjaro tirzepatide trulicity jardiance farxiga januvia""",
    "cholesterol": r"""atorvastatin lipitor simvastatin rosuvastatin crestor pravastatin statins?
        cholesterol_(?:pills?|tablets?|meds?)""",
    "mood": r"""sertraline sertralina zoloft fluoxetine prozac citalopram escitalopram lexapro paroxetine duloxetine
        cymbalta venlafaxine effexor bupropion wellbutrin amitriptyline nortriptyline mirtazapine trazodone
        antidepressants? lithium quetiapine seroquel olanzapine aripiprazole risperidone""",
    "calm, sleep, muscles and strong pain": r"""alprazolam xanax lorazepam ativan clonazepam klonopin diazepam valium
        zolpidem ambien baclofen cyclobenzaprine tramadol oxycodone hydrocodone morphine codeine fentanyl opioids?""",
    "inflammation and immunity": r"""prednisone prednisolone dexamethasone methotrexate methylprednisolone steroids
        hydroxychloroquine tacrolimus ciclosporin cyclosporine""",
    "other antibiotics": r"""amoxicillin azithromycin cephalexin clindamycin bactrim antibiotics? antibioticos?""",
    "nerves": r"""levetiracetam keppra lamotrigine topiramate carbamazepine phenytoin valproate levodopa sinemet
        pyridostigmine mestinon""",
    "hormones": r"""birth_control contraceptive_pills?""",
}
# An underline stands for a space.
NAMES = tuple(name.replace("_", " ") for group in _GROUPS.values() for name in group.split())

# Sold without a prescription: a person should know, but they are no alarm by themselves.
COMMON = (
    r"ibuprofen|ibuprofeno|advil|motrin|aleve|naproxen|tylenol|acetaminophen|paracetamol|aspirin|aspirina|benadryl|"
    r"antacids?|tums|laxatives?|miralax|milk of magnesia|nyquil|sudafed|antihistamines?|zyrtec|claritin|imodium|pepto"
)
