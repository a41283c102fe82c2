### Sections stand in the order of the report. Keys are the same in every language; a test says so.

## The language: its own name; the region whose numbers and dates it has where a study names no other; whether a label
## begins small inside a sentence; `.contracts`, what it draws together where a message meets a label (`x y → z, …`)

language = English
    .region = en-US
    .labels = lower

## Labels of a study that names none of its own

label-programme = The programme
label-comparison = Without the programme
label-event = the event
label-no-event = not known to have had the event
label-people = people
label-start = the start of follow-up

## Words: durations, amounts, groups

duration-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
duration-weeks = { $count ->
    [one] { $count } week
   *[other] { $count } weeks
}
duration-months = { $count ->
    [one] { $count } month
   *[other] { $count } months
}
duration-years = { $count ->
    [one] { $count } year
   *[other] { $count } years
}
by-days = { $count ->
    [one] by { $count } day
   *[other] by { $count } days
}
by-weeks = { $count ->
    [one] by { $count } week
   *[other] by { $count } weeks
}
by-months = { $count ->
    [one] by { $count } month
   *[other] by { $count } months
}
by-years = { $count ->
    [one] by { $count } year
   *[other] by { $count } years
}
since-days = Days after { $start }
since-weeks = Weeks after { $start }
since-months = Months after { $start }
since-years = Years after { $start }
since-short-days = Day { $count }
since-short-weeks = Week { $count }
since-short-months = Month { $count }
since-short-years = Year { $count }
difference = { $direction ->
    [fewer] { $size } fewer
    [more] { $size } more
   *[none] neither fewer nor more
}
interval = { $shape ->
    [fewer] { $from } to { $to } fewer
    [more] { $from } to { $to } more
   *[both] from { $from } fewer to { $to } more
}
span = { $from } to { $to }
risk-hover = { $group }: { $risk } per 100 ({ $interval }), { $when }
risk-hover-bare = { $group }: { $risk } per 100, { $when }
labelled = { $name }: { $value }
at-time = { $what }, { $when }
in-brackets = { $value } ({ $more })
not-shown = not shown, to protect privacy
group-programme = Programme group
group-comparison = Comparison group
method-none = Without weighting
method-adjusted-none = Adjusted for what was known at the start
method-att = Weighted to the programme group
method-ate = Weighted to everybody
method-ato = Weighted to where the groups overlap
method-entropy-att = Balanced exactly, for the programme group
method-entropy-ate = Balanced exactly, for everybody
method-standardised-att = Modelled risks, for the programme group
method-standardised-ate = Modelled risks, for everybody
method-standardised-ato = Modelled risks, where the groups overlap
method-aipw-att = Doubly robust, for the programme group
method-aipw-ate = Doubly robust, for everybody
method-aipw-ato = Doubly robust, where the groups overlap
method-msm-none = Weighted for services and loss
method-pooled-none = Without weights (do not use)
synthetic-short = Synthetic data: evidence of nothing
synthetic-long = Every record behind this page was made up by a computer to show how the method works. Nothing here is evidence about any person, place or programme.
quoted = “{ $text }”
amount = { $n } { $unit }
span-open = { $from } or more

## Sections of the report

section-answer = The answer
section-limits = What this cannot say
section-who = Who is in the study
section-definitions = What the words mean
section-risks = The risk over time
section-further = What else became of them
section-comparable = Are the two groups comparable?
section-choices = Does it depend on our choices?
section-certainty = How sure can we be?
section-criteria = What is assessed, and what is not (OECD-DAC criteria)
section-claims = What has been claimed in public
section-privacy = How privacy was protected
section-versions = Data, code and methods
contents = On this page
code = Code
download-table = Download the numbers: { $name }
show-table = The numbers as a table
charts-cannot-draw = This browser is too old to draw the charts that respond to a touch. The text and the table below each chart hold every number.
show-checks = Every check
skip = Skip to the content
section-steps = Who reached which milestone
section-times = How long each milestone takes
section-waiting = Who is waiting

## Answer

headline-high-lower = { $programme_title } reduces the risk of { $event }.
headline-moderate-lower = { $programme_title } probably reduces the risk of { $event }.
headline-low-lower = { $programme_title } may reduce the risk of { $event }.
headline-very-low-lower = We do not know whether { $programme } reduces the risk of { $event }.
headline-high-higher = { $programme_title } increases the risk of { $event }.
headline-moderate-higher = { $programme_title } probably increases the risk of { $event }.
headline-low-higher = { $programme_title } may increase the risk of { $event }.
headline-very-low-higher = We do not know whether { $programme } increases the risk of { $event }.
headline-moderate-unclear = There is no clear difference in the risk of { $event } between the two groups.
headline-low-unclear = There is no clear difference in the risk of { $event } between the two groups.
headline-very-low-unclear = There is no clear difference in the risk of { $event } between the two groups: we do not know whether { $programme } changes it.
headline-withheld = This study gives no estimate of what { $programme } does to the risk of { $event }.
headline-risks = { $duration } after { $start }, the estimated risk of { $event } is { $programme_risk } per 100 { $people } in the programme group and { $comparison_risk } per 100 in the comparison group.
headline-difference = { $difference } per 100 { $people }
headline-interval = { PERCENT(0.95) } interval: { $interval }
headline-possible = Anything { $shape ->
    [both] from { $from } fewer to { $to } more
    [fewer] from { $from } to { $to } fewer
   *[more] from { $from } to { $to } more
} per 100 remains possible.
headline-rounded = Each of these numbers is rounded on its own, to protect privacy, so they may not add up exactly.
headline-authorities = Counting only what authorities recorded, which both groups meet alike: { $difference } per 100 { $people }, { PERCENT(0.95) } interval { $interval }. It misses whoever left and was not met again.
headline-doubt = The estimate points one way, but it is too uncertain to rely on.
headline-no-interval = No interval could be computed, so nobody can say how large a difference is still possible.
headline-bars = Risk of { $event } { $by } after { $start }, per 100 { $people }
headline-withheld-why = Why it is withheld:
headline-withheld-else = The rules that protect privacy do not let the estimate be shown.
headline-withheld-what = Withheld with it, in this report and in everything else that the run releases: the risks, differences, ratios and curves of the adjusted comparison, for everybody and for subgroups, and the same question asked under other choices.
headline-withheld-what-some = Withheld with it, in this report and in everything else that the run releases: every other number of that comparison, and the same question asked under other choices. Estimates for other populations, whose own checks did not fail, stand in the tables; they do not answer the question of this study.
headline-withheld-raw = The groups as observed are no substitute for the answer. Their numbers stand in the tables, without weighting.
headline-withheld-left = What can still be read here: who is in the study, how many could be traced, how alike the groups were at the start, and which checks failed.
population-att = These figures are about { $people } like those in the programme group.
population-ate = These figures are about all { $people } in the study.
population-ato = These figures are about { $people } who could plausibly have been in either group.
population-none = These figures are as observed, without weighting.

## Certainty

certainty = Certainty
certainty-high = High
certainty-moderate = Moderate
certainty-low = Low
certainty-very-low = Very low
certainty-start-experiment = Starts high: chance decided who was in which group.
certainty-start-observational = Starts low: an observational comparison, in which chance did not decide who was in which group.
certainty-step-loss = One step down: fewer than { $share } of a group could be traced for { $duration }, or it is not known how many.
certainty-step-null = One step down: the interval includes no difference at all.
certainty-step-tipping = One step down: if the { $people } lost in one group had had twice or half the odds of { $event } that their records suggest, the conclusion would change.
certainty-step-indirectness = One step down: the evidence is not quite about the question asked. { $reason }
certainty-step-up = One step up: every check passed, and only a factor stronger than each recorded characteristic could take the interval to no difference.
certainty-step-none = No step down.
certainty-withheld = There is no estimate to grade.
certainty-result = Certainty of this answer: { $level }.
certainty-scale = Design level { $level } of 5 on the Maryland scale (raw comparison 1, adjusted comparison 2, experiment 5).
certainty-verbs = The words follow the certainty. High: “reduces”. Moderate: “probably reduces”. Low: “may reduce”. Very low: “we do not know whether”.
gate-changed = One check was changed for this study: { $gate }. The limit is { $threshold } instead of { $default }. The reason given: { $reason }
gate-changed-looser = The changed limit is less strict than the usual one, so the check cannot raise the certainty.
gate-balance = the largest difference between the groups that may remain at the start
gate-equipoise = the share of each group that could have been in either
gate-effective-sample-size = the number of people whose information is left in each group after weighting
gate-traced = the share of each group that has to be traced
gate-traced-gap = the gap that is allowed between the shares traced (in percentage points)
gate-events = the number of events needed in each group
gate-convergence = the convergence of the model behind the weights

## Limits

limit-synthetic = The records are synthetic. They show how the method works and are evidence of nothing.
limit-observational = This is an observational comparison. The two groups may differ in ways that nobody recorded, and such differences may explain part or all of what is seen.
limit-experiment = Chance decided who was in which group, so differences at the start come from chance alone. The result holds for { $people } like those studied, then and there.
limit-followup = { $duration } after { $start }, { $programme_share } of the programme group and { $comparison_share } of the comparison group could be traced. What happened to the others is not known, and they may differ from those who were traced.
limit-followup-analysis-table = By { $duration } after { $start }, { $programme_share } of the programme group and { $comparison_share } of the comparison group had had the event or had been followed at least that long. What happened to the others is not known. The data do not tell whether somebody was lost or came too late to be followed that long.
limit-landmark = The groups are told apart on day { $day } after { $start }, among the { $people } still at home. The difference between them is never the effect of enrolment: whoever had left or was lost by that day is in neither group, and whoever enrolled later stays in the comparison group.
limit-indirectness = The evidence is not quite about the question asked. { $reason }
limit-unknown = A missing record does not mean that nothing happened: whoever is “{ $no_event }” may still have had the event without anybody writing it down.
limit-places = The figures speak of the places and dates in the data. They are not a forecast for elsewhere.
limit-outcome = The risk of { $event } is one outcome among several. On its own it does not say how people fare.

## Who

who-analysed = { $total } { $people } are compared: { $programme_n } in the programme group and { $comparison_n } in the comparison group.
who-from = The records speak of { $all } { $people }; the picture shows who is not compared, and why.
who-suppressed = Too few { $people } to show how many are compared.
traced-sentence = Traced for { $duration }: { $programme_share } of the programme group and { $comparison_share } of the comparison group.
who-later-enrolled = Of the comparison group, { $share } enrolled after day { $day }; they stay in it.
who-later-enrolled-hidden = How many of the comparison group enrolled after day { $day } is not shown, to protect privacy.

## Definitions

