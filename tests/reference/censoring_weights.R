# Risks with inverse probability of censoring weights, by R's survival package: Cox's model of being lost in each arm,
# each person's follow-up cut at the event times with the weight of each piece, and survfit on the pieces.
# The numbers of censoring_weights_*.csv: `Rscript censoring_weights.R` in this folder, R 4.2 with survival 3.5.
library(survival)

set.seed(20261122)
n <- 240
x <- round(rnorm(n), 3)
arm <- rbinom(n, 1, plogis(0.3 * x))
event <- rexp(n, 0.08 * exp(0.5 * x - 0.3 * arm))
other <- rexp(n, 0.02)
lost <- rexp(n, 0.07 * exp(0.8 * x * (2 * arm - 1)))
end <- runif(n, 6, 20)
# Distinct to the last digit written.
time <- round(pmin(event, other, lost, end), 6)
kind <- ifelse(pmin(event, other) > pmin(lost, end), 0, ifelse(event < other, 1, 2))
people <- data.frame(arm, time, event = kind, x, observable = round(end, 6))
stopifnot(!anyDuplicated(people$time))
write.csv(people, "censoring_weights_people.csv", row.names = FALSE, quote = FALSE)

horizons <- c(4, 8, 12)
rows <- list()
for (a in c(1, 0)) {
  own <- people[people$arm == a, ]
  own$id <- seq_len(nrow(own))
  # Who is still followed at the last horizon was not lost before it, and weights need no later loss.
  own$lost <- own$event == 0 & own$time < own$observable & own$time < max(horizons)
  fit <- coxph(Surv(time, lost) ~ x, data = own, ties = "efron")
  base <- basehaz(fit, centered = FALSE)
  before <- function(u) max(0, base$hazard[base$time < u])
  cuts <- sort(own$time[own$event > 0])
  pieces <- survSplit(Surv(time, event > 0) ~ ., data = own, cut = cuts, start = "from", end = "to", event = "ends")
  pieces$weight <- exp(sapply(pieces$to, before) * exp(coef(fit) * pieces$x))
  # Fits of one event each: survfit of several states at once gives another answer where weights change within an id.
  pieces$first <- pieces$ends == 1 & own$event[pieces$id] == 1
  every <- survfit(Surv(from, to, ends) ~ 1, data = pieces, id = id, weights = weight)
  first <- survfit(Surv(from, to, first) ~ 1, data = pieces, id = id, weights = weight)
  stopifnot(identical(every$time, first$time))
  risk <- cumsum(c(1, every$surv[-length(every$surv)]) * first$n.event / first$n.risk)
  found <- sapply(horizons, function(h) max(risk[every$time <= h]))
  rows[[length(rows) + 1]] <- data.frame(
    arm = a, horizon = horizons, event = found, free = summary(every, times = horizons)$surv
  )
}
write.csv(format(do.call(rbind, rows), digits = 15, trim = TRUE), "censoring_weights_risks.csv", row.names = FALSE, quote = FALSE)
