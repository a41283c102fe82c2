# The numbers of survival_*.csv: `Rscript survival.R` in this folder, R 4.2 with survival 3.5.
# Data are made here too, so that the whole comparison can be made again from this file.
library(survival)
set.seed(20261122)

write <- function(frame, name) write.csv(format(frame, digits = 17, trim = TRUE), name, row.names = FALSE, quote = FALSE)

n <- 400
arm <- rbinom(n, 1, 0.45)
x <- round(rnorm(n), 2)
entry <- ifelse(runif(n) < 0.6, 0, floor(runif(n, 0, 9)))
event_time <- rweibull(n, 0.9, 30 * exp(0.3 * arm - 0.2 * x))
death_time <- rexp(n, 1 / 80)
censor_time <- runif(n, 12, 48)
last <- pmin(event_time, death_time, censor_time)
# Whole months: ties of events with events and of events with censorings.
time <- pmax(ceiling(last), entry + 1)
event <- ifelse(last == censor_time, 0, ifelse(last == event_time, 1, 2))
weight <- round(runif(n, 0.2, 2.5), 3)
cluster <- sample(1:150, n, replace = TRUE)
people <- data.frame(id = 1:n, arm, x, entry, time, event, weight, cluster)
write.csv(people, "survival_people.csv", row.names = FALSE, quote = FALSE)

type <- factor(event, 0:2, c("censored", "one", "two"))
rows <- function(call, arm, event, time, estimate, std_error) data.frame(call, arm, event, time, estimate, std_error)

one_event <- function(call, fit) {
  s <- summary(fit, censored = TRUE)
  rows(call, sub("arm=", "", s$strata), 1, s$time, 1 - s$surv, s$std.err)
}
several <- function(call, fit) {
  s <- summary(fit, censored = TRUE)
  do.call(rbind, lapply(1:2, function(k) rows(call, sub("arm=", "", s$strata), k, s$time, s$pstate[, k + 1], s$std.err[, k + 1])))
}
clustered <- function(call, keep, value) {
  d <- people[keep, ]
  fit <- survfit(Surv(time, type[keep]) ~ 1, data = d, id = d$id, weights = d$weight, influence = TRUE)
  do.call(rbind, lapply(1:2, function(k) {
    # The first slice of the influence is time 0.
    u <- fit$influence.pstate[, -1, k + 1]
    rows(call, value, k, fit$time, fit$pstate[, k + 1], sqrt(colSums(rowsum(d$weight * u, d$cluster)^2)))
  }))
}
curves <- rbind(
  one_event("one_event", survfit(Surv(time, event == 1) ~ arm, id = id, robust = TRUE, data = people)),
  one_event("one_event_entry", survfit(Surv(entry, time, event == 1) ~ arm, id = id, robust = TRUE, data = people)),
  several("several", survfit(Surv(time, type) ~ arm, id = id, data = people)),
  several("several_entry", survfit(Surv(entry, time, type) ~ arm, id = id, data = people)),
  several("several_weights", survfit(Surv(time, type) ~ arm, id = id, weights = weight, data = people)),
  clustered("several_weights_clusters", people$arm == 1, 1),
  clustered("several_weights_clusters", people$arm == 0, 0)
)
write(curves, "survival_curves.csv")

s <- summary(survfit(Surv(time, event == 1) ~ arm, id = id, robust = TRUE, conf.type = "log-log", data = people), censored = TRUE)
write(data.frame(arm = sub("arm=", "", s$strata), time = s$time, lower = 1 - s$upper, upper = 1 - s$lower), "survival_intervals.csv")

g <- summary(survfit(Surv(entry, time, event == 1) ~ arm, data = people), censored = TRUE)
write(data.frame(arm = sub("arm=", "", g$strata), time = g$time, std_error = g$std.err), "survival_greenwood.csv")

cox <- function(call, fit, zph = NA) {
  data.frame(call, coefficient = unname(coef(fit)[1]), std_error = sqrt(vcov(fit)[1, 1]), log_likelihood = fit$loglik[2], zph)
}
crude <- coxph(Surv(time, event == 1) ~ arm, data = people, robust = TRUE, id = id)
models <- rbind(
  cox("crude", crude, cox.zph(coxph(Surv(time, event == 1) ~ arm, data = people), transform = "km")$table[1, "p"]),
  cox("entry", coxph(Surv(entry, time, event == 1) ~ arm, data = people, robust = TRUE, id = id)),
  cox("entry_weights", coxph(Surv(entry, time, event == 1) ~ arm + x, data = people, weights = weight, robust = TRUE, id = id)),
  cox("entry_weights_clusters", coxph(Surv(entry, time, event == 1) ~ arm + x, data = people, weights = weight, cluster = cluster))
)
write(models, "survival_cox.csv")