define-programme = Programme group
define-programme-text = { $programme_title }.
define-programme-text-landmark = { $programme_title }: { $people } still at home on day { $day } after { $start } who had enrolled by then.
define-comparison = Comparison group
define-comparison-text = { $comparison_title }.
define-comparison-text-landmark = { $comparison_title }: { $people } still at home on day { $day } after { $start } who had not enrolled by then. Whoever enrolled later stays in this group: later enrolment is left as it happened.
define-start = Time zero
define-start-text = The clock starts at { $start }, in both groups alike.
define-start-text-landmark = Times are counted from { $start }, in both groups alike. The curves start at zero on day { $day }, because only { $people } still at home on that day are compared: what happened before is not in them.
define-event = Event
define-event-text = What is counted is { $event }, the first time that it is recorded after { $start }.
define-event-text-landmark = What is counted is { $event }, the first time that it is recorded after day { $day }.
define-no-event = No event
define-no-event-text = Whoever has no such record is described as “{ $no_event }”, no more than that.
define-competing = Other events
define-competing-text = A death or a departure by a lawful pathway ends the risk of { $event } and is counted apart. Lawful migration is not a failure.
define-competing-text-analysis-table = These end the risk of { $event } and are counted apart: { $events }.
define-risk = Risk
define-risk-text = Of 100 { $people }, how many are expected to have had the event by then. Whoever is followed for less time counts for as long as they were followed.
define-risk-text-landmark = Of 100 { $people } still at home on day { $day }, how many are expected to have had the event by then. Whoever is followed for less time counts for as long as they were followed.
define-interval = { PERCENT(0.95) } interval
define-interval-text = The range of values that fit the data reasonably well, its ends rounded outward. A wide one means that little is known.
define-weighted = Weighted
define-weighted-text = People count for more or less, so that the groups resemble each other in everything that was recorded at the start.
define-traced = Traced
define-traced-text = It is known whether the event came by that time. Only { $people } who could have been followed that long by the end of the records are counted.
define-traced-text-analysis-table = The event was recorded by that time, or the follow-up was at least that long. All { $people } are counted, as the data do not say how long each could have been followed: whoever came too late counts as not traced.

## Purpose: how the programme is thought to work, and the child's choice

theory-title = How the programme is thought to work
theory-none = The study file does not say how { $programme } is thought to change the risk of { $event }.
theory-expected = This is what is expected to happen, one step leading to the next. It is not a finding.
theory-source = Source: { $source }
choice-title = The child’s choice
choice-outcome = Leaving again is not always a failure, and not leaving is not always a good thing. A child may have to leave to be safe, and may leave lawfully to live with family.
choice-records = The records say whether a departure is known. They do not say whether it was the child’s choice, nor how the child fares. What children say about wanting to leave is never counted as an outcome.
choice-sustainable = The International Organization for Migration calls reintegration sustainable when those who returned can cope with what drives people to leave, so that moving again is a choice and not a necessity. One number cannot show that.
theory-none-pathway = The study file does not say how the programme is thought to help anybody from one milestone to the next.

## Criteria of an evaluation (OECD-DAC)

criteria-intro = The OECD’s Development Assistance Committee asks six questions of a programme (2019). A comparison of the risk of { $event } speaks to three of them, and only in part.
criterion-relevance = Relevance
criterion-asks-relevance = Does it do what those concerned need?
criterion-relevance-not = These data do not say what { $people } and their families needed, or whether they were asked.
criterion-coherence = Coherence
criterion-asks-coherence = Does it fit with what others do?
criterion-coherence-not = These data say nothing about other services and policies around it.
criterion-effectiveness = Effectiveness
criterion-asks-effectiveness = Does it reach what it set out to?
criterion-effectiveness-part = One aim is looked at: the risk of { $event }. “The answer” says how it compares, and how sure we can be.
criterion-efficiency = Efficiency
criterion-asks-efficiency = What does it cost for what it achieves?
criterion-efficiency-not = These data hold no costs.
criterion-impact = Impact
criterion-asks-impact = What changes because of it, wanted or not?
criterion-impact-part = One outcome is compared, { $event }. Other changes, wanted or not, are not looked at here.
criterion-sustainability = Sustainability
criterion-asks-sustainability = Does it last?
criterion-sustainability-part = The groups are compared up to { $last } after { $start }. What comes later is not known.
criterion-in-part = Assessed in part.
criterion-not-assessed = Not assessed.
criterion-withheld = The risk of { $event } was to be compared, but no estimate is reported. “The answer” says why.
criterion-told = Known from elsewhere, as the study states it: { $text }
criteria-intro-pathway = The OECD’s Development Assistance Committee asks six questions of a programme (2019). Counting who reaches which milestone, and when, speaks to one of them, and only in part.
criterion-effectiveness-alone-pathway = It is known who reaches which milestone, and when. What of it is due to the programme is not known.
criterion-impact-alone-pathway = Nobody is compared, so nothing can be said of what changes because of the programme.
criterion-sustainability-alone-pathway = The records end with the last milestone. What comes later is not known.

## What else became of them (outcome of the study after `further-name-`, `further-limit-` and `further-count-`)

further-lead = There is more to a return than { $event }. The same groups are asked other questions here; each number says whether it is an effect (here, what a comparison of groups estimates), a risk of one group, or a count.
further-table = Further outcomes: how many of 100 (but for counts), and the differences
further-outcome = Outcome
further-outcomes-none = The study asks for no further outcome.
further-kind = What the number is
further-not-apply = does not apply
further-certainty = { $kind }; certainty: { $level }
kind-effect-observational = effect (observational comparison)
kind-effect-experiment = effect (experiment)
kind-risk = risk of one group, not an effect
kind-count = count, not an effect
further-name-school-return = Back in school
further-name-first-service = First service received
further-name-household = First { $event } of any child of the household
further-name-siblings = Siblings: { $event }
further-count-household = Households compared
further-count-siblings = Siblings compared
further-school = By { $duration }, an estimated { $programme_risk } of 100 in the programme group and { $comparison_risk } of 100 in the comparison group were back in school: { $difference } per 100 ({ PERCENT(0.95) } interval { $interval }). Certainty: { $level }. { $verb ->
    [unclear] The interval includes no difference at all.
    [very-low] We do not know whether the programme makes this difference.
    [low] The programme may make this difference.
    [moderate] The programme probably makes this difference.
   *[high] The programme makes this difference.
}
further-school-withheld = How many were back in school is not compared here.
further-school-title = Back in school
further-school-note = Of every 100 { $people }, how many a contact has found in school by each moment since { $start }, with { PERCENT(0.95) } intervals. A line moves in steps of at least { $curve_step } events, to protect privacy, so it may lag behind the estimates in the table.
further-limit-school-return = School is known only where a contact asked. Whoever went back to school and left the country before the next contact that asked counts as having left. The share back in school is therefore too low, and more so in the group that is asked more seldom: part of the difference may come from that. Being found in school once says nothing of staying there.
further-limit-first-service = Only the programme group can receive one of the programme’s services, so nothing is compared: how soon a first service came says how the programme worked, not what it did for anybody.
further-limit-household = Support may reach a whole family, which one child’s record does not show. Here a household counts as one, whoever of its children leaves first. It is in the group of its first child in the study, and its clock stops when one of its children is lost.
further-limit-siblings = Siblings are those who returned with the first child of the household in the study, or after it; those who never left or never returned are not in the records. They are in that child’s group, whatever support they have themselves.
further-limit-all = Groups that are alike in what was recorded may differ in what was not. Where several outcomes are looked at, one of them can differ by chance alone.
further-supported = Of the siblings, { $programme_share } in the programme group and { $comparison_share } in the comparison group are in the programme themselves.
further-supported-hidden = How many of the siblings are in the programme themselves is not shown, to protect privacy.

## Pictures

chart-curves = Risk of { $event } over time
chart-curves-note = Each line shows how many of every 100 { $people } are estimated to have had the event by each moment; the shaded area is the { PERCENT(0.95) } interval at one moment, and between the dotted lines the whole line lies with { PERCENT(0.95) } confidence. A line moves in steps of at least { $curve_step } events, to protect privacy, so it may lag behind the estimates in the table. { $method }.
chart-curves-at-risk = Still followed and without the event
chart-curves-alt = Two lines of the risk of { $event } over time. { $points }
chart-curves-alt-point = By { $duration }: { $programme } per 100 in the programme group, { $comparison } per 100 in the comparison group.
chart-curves-raw-note = No adjusted curves are reported. These are the groups as observed, which is not a fair comparison.
chart-effects = How large is the difference?
chart-effects-axis = Difference per 100 { $people }
chart-effects-note = Each dot is an estimate and each line its { PERCENT(0.95) } interval. Left of zero means fewer in the programme group. The filled dots are the comparison that the study named as its answer.
chart-effects-fewer = ← fewer
chart-effects-more = more →
chart-effects-withheld = not reported
withheld-differences = Every adjusted difference is withheld, like the answer. The table has the groups as they were observed, without weighting, which is not an answer.
withheld-measures = Days lost to the event and the ratios of the adjusted comparison are withheld as well.
withheld-curves = The curves of the adjusted comparison are withheld, like the answer. The groups as they were observed are not drawn in their place, so that nobody takes them for it.
chart-effects-alt = Estimated differences in the risk of { $event }. { $points }
chart-effects-alt-point = { $horizon }, { $method }: { $difference } per 100 ({ $interval }).
chart-effects-alt-withheld = { $horizon }, { $method }: not reported.
chart-balance = How alike are the two groups at the start?
chart-balance-axis = Standardised difference (0 is alike)
chart-balance-note = Hollow dots show the groups as they came; filled dots after weighting ({ $method }), with their { PERCENT(0.95) } intervals as thin lines. Inside the dashed lines the groups are close enough.
chart-balance-most = The { $count } characteristics that differed most are shown; the table has all.
chart-balance-before = as they came
chart-balance-after = after weighting
chart-balance-alt = Differences between the groups in { $count } characteristics recorded at the start. The largest is { $before } as they came and { $after } after weighting; { $over } remain over { $limit }.
balance-none = The study names no characteristics, so it cannot be said how alike the two groups are at the start.
balance-hidden = How alike the two groups are at the start is not shown, to protect privacy.
explore-title = At other times, and as observed
explore-time = Time:
explore-view = Comparison
explore-adjusted = adjusted: like with like
explore-observed = as observed, without adjustment
explore-none = There is no number { $by }.
explore-observed-note = As observed is not the answer: the groups differed from the start.
icons-risk = { $arm }: { $risk } of 100 ({ PERCENT(0.95) } interval { $low } to { $high })
icons-risk-bare = { $arm }: { $risk } of 100
icons-note = Each dot stands for one in a hundred. Large dots: { $event }, as estimated. Which of them it will be, nobody can tell.
chart-overlap = Could { $people } of either group have been in the programme?
chart-overlap-axis = Preference score
chart-overlap-high = chosen more often →
chart-overlap-low = ← chosen less often
chart-overlap-none = How the groups overlap is not shown: too few people.
chart-overlap-note = How each group spreads over the preference score: how likely somebody with the same records was to be in the programme, whatever its size. In the grey middle both were real possibilities; where only one group has bars, there is nobody to compare it with.
chart-overlap-hover = { $group }, score { $piece }: { $share }
chart-overlap-alt = Share of each group by preference score. { $points }
chart-visits = How closely is each group followed?
chart-visits-table = Contacts per person and year (contacts)
chart-visits-note = Contacts per person and year of observation, in each quarter since the start. The more often a group is contacted, the more of its departures are noticed, and the sooner.
chart-visits-hover = { $group }, { $piece }: { $rate } contacts per person and year
chart-visits-alt = Contacts per person and year, by time since { $start }. { $points }
chart-specifications = Every answer to the main question at once
chart-specifications-note = Each column is one analysis of the difference { $by }: above, its estimate with its { PERCENT(0.95) } interval; below, a dot for each choice behind it. The study’s own is dark. If the columns tell one story, the answer does not hang on one choice. The comparison without weighting is here for contrast.
chart-specifications-point = { $analysis }, { $method }: { $value }
chart-specifications-alt = { $analyses } analyses, from the smallest difference to the largest. { $points }
chart-context = Unaccompanied children met at the United States’ border
chart-context-note = By fiscal year and country of origin, as US Customs and Border Protection published them. Real counts of encounters, not of children; they say nothing about the programme.
chart-context-alt = Unaccompanied children met at the border, by fiscal year. { $points }
context-lead = For scale: encounters and removals, as authorities count them. One child may be counted more than once, and whoever was not met is not counted.
context-removed = Children removed by air from the United States, by fiscal year (2019 in part; University of Washington Center for Human Rights)
context-year = Fiscal year
chart-followup = How many could be traced?
chart-followup-axis = Share traced
chart-followup-note = Of everybody who could have been followed that long, the share of whom it is known whether the event came by then. What happened to the rest is not known.
chart-followup-note-analysis-table = The share of everybody who had had the event by then or had been followed at least that long. The data do not tell whether the rest were lost or came too late.
chart-followup-limit = minimum { $limit }
chart-followup-alt = Share traced, by time and group. { $points }
chart-followup-alt-point = { $duration }: { $programme } of the programme group and { $comparison } of the comparison group.
chart-flow = From all records to those compared
chart-flow-note = Everybody left out is counted once, under the first reason that applies.
chart-flow-alt = From { $all } in the records to { $analysed } compared.
flow-excluded = Left out
flow-among-analysed = Among those compared
chart-flow-pathway = From all records to those followed
chart-flow-alt-pathway = From { $all } in the records to { $analysed } followed.
chart-flow-note-pathway = Every case left out is counted once, under the first reason that applies.
flow-number = Number

## Tables

table-group = Group
table-reason = Step
table-horizon = Time
table-method = Comparison
table-measure = Measure
table-risk-programme = Risk, programme group (per 100)
table-risk-comparison = Risk, comparison group (per 100)
table-difference = Difference per 100 ({ PERCENT(0.95) } interval)
table-estimate = Estimate ({ PERCENT(0.95) } interval)
table-traced = Traced
table-due = Could be followed
table-share = Share
table-at-risk = Still followed
table-risk = Risk per 100 ({ PERCENT(0.95) } interval)
table-covariate = Characteristic
table-before = Difference as they came ({ PERCENT(0.95) } interval)
table-after = Difference after weighting ({ PERCENT(0.95) } interval)
table-variance = Variance ratio
table-verdict = Verdict
table-check = What was checked
table-rule = What the data should do
table-where = Table
table-count = Rows that break it
table-rows = Rows checked
table-mean = mean { $value }
table-effects = Differences by time and comparison
table-followup = Follow-up by group
table-flow = From all records to those compared
table-baseline = Who they are, by group, at the start
table-checks = Checks of the comparison
table-checks-open = Checks that did not pass, or only with caution
table-balance = Differences between the groups at the start
table-quality = Weak points of the data
table-curves = Risk of { $event } by group
table-other = Other measures
table-overview = Tables of the input
table-row-count = Rows
table-rules = Rules checked
table-warnings = Warnings
table-completeness = Columns that are not complete
table-not-given = Empty: not asked
table-not-known = Asked, not known
table-completeness-none = Every column that was asked about is complete.
table-quality-none = No rule of the data is broken.
table-footnote = “–” stands for a number that is not shown: it is small, or would let a small one be worked out, it is withheld, or it could not be estimated.
verdict-pass = ✓ passed
verdict-warn = ! caution
verdict-fail = ✕ failed
measure-risk-ratio = Risk ratio
measure-rmtl-difference = Days lost to the event per person, difference
measure-hazard-ratio = Hazard ratio

checks-counted = { $all ->
    [one] One check was made of whether the comparison can be trusted.
   *[other] { $all } checks were made of whether the comparison can be trusted.
} { $fail ->
    [0] None failed
    [one] One failed
   *[other] { $fail } failed
} and { $warn ->
    [0] none calls for caution
    [one] one calls for caution
   *[other] { $warn } call for caution
}; { $pass } passed.
checks-counted-pathway = { $all ->
    [one] One check was made of what the records of the pathway lack.
   *[other] { $all } checks were made of what the records of the pathway lack.
} { $fail ->
    [0] None failed
    [one] One failed
   *[other] { $fail } failed
} and { $warn ->
    [0] none calls for caution
    [one] one calls for caution
   *[other] { $warn } call for caution
}; { $pass } passed.
table-flow-pathway = From all records to those followed
table-checks-pathway = Checks of the records

## Further analyses

further = Beside the main comparison
further-none = Nothing was asked beside the main comparison.
table-further-what = What was asked
table-p = p
analysis-direct-effect = Competing events as censoring
analysis-composite = Any event
measure-risk-difference = difference per 100
measure-logrank-test = log-rank test of equal rates
measure-gray-test = Gray’s test of equal risks
measure-interaction-test = do the groups differ in the effect?
measure-subdistribution-hazard-ratio = subdistribution hazard ratio
measure-minimum-detectable-difference = smallest difference per 100 that would probably be found
measure-minimum-detectable-hazard-ratio = smallest hazard ratio that would probably be found
method-shrunken = { $method }, drawn towards the other subgroups
p-small = under { NUMBER(0.01, minimumFractionDigits: 2) }

## Choices: the event, its date, loss, design, partners, controls

period-until = until { $day }
period-from = from { $day } on
choices-nothing = This was not asked of these data, or may not be shown.
withheld-choices = The answer is withheld, and with it what other choices would have made of it: those numbers lie close to it and would give it away.
choices-main = Main answer
choices-naive = { $name }: do not use
choices-event = The event and its date
choices-loss = Those lost
choices-design = Design and time zero
choices-partners = Partners
choices-missing = Missing characteristics
choices-periods = Periods of policy
choices-controls = Controls: should be zero
analysis-date-lower = Event at the start of its interval
analysis-date-midpoint = Event in the middle of its interval
analysis-date-upper = Event at the end of its interval
analysis-date-imputed = Event drawn within its interval
analysis-authority-recorded = Only what authorities recorded
analysis-censoring-weights = Weighted for loss
analysis-loss-worst = All lost in the programme had the event
analysis-loss-best = All lost in the comparison had the event
analysis-design-referral = By referral before time zero
analysis-design-landmark = By enrolment at a landmark day
analysis-design-clone-censor = Enrolling soon against never
analysis-time-varying = Enrolment as it happens
analysis-naive-enrolment-clock = Clock from enrolment
analysis-naive-ever-enrolled = Ever enrolled or never
analysis-these-partners = These partners
analysis-partners-like-these = Partners like these
analysis-leave-one-partner-out = Without one partner, whichever (range)
analysis-chained-equations = Missing characteristics imputed
analysis-placebo-outcome = Earlier attempts, as if the event
analysis-placebo-exposure = Waitlisted or declined, as if supported
analysis-detection-control = Moves within the country
chart-choices = Does the answer depend on our choices?
chart-choices-note = The top row is the main answer, { $duration } after { $start }, and the band carries its { PERCENT(0.95) } interval down. Each row below makes one choice otherwise. Hollow dots are naive analyses, which are wrong in a known way: they are shown so that the mistake can be seen, not to be used. The controls ask questions whose answer should be zero.
chart-choices-alt = The difference in the risk of { $event } under every choice. { $points }
choices-clock = A clock that starts at enrolment in the programme group, but at { $start } in the comparison group, gives { $naive } per 100; with { $start } as time zero in both groups the answer is { $aligned } per 100. The naive figure is not to be used: whoever reaches enrolment without the event counts by that alone in the programme’s favour.
choices-clock-alone = A clock that starts at enrolment in the programme group, but at { $start } in the comparison group, gives { $naive } per 100. That figure is not to be used.
choices-bounds = If every one of the { $people } lost in the programme group had had the event by { $duration } and none of those lost in the comparison group had, the difference would be { $worst } per 100; the other way round, { $best }. Whatever became of those lost, the estimate lies between these two; chance comes on top.
choices-weighted = With weights for loss that goes with what was recorded, the difference is { $value } per 100.
choices-loss-limit = Weights cannot repair loss that depends on the event itself: nobody can tell from the records whether those who had the event are harder to find.
choices-tipping-found-up = The conclusion would change if those lost in the { $arm ->
    [programme] programme
   *[other] comparison
} group had { $odds } times the odds of { $event } that their records suggest, or more, the other group’s lost being as their records suggest.
choices-tipping-found-down = The conclusion would change if those lost in the { $arm ->
    [programme] programme
   *[other] comparison
} group had odds of { $event } { $odds } times smaller than their records suggest, or less, the other group’s lost being as their records suggest.
choices-tipping-none-up = Even if those lost in the { $arm ->
    [programme] programme
   *[other] comparison
} group had { $odds } times the odds of { $event } that their records suggest, the most that was tried, the conclusion would stand.
choices-tipping-none-down = Even if those lost in the { $arm ->
    [programme] programme
   *[other] comparison
} group had odds of { $event } { $odds } times smaller than their records suggest, the most that was tried, the conclusion would stand.
choices-tipping-unclear = The interval includes no difference even if those lost fared as their records suggest, so there is no clear conclusion that they could overturn.
choices-e-value = To explain the estimate away, a factor that nobody recorded would have to go with both the programme and the event by a risk ratio of { $estimate } each, beyond everything recorded; { $limit } each would do to let the interval include no difference.
choices-e-value-null = To explain the estimate away, a factor that nobody recorded would have to go with both the programme and the event by a risk ratio of { $estimate } each, beyond everything recorded. The interval includes no difference without any such factor.
choices-e-value-covariate = Of what was recorded, the strongest such factor is “{ $name }”, with { $value }.
choices-controls-lead = The controls ask questions whose answer should be no difference, with the same methods:
choices-control-none = { $name }: { $value } per 100. No clear difference, as it should be.
choices-control-found = { $name }: { $value } per 100. A difference where there should be none: the two groups, or how they are observed, differ in ways that the weights do not repair.
choices-control-found-placebo-outcome = { $name }: { $value } per 100. A difference where there should be none: from the other characteristics alone, the weights do not make the two groups alike in their earlier attempts. The main answer does account for those; what it lacks is what else may set the groups apart.
choices-control-found-detection-control = { $name }: { $value } per 100. One group’s moves are found more often than the other’s: the groups are not observed alike, so that more of one group’s events may be found as well.
dose-caption = A service in every period of { $length }, or in none: risk of { $event } since enrolment, per 100
dose-title = And if those enrolled received more services?
dose-lead = This compares the { $people } enrolled in the programme with each other, and with nobody else: what would be expected had a service been delivered in every period of { $length } while services last, and had there been none. As nobody is compared with those who did not enrol, the clock may start at enrolment. A time is read to the nearest whole period.
dose-counted = Counted as a service: { $kinds }.
dose-certainty = The certainty is very low, as services were not given at random: we do not know whether more services change the risk of { $event }. The interval says how much chance could do, if everything below holds.
dose-ratio = In the weighted comparison, the hazard after a period with a service is { $value } times that after a period without one ({ PERCENT(0.95) } interval in brackets).
dose-naive = The rows without weights mix the services with what already set apart those served more from those served less. They are not to be used.
dose-withheld = Nothing of it may be reported. Why:
dose-with = With a service in every period
dose-without = With no service
dose-needs = What has to be true, and no data can show:
dose-need-measured = Nothing that was not recorded decides both who is served in a period and who leaves. Children who are about to leave may stop coming, and children who do well may be easier to serve; weights repair only what the records tell of it.
dose-need-order = A service counts for the period after its own, and an event is put on the last day on which the child was known to be at home. Otherwise having had a service would only mean not having left yet.
dose-need-memory = A service acts through the period after it alone, alike in every period.
dose-need-possible = Whatever their past, all could have been served in a period, and all could have not been. The checks show how far the records agree.
dose-need-lost = Those lost, and those whose services ended early, are like those followed with the same records.
dose-need-same = A service is a service: kind, length and quality are taken as one.
chart-tipping-point-title = What would have to be true of those lost for the conclusion to change?
chart-tipping-point-note = Each cell is the difference per 100, { $duration } after { $start }, if the odds of { $event } of those lost were so many times what their records suggest, in either group. The framed cell, at 1 and 1, takes their records at their word. Nobody can tell from the data which cell is true. The framed cell weights for loss and has an interval of its own, so it may differ from the main answer.
chart-tipping-point-programme = Lost in the programme group
chart-tipping-point-comparison = Lost in the comparison group
chart-tipping-point-alt = A map of { $all } assumptions about those lost. As their records suggest: { $value } per 100. There are clearly fewer in the programme group in { $lower }, it is not clear in { $unclear }, and there are clearly more in { $higher } of them.
chart-unmeasured-confounder-title = What would a factor that nobody recorded have to do?
chart-unmeasured-confounder-note = Each cell is the difference per 100, { $duration } after { $start }, that would be left if a factor with these risk ratios had been recorded. The framed cell, at 1 and 1, is the estimate with no such factor; its interval is computed in another way.
chart-unmeasured-confounder-programme = Risk ratio with the programme
chart-unmeasured-confounder-comparison = Risk ratio with the event
chart-unmeasured-confounder-alt = A map of { $all } possible unrecorded factors. Without any: { $value } per 100. There are clearly fewer in the programme group in { $lower }, it is not clear in { $unclear }, and there are clearly more in { $higher } of them.
tipping-lower = clearly fewer in the programme group
tipping-unclear = not clear
tipping-higher = clearly more in the programme group
tipping-hover = Programme group { $first }, comparison group { $second }: { $value }
table-tipping-point = Times the odds: programme group down, comparison group across
table-unmeasured-confounder = Risk ratio: with the programme down, with the event across
chart-e-values = How strong would an unrecorded factor have to be?
chart-e-values-note = The E-value is the risk ratio by which a factor would have to go with both the programme and the event to explain a number away, { $duration } after { $start }. Filled dots: the estimate, and its limit nearer to no difference (dashed line). Hollow dots: the strongest characteristics that were recorded, for comparison.
chart-e-values-axis = E-value (1 is no strength at all)
chart-e-values-alt = E-values, from { $points }
e-value-estimate = To explain the estimate away
e-value-limit = To reach no difference (limit)
table-ratio-of = Risk ratio
table-e-value = E-value
chart-turnbull = And if the day of the event is not known?
chart-turnbull-note = Many events are known only to lie between two contacts. The dotted lines use nothing but that (Turnbull’s estimate); the thin ones put each event on one day. Both are as observed, without weights; the dotted ones take other events as the end of follow-up.
chart-turnbull-alt = Risk of { $event } with the event on one day, and anywhere between two contacts. { $points }
chart-turnbull-alt-point = { $group }, { $when }: { $main } and { $turnbull } per 100.
turnbull-main = event on one day
turnbull-turnbull = anywhere in its interval

## Privacy and versions

privacy-counts = Counts from 1 to { $highest } are not shown, nor any from which one could be worked out; other counts are rounded to the nearest { $step }.
privacy-curves = A curve moves only after { $curve_step } events, and ends when fewer than { $suppress_below } people are still followed.
privacy-estimates = Nothing is estimated from fewer than { $minimum } people in a group, and estimates are rounded so that no count can be worked out from them.
privacy-earlier = Where only a few people or events have changed since an earlier report, the number of that report is kept, so that two reports cannot be compared to learn about those few.
privacy-places = No names, dates of single events, places below the department, or rankings of partners or communities.
brief-versions = { $method } Study { $study }, data { $data }, code { $code }. The full report has every number, table and check.
version-study = Study
version-design = Design
version-evidence-experiment = Experiment
version-evidence-observational = Observational comparison
version-design-referral = by referral: the programme group had been accepted or had consented by the day of { $start }
version-design-landmark = landmark on day { $day } after { $start }: enrolled by then or not, among those still at home
version-design-clone-censor = from { $start } on, enrolling within { $grace } days against never enrolling: each child is followed under both until it departs from one, and those who remain are weighted for those who left
version-design-time-varying = enrolment as it happens after { $start }: not enrolled until that day, enrolled from then on
version-cut-off = Records until
version-data = Data
version-code = Code
version-method = Method
version-method-text = Cumulative incidence (Aalen–Johansen); { $method }; { $interval }.
version-interval-bootstrap = intervals from { $replicates } resamples
version-interval-imputation = intervals from { $replicates } resamples, with event dates imputed twice in each
version-interval-partners = intervals from the spread between partners
version-interval-influence = intervals from influence functions
version-method-iptw = inverse-probability weights
version-method-entropy = entropy balancing weights
version-method-standardised = risks modelled with what was known at the start (Cox), averaged over the population
version-method-aipw = modelled risks (Cox) corrected by weights: right if either model is, but for the overlap population, which the weights define
version-method-unadjusted = no weights
version-method-adjusted = Cox’s model of the hazard ratio, with enrolment as an exposure that begins on its day, adjusted for what was known at the start; { $interval }.
version-seed = Seed of the random numbers
version-gate = Threshold changed for this study
version-design-pathway = Pathway of milestones, without a comparison
version-method-pathway = Cumulative incidence of each milestone (Aalen–Johansen), the ways out as competing events; no weights; intervals from influence functions, those of one household together.

## Characteristics and their values (name of the column after `covariate-`, code after `level-`)

covariate-missing = { $name }, not recorded
covariate-age = Age
covariate-age-at-return-years = Age at return, in years
covariate-is-age-estimated = Age is an estimate
covariate-sex = Sex
covariate-country = Country
covariate-department = Department
covariate-returned-from = Returned from
covariate-return-mode = Kind of return
covariate-return-year = Year of return
covariate-return-season = Part of the year
covariate-return-quarter = Quarter of return
covariate-is-unaccompanied = Unaccompanied
covariate-is-indigenous = Indigenous
covariate-language = Language
covariate-reason-violence = Left because of violence
covariate-reason-economic = Left for economic reasons
covariate-reason-family = Left for family reasons
covariate-reason-climate = Left because of climate
covariate-reason-gbv = Left because of gender-based violence
covariate-prior-attempts = Earlier attempts
covariate-has-parent-abroad = A parent lives abroad
covariate-lives-with = Lives with
covariate-in-school-before = In school before leaving
covariate-grade-gap-years = School years behind
covariate-has-smuggler-debt = Debt to a smuggler
covariate-debt-usd = Debt, in US dollars
covariate-data-source = Source of the record
covariate-has-reporting-consent = Consent to reporting
covariate-return-date-precision = How exactly the date of return is known
covariate-programme = Programme
covariate-status = Status
covariate-exit-reason = Reason for leaving the programme
covariate-service-type = Kind of service
covariate-mode = Kind of contact
covariate-is-child-seen = Child was seen
covariate-reported-departure-precision = How exactly the reported departure is known
covariate-informant = Who reported it
covariate-location-status = Where the child was
covariate-not-seen-reason = Why the child was not seen
covariate-intends-to-remigrate = Intends to remigrate
covariate-is-in-school = In school at the contact
covariate-unit = What is counted
covariate-is-deduplicated = Each is counted once
covariate-referral-date = Date of referral
covariate-birth-month = Month of birth
covariate-child-id = Code of the child
covariate-consent-date = Day of consent
covariate-contact-date = Day of the contact
covariate-contact-id = Code of the contact
covariate-count = How many
covariate-enrolment-date = Day of enrolment
covariate-enrolment-id = Code of the enrolment
covariate-exit-date = Day of leaving the programme
covariate-household-id = Code of the household
covariate-municipality-code = Municipality
covariate-partner-id = Code of the partner
covariate-period = Month counted
covariate-reported-departure-date = Day of the departure that was reported
covariate-return-date = Day of the return
covariate-return-id = Code of the return
covariate-service-date = Day of the service
covariate-service-id = Code of the service
covariate-case-id = Code of the case
covariate-parent-case-id = Code of the case that it is linked to
covariate-age-at-start-years = Age at the start, in years
covariate-group = Group
covariate-milestone-id = Code of the milestone
covariate-milestone = Milestone
covariate-milestone-date = Day of the milestone
covariate-participation-id = Code of the participation
covariate-person-id = Code of the person
covariate-activity = Activity
covariate-participation-date = Day of the activity
covariate-role = Role
covariate-sessions = Meetings at which attendances were counted
level-yes = yes
level-no = no
level-unknown = not known
level-not-asked = not asked
level-other = other
level-female = female
level-male = male
level-us = United States
level-mx = Mexico
level-gtm = Guatemala
level-hnd = Honduras
level-slv = El Salvador
level-other-gtm = others in Guatemala
level-other-hnd = others in Honduras
level-other-slv = others in El Salvador
level-voluntary-departure = voluntary departure
level-removal-order = removal order
level-expulsion = expulsion
level-assisted-voluntary = assisted voluntary return
level-q1 = January to March
level-q2 = April to June
level-q3 = July to September
level-q4 = October to December
level-both-parents = both parents
level-one-parent = one parent
level-grandparents = grandparents
level-other-relatives = other relatives
level-alone = alone
level-partner = partner organisation
level-reception-centre = reception centre
level-survey = survey
level-es = Spanish
level-mam = Mam
level-kiche = K’iche’
level-ixil = Ixil
level-qanjobal = Q’anjob’al
level-day = to the day
level-month = to the month
level-referred = referred
level-waitlisted = on the waiting list
level-declined = declined
level-enrolled = enrolled
level-completed = completed
level-withdrew = withdrew
level-remigrated = remigrated
level-lawful-migration = lawful migration
level-aged-out = came of age
level-transferred = transferred
level-lost = contact lost
level-died = died
level-psychosocial = psychosocial care
level-education = education
level-vocational = vocational training
level-economic = economic support
level-health = health
level-legal-referral = legal referral
level-family-mediation = family mediation
level-delivered = delivered
level-home-visit = home visit
level-community-visit = visit in the community
level-call = call
level-child = the child
level-caregiver = caregiver
level-neighbour = neighbour
level-school = school
level-authority = authority
level-at-home = at home
level-moved-in-country = moved within the country
level-detained = detained
level-en-route = on the way
level-abroad = abroad
level-lawfully-abroad = abroad lawfully
level-deceased = deceased
level-absent = absent
level-moved = moved
level-refused = refused
level-unsafe-to-visit = unsafe to visit
level-no-answer = no answer
level-undecided = undecided
level-person = persons
level-family = families
level-case = cases
level-application = applications
level-attendance = attendances
level-mex = Mexico
level-usa = United States
level-ineligible = not eligible
level-resolved-otherwise = resolved in another way
level-consent-withdrawn = consent withdrawn
level-closed = case closed
level-student = students
level-teacher = teachers
level-community-leader = community leaders
level-official = officials
level-agency-staff = staff of agencies
level-ngo-staff = staff of organisations

## Checks (name of the check's family after `check-`)

check-balance = { $arm }: the largest standardised difference between the groups in what was known at the start is { $value }. In an observational comparison, one above { $threshold } withholds the adjusted estimate.
check-equipoise = { $arm }: { $value } of the group could reasonably have been in either group; at least { $threshold } is needed.
check-effective-sample-size = { $arm }: after weighting, the group carries as much information as { $value } people; at least { $threshold } are needed.
check-traced = { $arm }: { $value } of those who could have been followed to the main horizon were traced to it; at least { $threshold } is needed.
check-traced-analysis-table = { $arm }: { $value } had had the event by the main horizon or had been followed to it. Under { $threshold } caution is called for; nothing is withheld, as the data do not tell whether somebody was lost or came late.
check-traced-gap = The shares traced differ by { $value } (in percentage points) between the groups; at most { $threshold } is allowed.
check-traced-gap-analysis-table = The shares followed to the main horizon differ by { $value } (in percentage points) between the groups. Over { $threshold } caution is called for; nothing is withheld, as the data do not tell whether somebody was lost or came late.
check-events = { $arm }: events of interest by the main horizon: { $value }; at least { $threshold } are needed.
check-convergence = Convergence of the model behind the weights: { $value } (1 where it is solved and nobody was certain to be in the programme, else 0); { $threshold } is needed.
check-truncated = Fitted chances of being in the programme that were so near 0 or 1 that they were moved to the bound set for them: { $value }. Their weights are less extreme than their data say; the answer is then about a slightly different population.
check-proportional-hazards = The p-value of the test that the hazard ratio stays the same over time is { $value }; below { $threshold }, one ratio does not describe all of follow-up.
check-few-at-risk = { $arm }: people enter observation late, and at some event only { $value } were under observation; below { $threshold } the standard errors are rough.
check-pooled-events = Some competing events are too rare for a model of their own: the modelled risks take them together.
check-thin-models = Some events, or ends of follow-up, are too rare for a model with what was known at the start: the modelled risks take them as they came in each group.
check-censored-by-design = { $arm }: { $value } of the group’s copies of children leave it because the child did otherwise than the group asks; those who stay are weighted for them.
check-largest-weight = { $arm }: the child that weighs most stands for { $value } of the group; above { $threshold } the answer leans on a few.
check-dose-positivity = Dose of services: in { $value } of the periods both a service and none were real possibilities, by what was known; under { $threshold } the comparison is withheld.
check-dose-mean-weight = Dose of services: the mean of the stabilised weights is { $value }, and it is 1 where the models behind them are right; further than { $threshold } from 1 withholds the comparison.
check-dose-effective-size = Dose of services: after weighting, the periods carry as much information as those of { $value } people; at least { $threshold } are needed.
check-dose-largest-weight = Dose of services: the child that weighs most stands for { $value } of all; above { $threshold } the comparison leans on a few.
check-dose-thin-models = Dose of services: too few were served, were not served or were lost for a weight model with everything known at the start; it has what came afterwards, or the period alone.
check-school-asked = { $arm }: per person and year, { $value } contacts tell whether the child is in school. Under { $threshold } in either group nothing is said of the return to school; where one group is asked more than twice as often, caution is called for, as it is seen in school sooner and more often.
check-siblings-supported = { $arm }: { $value } of the siblings are in the programme themselves.
check-siblings-supported-hidden = { $arm }: how many of the siblings are in the programme themselves is not shown, to protect privacy.
withheld-school-seldom-asked = In one of the groups contacts seldom tell whether a child is in school.
withheld-not-alike = Even after weighting, the groups compared here differ too much in what was recorded at the start, or a few carry the comparison.
withheld-beyond-follow-up = In one of the groups nobody was followed to this time.
withheld-few-events = Fewer than { $minimum } events are recorded in one of the groups.
withheld-unsteady-bootstrap = Too many resamples of the data gave no estimate.
withheld-not-estimable = The data do not determine this number.
withheld-hazard-ratio-only = Children pass from not enrolled to enrolled as time goes by, so that neither group has a risk by a date; this design gives a hazard ratio only.
withheld-never-half = By the end of the records fewer than half had reached it.
withheld-few-partners = There are too few partners to speak of partners like these without telling of one of them.
withheld-few-in-services = Too few were still in services by then.
check-visits = { $arm }: { $value } contacts per person and year of observation; if one group has more than { $threshold } times as many as the other, caution is called for.
check-interval-width = { $arm }: the day of an event is known to within { $value } days on average; if this is more than { $threshold } times as many in one group as in the other, caution is called for.
check-detection = { $arm }: of the events on record, { $value } were found by contacts, reports or closed cases, and the others only by a later return; if the groups differ by more than { $threshold }, caution is called for.
check-detection-hidden = { $arm }: how many of the events on record were found by contacts, reports or closed cases, and not only by a later return, is not shown, to protect privacy; if the groups differ by more than { $threshold }, caution is called for.
check-pathway-lost = { $arm }: { $value } were no longer followed before the next step was reached; above { $threshold }, caution is called for.
check-pathway-skipped = { $arm }: { $value } have no date of this step and are dated as the next one that is known; above { $threshold }, caution is called for.
check-pathway-unlinked = Linked cases whose own case is not known: { $value }; what they reached counts for nobody, and above { $threshold } caution is called for.
check-pathway-lost-hidden = { $arm }: if more than { $threshold } were no longer followed before the next step was reached, caution is called for.
check-pathway-skipped-hidden = { $arm }: if more than { $threshold } have no date of this step and are dated as the next one that is known, caution is called for.
check-pathway-unlinked-hidden = If more than { $threshold } of the linked cases are linked to no case that is known, caution is called for: what they reached counts for nobody.
check-later-enrolled = Share of the comparison group that enrolled after the landmark day and stays in it: { $value }. What is compared is enrolling by that day with enrolling later or never.
check-immortal-time = Of the time from the return on of children who enrolled at some point, { $value } came before their enrolment ({ $threshold } child-days). A child who left in that time could not have enrolled: a comparison that counts it for the programme, or leaves it out, makes the programme look better than it is.

## Withheld by disclosure control or a failed gate (`impact.disclosure.reasons`)

withheld-n = There are fewer than { $minimum } { $people } in one of the groups.
withheld-events = Fewer than { $minimum } events, or fewer than { $minimum } { $people } without one, are recorded in one of the groups.
withheld-at-risk = Fewer than { $minimum } { $people } in one of the groups were still followed by then.
withheld-complement = Together with what is shown of the others, it would reveal something about a group of { $people } that is too small to be shown.
withheld-headline = The main estimate is not reported, and this one would give it away.
withheld-earlier-release = Since an earlier release so few { $people } or events have changed that this number would reveal something about them.
withheld-few-lost = So few { $people } were lost in one of the groups that a bound would reveal something about them.
withheld-gate-balance = { $arm ->
    [none] The groups differ too much in what was recorded at the start to be compared without weighting.
   *[other] Even after weighting, the groups differ too much in what was recorded at the start.
}
withheld-gate-equipoise = { $arm ->
    [programme] Too few { $people } in the programme group could as well have been in the comparison group.
   *[other] Too few { $people } in the comparison group could as well have been in the programme group.
}
withheld-gate-effective-sample-size = { $arm ->
    [programme] After weighting, too few { $people } in the programme group carry the comparison.
   *[other] After weighting, too few { $people } in the comparison group carry the comparison.
}
withheld-gate-traced = { $arm ->
    [programme] Too few { $people } in the programme group could be traced.
   *[other] Too few { $people } in the comparison group could be traced.
}
withheld-gate-traced-gap = The groups could not be traced equally well.
withheld-gate-events = { $arm ->
    [programme] Too few events are recorded in the programme group.
   *[other] Too few events are recorded in the comparison group.
}
withheld-gate-convergence = The weights could not be computed reliably.
withheld-gate-proportional-hazards = The ratio of the hazards changes too much over time for one number to describe it.
withheld-gate-visits = The groups were not observed equally often.
withheld-gate-dose-positivity = In too many periods either a service or none was no real possibility.
withheld-gate-dose-mean-weight = The weights are off their mark: their mean is too far from 1.
withheld-gate-dose-effective-size = After weighting, too little information is left about the dose of services.
withheld-gate-other = A check failed: { $check }.

## Flow: why a person is not in the analysis (code after `flow-`)

flow-all = In the records
flow-no-consent = No consent to reporting
flow-return-window = Returned outside the study’s dates
flow-country = Returned to another country
flow-age = Outside the study’s ages at return
flow-no-overlap-returned-from = Came by a route that nobody in the programme group came by
flow-no-overlap-department = Returned to a department with nobody in the programme group
flow-no-overlap-return-quarter = Returned in a quarter with nobody in the programme group
flow-other-programme = Case of another programme
flow-other-unit = Case of another unit than the pathway’s
flow-not-started = No step of the pathway is recorded
flow-started-after-cut-off = Started after the last day of the records
flow-no-start-date = No date of the first step
flow-no-group = In neither of the two groups
flow-left-before-landmark = No longer at home on the landmark day
flow-lost-before-landmark = Not followed up to the landmark day
flow-analysed = Compared
flow-imputed = Something about the start was not asked, and is imputed in a sensitivity analysis
flow-analysed-pathway = Followed


## Data docs

data-docs-title = Are the data fit to be used?
data-docs-column = Column
data-docs-expectation = Expectation
data-docs-severity = Severity
data-docs-reason = Reason
data-docs-broken = Rows that break it
data-docs-asked = Rows checked
data-docs-table = Table
data-docs-rows = Rows
data-docs-rules = Rules
data-docs-warnings = Warnings
data-docs-warning = warning
data-docs-critical = critical
data-docs-status = Status
data-docs-holds = holds
data-docs-fails = does not hold
data-docs-left-out = { $count ->
    [one] One column is left out, because nobody asked for it.
   *[other] { $count } columns are left out, because nobody asked for them.
}
data-docs-counts = Counts from 1 to { $highest } are shown as { $few } and others to the nearest { $step }, so that nobody can be recognised. A rule may tolerate a share of rows and still hold.
rule-columns-left-out = Columns that the study or the data dictionary does not know are left out.
data-docs-back = All tables

## Power of a planned programme (`impact power`)

power-title = What a planned programme could show
power-heading = What a programme of this size could show
power-detectable = With { $power } power, the smallest reduction that this plan finds is { $difference } fewer per 100 (a risk of { $risk } per 100 with the programme, a hazard ratio of { $ratio }).
power-none = No reduction of the risk, however large, is found with { $power } power by this plan.
power-planned = Planned: { $children } people in the programme and { $comparison } in the comparison group. Without the programme { $risk } of every 100 have the event by { $duration }; { $followup } of everybody can be followed until then.
power-design = Clusters of { $size } people with an intra-class correlation of { $icc }, and weights, multiply the variance by { $effect }.
power-limits = Two-sided tests at the { PERCENT(0.05) } level. The event and loss are taken to come at constant rates, and loss to say nothing about the event. Power says nothing of bias: a large study of groups that differ finds a difference that the programme did not make.
power-chart = Power by size of the programme and true difference
power-note = Each line is a programme of one size, with the same comparison group: half as large, as planned, and twice as large. Above the dashed line the power is at least { $power }.
power-axis = Power: chance of finding the difference
power-difference = True difference: fewer per 100
power-line = { $children } people
power-hover = { $line }, { $difference } fewer per 100: power { $power }
power-alt = Power by true difference, a line for each size of the programme. Reductions found with { $power } power: { $points }
power-alt-point = { $children } people, { $difference } fewer per 100.
power-table = Power by size of the programme and true difference
power-size = People in the programme
power-column = { $size } fewer per 100

## Operating characteristics of a study's design (`impact simulate`)

operating-made = { $studies } studies like this one were simulated in which the programme multiplies everybody’s hazard of { $event } by { $ratio }, and as many in which it does nothing. What each method made of them { $by }:
operating-found = { $method }: with an effect, the { PERCENT(0.95) } interval holds the truth in { $coverage } of the studies, and the effect is found in { $power }; without one, an effect is reported in { $alarms }.
operating-limits = The simulated studies have this study’s people, its choice of who is in the programme, and its rates of { $event }, of competing events and of loss, given what is recorded of people at the start. They know nothing of what was not recorded: a hidden difference between the groups, loss that depends on the event, dates that are not exact, or differences between partners would make every figure worse. Intervals are those of influence functions.
operating-stands-in = { $what ->
    [partners] This study’s answer is about partners like these.
    [dates] This study’s answer rests on imputed dates.
   *[both] This study’s answer is about partners like these, and rests on imputed dates.
} What is simulated in its place counts persons and knows the day of every event, so its intervals are narrower than the study’s own.
operating-lost-as-event-free = Without weighting, the lost counted as event-free
operating-table = The design over simulated studies of known truth ({ $unit })
operating-unit-risk-difference = difference per 100
operating-unit-risk-ratio = logarithm of the risk ratio
operating-unit-rmtl-difference = days per person
operating-column-method = Method
operating-column-horizon = By
operating-column-truth = Truth
operating-column-bias = Bias
operating-column-sd = Spread
operating-column-error = Standard error over spread
operating-column-coverage = Interval holds the truth
operating-column-alarms = Effect reported where there is none
operating-column-power = Effect found
operating-chart = What the methods do { $by }
operating-note = Dashed lines are what is wanted. The filled dot is this study’s method; the others are here to be compared with it.
operating-axis = Share of the simulated studies
operating-question-coverage = The interval holds the truth (wanted: { $wanted })
operating-question-alarms = Finds what is not there (wanted: { $wanted })
operating-question-power = Finds what is there (wanted: { $wanted } or more)
operating-alt = How often each method is right in simulated studies.

## What changed since the last accepted run (what is compared after `changes-what-`)

changes-first = This is the first accepted run of this study: there are no earlier data to compare with. The next run on other data says here what changed.
changes-since = Compared with the accepted run of { $date }, the last one on other data: { $warnings ->
    [0] nothing changed by more than the expectations allow.
    [one] one number changed by more than the expectations allow.
   *[other] { $warnings } numbers changed by more than the expectations allow.
}
changes-warnings = Changed by more than expected
changes-all = Then and now
changes-show = Show everything that was compared
changes-column-what = What
changes-column-before = Then
changes-column-now = Now
changes-column-reason = Why it matters
changes-what-rows = Rows of { $table }
changes-what-given = { $name }: cells filled ({ $table })
changes-what-known = { $name }: known, of what was asked ({ $table })
changes-what-codes = { $name }: { $level } ({ $table })
changes-what-event-rate = { $arm }: { $event } per 100 years of follow-up, as recorded
changes-what-covariate = { $name }: mean ({ $table })

## Claims

table-claims = What is claimed, and what these data say
table-claim = Claim
table-claim-verdict = Verdict
claims-intro = Each claim was made in public, and is checked against these data. A share describes all who ever enrolled, from the day on which they did, through every contact and every loss. Nobody is compared, so that it says nothing of what { $programme } does. Whoever died or migrated lawfully counts as “{ $no_event }”. Intervals count { $people } of one household together, and speak of the partners in the data alone.
claims-rules = How a verdict is reached
claims-rule-established = Established: even if everybody lost had had the event ({ $event }), the { PERCENT(0.95) } limit meets the claim.
claims-rule-contradicted = Contradicted: even if nobody lost had had it, the { PERCENT(0.95) } limit does not meet the claim.
claims-rule-not-supported = Not supported: no value in the { PERCENT(0.95) } interval of the estimate meets the claim.
claims-rule-consistent = Consistent: none of these. Other values agree with the data just as well.
claims-rule-not-checkable = Not checkable: there is no time, nobody to ask it of, or no estimate that may be reported.
claims-rule-count = A count: it says how many, not what changed for them.
claim-verdict-established = Established by these data, whatever became of those lost
claim-verdict-contradicted = Contradicted by these data, whatever became of those lost
claim-verdict-not-supported = Not supported by these data
claim-verdict-consistent = Consistent with these data, which do not establish it
claim-verdict-not-checkable = Cannot be checked with these data
claim-verdict-count = A count, not an effect
claim-illustrated = { $verdict } (illustration)
claim-illustration = An illustration on synthetic records: it says nothing of the claim itself.
claim-source = Source
claim-reading = Read as
claim-needs = What it would take
claim-misleads = What misleads
claim-risk-free-of-event = Of { $n } { $people } ever enrolled, an estimated { $estimate } were { $no_event } { $duration } after enrolment ({ PERCENT(0.95) } interval { $ci_lower } to { $ci_upper }).
claim-risk-free-of-event-in-services = Of { $n } { $people } ever enrolled, an estimated { $estimate } had no recorded { $event } while services lasted, up to { $duration } after enrolment ({ PERCENT(0.95) } interval { $ci_lower } to { $ci_upper }).
claim-risk-bounds = That takes those lost to be like those followed. Whatever became of them, the share lies between { $low } ({ $event } of all of them) and { $high } (of none), chance included.
claim-effect = { $measure } { $duration } after { $start }, programme group minus comparison group: { $value }.
claim-effect-bounds = Whatever became of those lost, it lies between { $low } and { $high }, chance included.
claim-needed = The claim needs { $side ->
    [least] at least { $threshold }
   *[most] at most { $threshold }
}.
claim-count = In the records: { $n } { $unit }. Claimed: over { $threshold }.
claim-count-hidden = In the records: { $unit }, but so few that no number is shown. Claimed: over { $threshold }.
claim-count-none = The records hold no such count ({ $unit }). Claimed: over { $threshold }.
claim-unit-served = { $people } with a delivered service
claim-unit-child = children
claim-unit-person = persons
claim-unit-family = families
claim-unit-case = cases
claim-unit-application = applications
claim-unit-attendance = attendances
withheld-no-horizon = The claim states no time, and without one there is no share to check.
withheld-no-denominator = The data do not know who enrolled.
withheld-no-count = The records hold no such count.
withheld-may-repeat = It is a sum that may count somebody twice.
withheld-few-starting = Fewer than { $minimum } { $people } started the clock.
withheld-nobody-followed = Nobody who started the clock was followed to this time.
withheld-few-reaching = Fewer than { $minimum } of those who started the clock had reached it by then.
withheld-few-not-reaching = Fewer than { $minimum } of those who started the clock had not reached it by then.
withheld-few-followed = Fewer than { $minimum } of those who started the clock were still followed by then.
withheld-few-starting-lost = So few of those who started the clock were lost that a bound would reveal something about them.
withheld-few-enrolled = Fewer than { $minimum } { $people } enrolled.
withheld-few-enrolled-events = Fewer than { $minimum } events are recorded of those who enrolled.
withheld-few-enrolled-without = Fewer than { $minimum } of those who enrolled are without an event.
withheld-few-enrolled-followed = Fewer than { $minimum } of those who enrolled were still followed by then.
withheld-enrolled-not-followed = Nobody who enrolled was followed to this time.
withheld-few-enrolled-lost = So few of those who enrolled were lost that a bound would reveal something about them.


claims-intro-pathway = Each claim was made in public, and is checked against these data. A share describes all who reached its milestone, from that day on, the ways out included. Nobody is compared, so that it says nothing of what the programme changes. Different units are never divided.
claims-rule-established-pathway = Established: even if nobody lost had reached the milestone, the { PERCENT(0.95) } limit meets the claim.
claims-rule-contradicted-pathway = Contradicted: even if everybody lost had reached it, the { PERCENT(0.95) } limit does not meet the claim.
claim-unit-at = { $unit }, at { $milestone }
claim-milestone-share = A risk: of { $n } { $unit } with { $among }, an estimated { $estimate } reached { $milestone } within { $duration } ({ PERCENT(0.95) } interval { $ci_lower } to { $ci_upper }).
claim-milestone-bounds = That takes those lost to be like those followed. Whatever became of them, the share lies between { $low } (none of them reached it) and { $high } (all of them did), chance included.

## Pathways: milestones, ways out (code after `exit-`), and what can be said of them

exit-ineligible = Did not meet the conditions
exit-refused = Was refused
exit-withdrew = Withdrew
exit-aged-out = Became too old
exit-died = Died
exit-lawful-migration = Migrated lawfully by another way
exit-resolved-otherwise = Was resolved in another way
exit-other = Left for another reason
exit-lost = Contact was lost
exit-transferred = Was handed over to others
exit-consent-withdrawn = Withdrew the consent to be followed
exit-closed = The case was closed
became-on = Went on to the next milestone
became-exited = Left the pathway
became-lost = No longer followed
became-waiting = Waiting for the next milestone
pathway-of-these = Of these: { $way }
pathway-not-shown = not shown
pathway-hidden-all = Too few started for any number of the pathway to be shown.
pathway-milestone = Milestone
pathway-reached = Reached it (a count)
pathway-of-first = Share of the first milestone
pathway-of-before = Share of the milestone before
pathway-linked = Linked cases, counted apart
pathway-became = What became of them
chart-funnel = Who reached which milestone, until the records end
chart-funnel-note = Each bar is as long as the share of those at the first milestone who have reached this one so far. These are counts: whoever still waits may yet get there, so a share here is not a chance. A dashed outline stands for a number that is not shown.
funnel-of-first = { $share } of the first milestone
funnel-of-before = { $share } of the milestone before
funnel-linked = Beside them { $amount }, linked to these: counted apart, never divided
funnel-words = { $milestone }: { $amount }.
funnel-words-share = { $milestone }: { $amount }, { $share } of the first milestone.
funnel-words-linked = Linked to them and counted apart: { $amount }.
table-funnel = Counts of who reached each milestone
chart-ribbons = What became of everybody, from milestone to milestone
chart-ribbons-note = From top to bottom: the pale band goes on to the next milestone, and the ribbons on the right leave it, are no longer followed (stripes) or still wait when the records end (light blue). Widths follow the counts, and what leaves a bar adds up to it. A dotted line stands for a number that is not shown, small or large.
ribbons-words = After { $milestone } ({ $amount }): { $parts }.
table-ribbons = What became of those who reached each milestone, as counts
chart-milestones = How many have reached each milestone, as time goes on
chart-milestones-note = Each line shows how many of every 100 { $units } are estimated to have reached a milestone by each moment since the first; the shaded area is the { PERCENT(0.95) } interval. Whoever left the pathway no longer can, and whoever waits or is no longer followed counts for as long as they were followed. A line moves in steps of several events, to protect privacy, so it may lag behind the table. These are risks, not effects.
milestones-hidden = There are too few to draw how the milestones are reached over time.
milestones-hover = { $milestone }: { $risk } per 100, { $when }
milestones-point = { $milestone }, { $by }: { $risk } per 100.
milestones-alt = Lines of the risk of reaching each milestone over time, intervals in brackets. { $points }
milestones-half = Time by which half had reached it
table-milestones-start = Risk of reaching each milestone, per 100, counted from { $start } ({ PERCENT(0.95) } interval)
table-milestones-previous = The same, counted from the milestone before, among those who reached it
table-milestones-shares = Shares that the study asks for: risks, per 100 ({ PERCENT(0.95) } interval)
milestones-share = { $of }, of those with { $among }
table-waiting = Waiting when the records end: { $units } (counts)
table-on-the-way = Still followed and not there yet, by time since the first milestone (counts)
waiting-for = Waiting for
waiting-all = All who wait
waiting-longer = For { $duration } or longer
pathway-risk = { $duration } after { $start }, an estimated { $risk } of every 100 { $units } had reached { $milestone } ({ PERCENT(0.95) } interval { $interval }).
pathway-risk-bare = { $duration } after { $start }, an estimated { $risk } of every 100 { $units } had reached { $milestone }; no interval can be shown.
pathway-risk-kind = A risk, not an effect
pathway-is-risk = Risk: { $text }
pathway-half-of = Half of all had reached { $milestone } after { $time }.
pathway-half = Half of all had reached it after { $time }.
pathway-started = Count: { $n } { $units } started, at { $milestone }.
pathway-waiting = Count: on { $day }, { $n } { $units } were waiting for { $milestone }.
pathway-withheld = No risk of reaching a milestone may be shown: too few cases, or too few who got there.
pathway-no-arms = Nobody is compared here. The numbers describe one programme: each is a risk, expected of all who started, or a count of records.
pathway-arms = Two groups are described side by side. A difference between them is not an effect: each number is a risk, expected of all who started in its group, or a count of records.
pathway-limit-alone = Nobody is compared. How many reach a milestone, and how fast, is not an effect of the programme: nobody knows how many would have without it.
pathway-limit-arms = The two groups are described, not compared: who is in which was not left to chance, and they may differ in ways that nobody recorded. A difference between them is not an effect.
pathway-limit-lost = What became of { $units } no longer followed is not known. The estimates take them to be like those still followed, which nobody can check with these data.
pathway-limit-waiting = Whoever was still waiting on { $day } may yet reach the next milestone. Dividing those who have by all who started would treat a wait as an end.
pathway-limit-units = Different units, { $others } and { $units }, are counted apart and never divided by each other: to one of the second belong several of the first, or none.
pathway-limit-milestone = A milestone says that a step was taken. It does not say how those concerned fare.
pathway-who = { $n } { $units } are followed from { $milestone } on: a count.
pathway-who-from = The records hold { $all }; the picture shows who is not followed, and why.
pathway-who-hidden = How many are followed is not shown, to protect privacy.
define-milestone-own = A milestone, recorded of { $units }, on the first day on which it is recorded.
define-milestone-linked = A milestone that is recorded of { $others } linked to { $units }. A case of the pathway has reached it on the first such day.
define-exited-text = Ends the chance of any further milestone, and is counted apart: { $ways }.
define-lost-text = What happened after is not known: { $ways }. Such { $units } count for as long as they were followed.
define-clock = Time
define-clock-text = Time is counted from { $start }, or, where the page says so, from the milestone before.
define-milestone-risk = Risk
define-milestone-risk-text = Of 100 { $units } with { $start }, how many are expected to have reached the milestone by then. The word is that of statistics: reaching a milestone may be good news.
define-half = Time by which half had reached it
define-half-text = When half of all { $units } are expected to have reached the milestone, those who left among the other half. There is none where fewer than half ever do.
define-waiting = Waiting
define-waiting-text = Has reached a milestone and, on the last day of the records, neither the next nor a way out.
define-count = Count
define-count-text = How many there are in the records until they end, rounded. A count is not an effect, and not a risk either.





## Exploring with controls

view-everybody = Everybody
view-hidden = { $people } (not shown)
view-of = { $who }. { $comparison }, { $by } after { $start }.
view-risk = { $group }: { $risk } per 100 ({ PERCENT(0.95) } interval { $interval }).
view-risk-bare = { $group }: { $risk } per 100; no interval can be shown.
view-difference = Difference, programme minus comparison: { $difference } per 100 { $people } ({ PERCENT(0.95) } interval { $interval }).
view-difference-bare = Difference, programme minus comparison: { $difference } per 100 { $people }; no interval can be shown.
view-contrast = Difference, programme minus comparison
view-people = People
view-events = Events
view-axis = Risk per 100
view-withheld = Nothing of this may be shown.
view-subgroup-note = One of several subgroups: among many, some differ by chance alone.
control-people = Which people
control-comparison = Comparison
control-horizon = Time
control-groups = Group
control-both = Both, and their difference

## First page of a run

run-title = In English: where to find what
run-back = Everything from this run
run-policy = For the policy team
run-policy-note = In full, or on one page. Each opens without a network and can be sent on by itself.
run-report = The report
run-brief = The answer on one page
run-a4 = A4 (PDF)
run-letter = Letter (PDF)
run-no-paper = no PDF, as there was no Chromium where this run was made; printing the page from a browser gives the same sheets
run-research = For researchers
run-research-note = The notebooks in the order of the analysis, with their code and what it gave. Every number in them has been through disclosure control.
run-executed = notebook file
run-tables = The numbers behind every page, as CSV:
run-commands = For researchers, in a terminal
run-commands-note = With the project’s environment active and this folder as the working folder:
run-command-lab = opens the notebooks in JupyterLab; 08-explore shows the released numbers of the study’s latest run under controls, the others do the analysis again step by step
run-command-verify = says what of this run, its study, its data and its code has changed since
run-command-audit = opens everything here that may be shared and names what would disclose something
run-command-rerun = does the run again and compares what is released, byte for byte
run-automation = For automation
run-automation-note = What a program reads to decide whether to go on:
run-manifest = The manifest: versions, seed, and the hash of every file
run-checks = Every check with its value, its limit and its verdict (CSV)
run-changes = What changed since the last accepted run (CSV)
run-docs = Data docs: which rules the data keep, and which they break
run-failed = { $count ->
    [0] No check failed.
    [one] One check failed:
   *[other] { $count } checks failed:
}
run-partly = Only some of the notebooks were executed in this run. It has no answer, and nothing was released.
run-restricted = What must not leave this machine
run-restricted-note = It is about single persons, or has not been through disclosure control. There is no link to it on purpose:
notebook-data-quality = What are the data, and where are they weak?
notebook-cohort = Who is in the study, who is not, and how long was each followed?
notebook-time-to-remigration = How does the risk of the event grow over time, in each arm?
notebook-programme-comparison = How do the arms compare, and may they be compared at all?
notebook-sensitivity = Does the answer depend on our choices?
run-command-lab-pathway = opens the notebooks in JupyterLab; each does its part of the analysis again, step by step
run-policy-note-pathway = It opens without a network and can be sent on by itself.
notebook-pathway = Who reaches which milestone, when, and who is still waiting?

## Reach: how many different people, a count and never an effect
section-reached = How many people were reached
reach-kind = A count, not an effect
reach-statement = { $programme }: { $amount }.
reach-units-person = different people
reach-units-child = different children
reach-distinct = { $n } { $units }
reach-between = between { $low } and { $high } { $units }
reach-at-most = at most { $high } { $units }
reach-nobody = nobody
reach-not-shown = not shown
reach-short = { $low } to { $high }
reach-short-most = up to { $high }
reach-row = { $period }: { $amount }
reach-alt = { $period }: { $amount }.
reach-alone = Nobody is compared, and no rate can be worked out: how many people were reached does not tell what changed for them.
reach-never-added = The programmes stand beside each other and are never added up: whoever took part in two of them is in both numbers.
reach-all-periods = All of the records
reach-quarter = { $year }, quarter { $quarter }
reach-period = Period
reach-role = Role
reach-people = Different people
reach-counted = Entries, repeated ones too
reach-entries = Entries in the lists of participants
reach-number = Number
chart-reach = People reached by each programme, in all and by period
chart-reach-note = A dot is a number of people who are all identified. A bar goes from the fewest people that there can have been to the most; it is dashed where no lower bound can be shown. All lines have the same scale, which starts at 0. Whoever came in two periods is in both, so periods do not add up to the total.
table-reach = { $programme }: people reached by period
table-reach-roles = { $programme }: people reached by role and period
table-reach-flow = Which entries of the lists count
reach-flow-all = In the records
reach-flow-other-programme = Of a programme that this study does not ask about
reach-flow-after-cut-off = After the last day of the records, or without a day
reach-flow-no-consent = No consent to reporting
reach-flow-other-unit = Not in the role that this study counts
reach-flow-analysed = Counted
reach-flow-note = One entry is one person at one activity, up to { $day }. Everybody left out is left out for the first reason that applies. Counts by month have no entries here.
reach-no-list = There are no lists of participants, only counts by month.
reach-limit-effect = A count is not an effect: it does not tell what changed for anybody, nor what would have happened without the programme.
reach-limit-bounds = Where not everybody is identified, nobody knows how many different people there were: the number lies between its bounds, and no value between them is more likely than another.
reach-limit-rate = Nothing here is a share. How many people could have been reached is not in the records, so the count cannot be divided by anything.
reach-limit-consent = Whoever did not agree to reporting is not counted, nor is anybody who was counted in another unit, such as a family. More people may have been reached.
reach-limit-depth = A person counts once, whether they came to one meeting or to twenty.
reach-define = Reached
reach-define-unit = Counted in
reach-define-unit-person = People. Attendances, families and cases are other units: they are never added to people, nor divided by them.
reach-define-unit-child = Children. Attendances, families and cases are other units: they are never added to children, nor divided by them.
reach-define-bounds = Between two numbers
reach-define-bounds-text = The lower number holds if as many entries as possible are of the same people, the upper one if all are of different people. Both are rounded outward, to protect privacy.
reach-basis-distinct = Everybody is identified in the lists, so that each person is counted once.
reach-basis-partly-identified = Some of those who took part are not identified, and may be anybody: the number has bounds.
reach-basis-deduplicated = There are only counts by month. Nobody stands twice in the same count, but somebody may stand in two of them: the number has bounds.
reach-basis-attendance = There are only counts of attendances, not of people: the number has wide bounds.
role-child = Children
role-student = Students
role-caregiver = Caregivers
role-teacher = Teachers
role-community-leader = Community leaders
role-official = Officials
role-agency-staff = Agency staff
role-ngo-staff = NGO staff
role-other = Other roles
role-unknown = Role not known
claims-intro-reach = Each claim was made in public, and is checked against these data. All claims here are of counts: they say how many, and not what changed for anybody.
claims-rule-established-reach = Borne out as a count: the records hold at least as many different people as claimed.
claims-rule-contradicted-reach = Contradicted as a count: nobody was left out, and even at most the records hold fewer.
claims-rule-count-reach = Cannot be told as a count: the number claimed lies between the bounds, or more people may have been reached than can be counted here.
claim-verdict-established-reach = A count, not an effect: the records hold at least as many
claim-verdict-contradicted-reach = A count, not an effect: even at most, the records hold fewer
claim-verdict-count-reach = A count, not an effect: these records cannot tell whether there were as many
claim-reached = In the records, all programmes together: { $amount }. Claimed: over { $threshold }.
withheld-some-left-out = More people may have been reached: whoever did not agree to reporting is not counted, nor is anybody counted in another unit.
theory-none-reach = The study file does not say how the programme is thought to help those whom it reaches.
criteria-intro-reach = The OECD’s Development Assistance Committee asks six questions of a programme (2019). A count of people answers none of them.
criterion-effectiveness-alone-reach = It is known how many people took part. Whether the programme reaches its aims is not.
criterion-impact-alone-reach = Nobody is compared, so nothing can be said of what changes because of the programme.
criterion-sustainability-alone-reach = The records hold who took part. What comes later is not known.
version-design-reach = Count of people reached, without a comparison
version-method-reach = Distinct people by their pseudonymous ids; bounds where not everybody is identified
notebook-reach = How many different people were reached, in which role and when?

## Portfolio: several programmes, a page each

number-effect = Effect
number-risk = Risk
number-count = Count
number-effect-observational = Effect, from an observational comparison
number-effect-experiment = Effect, from an experiment
number-effect-text = By how much the risk differs between a group with the programme and a group without it, with its interval and how sure we can be. Only a comparison gives one, and only such a number says anything about what the programme changed.
number-risk-text = The estimated share of those followed to whom something happens within a stated time, with its interval. The word is used of good things too, such as a decision on a case. On its own it does not say what the programme changed.
number-count-text = How many there are in the records or, where nobody can tell who stands in them twice, the two numbers between which it lies. It is a count, not an effect.
portfolio-section-about = What this is
portfolio-section-reading = How to read the numbers
portfolio-section-register = What has been claimed in public, programme by programme
portfolio-section-apart = What cannot be compared
portfolio-section-privacy = How privacy was protected
portfolio-section-versions = Data, code and dates
portfolio-about = Each programme has one page: what it does, what its study asks, the number that answers it, and what that number cannot say. Every number comes from what the newest run of the study released, and each is called an effect, a risk or a count.
portfolio-about-order = The programmes stand in no order of merit.
portfolio-synthetic-all = Every study here is of synthetic records: { $studies }.
portfolio-synthetic-some = These studies are of synthetic records, made up by a computer, and are evidence of nothing: { $studies }. The others are of real records.
portfolio-page = The portfolio
portfolio-report = The full report
portfolio-no-report = The study has no full report in this language.
portfolio-source = Study { $study }: records until { $until }, data { $data }, run of { $made }.
portfolio-source-synthetic = Study { $study }: synthetic records until { $until }, data { $data }, run of { $made }.
portfolio-question-comparison = Does the risk of { $event } { $by } after { $start } differ with { $programme }?
portfolio-question-pathway = What share gets from “{ $first }” to “{ $last }”, and by when?
portfolio-question-reach = How many different { $people } did it reach?
portfolio-withheld-else = The rules that protect privacy do not let the number be shown.
portfolio-pathway-risk = From “{ $first }” to “{ $last }”: an estimated { $share } within { $duration } ({ PERCENT(0.95) } interval { $low } to { $high }).
portfolio-pathway-bare = From “{ $first }” to “{ $last }”: an estimated { $share } within { $duration }; no interval can be shown.
portfolio-pathway-withheld = From “{ $first }” to “{ $last }”: no share within { $duration } can be reported.
portfolio-pathway-counts = Counted in the records until { $date }, in { $people }: { $start } at “{ $first }”, { $end } at “{ $last }”. These are counts; some are still on the way.
portfolio-pathway-picture = Estimated share that has got there { $duration } after “{ $first }”, with its { PERCENT(0.95) } interval; the scale ends at { $end }
portfolio-not-reported = no share is reported
portfolio-share-interval = { $share } ({ $low } to { $high })
portfolio-share-sooner = { $share } within { $duration }
portfolio-reach-means = “Reached” means: { $definition }
portfolio-reach-picture = How many, each counted once; the scale ends at { $end }
portfolio-limit-pathway-alone = Nobody is compared here, so it says nothing of what the programme changed.
portfolio-limit-pathway-groups = The two groups stand side by side as they are. The difference between them is not an effect of the programme.
portfolio-limit-pathway-waiting = Some were still on the way on the last day of the records, and some were no longer followed. The estimate takes them to be like the others.
portfolio-limit-pathway-units = Different units, such as families and applications, are never divided one by the other.
portfolio-limit-reach-count = It is a count, not an effect: it does not say what changed for anybody.
portfolio-limit-reach-twice = Nobody can tell who stands in the records twice, so that only the limits are known.
portfolio-limit-reach-share = It is no share: nobody knows how many could have been reached.
portfolio-register-intro = Each claim was made in public and is checked against the data of one study. What the data say is an effect, a risk or a count, and a count never becomes an effect because it is large.
portfolio-no-claims = No study here asks about a public claim.
portfolio-apart-units = Units differ: children, families, cases and persons are never added up, and one is never divided by another.
portfolio-apart-kinds = Kinds of number differ: a share that reaches something, a difference between groups and a count answer different questions.
portfolio-apart-people = People, starts and times differ: each study follows its own from its own first day, and to its own horizon.
portfolio-apart-order = No number here puts one programme before another.
portfolio-all-records = all of the records
portfolio-since = { $duration } after: { $start }
portfolio-privacy = Nothing here was counted anew: every number had passed the disclosure control of its own study.
table-programme = Programme
table-study = Study
table-number = Kind of number
table-unit = Counted in
table-by-when = By when
table-apart = In what the headline numbers differ
table-versions = Where each programme’s numbers come from
table-made = Run made on
claim-number = Kind of number
